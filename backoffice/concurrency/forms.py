"""Forms and rows that compare what their page showed with what is stored, and write only what changed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from backoffice.history.labels import EMPTY, column_label
from backoffice.history.record_history import history_by_key, is_history_tracked
from backoffice.requests import PersonRequest

from . import snapshot
from .merge import EditConflict, FieldConflict, find_edit_conflict, form_field_label, form_value_text


class GuardedForm:
    """A model form that compares what its page showed with what is stored, and writes only what changed."""

    # Of the form that it is mixed into.
    instance: Any
    is_bound: bool
    data: Any
    errors: Any
    add_prefix: Any
    add_error: Any
    _meta: Any
    _save_m2m: Any

    came: dict[str, dict] = {}
    refused = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict = None
        if self.instance._state.adding:
            return
        self.stored = self._columns()
        self.shown = {"version": self.instance.version, "values": snapshot.initial_field_values(self)}
        if self.is_bound:
            self.conflict = find_edit_conflict(self, self.came.get(self.key))

    @property
    def key(self) -> str:
        """Under which a page names the record."""
        return snapshot.snapshot_key(self._meta.model, self.instance.pk)

    def wants_deletion(self) -> bool:
        return bool(self.data.get(self.add_prefix("DELETE")))

    def _columns(self) -> dict[str, Any]:
        return {one.attname: getattr(self.instance, one.attname) for one in self.instance._meta.concrete_fields}

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        for said in (self.conflict, self.refused):
            if said:
                self.add_error(None, str(said))
        return cleaned

    def written(self) -> list[str] | None:
        """The columns that this form changed; all of them for a new record."""
        if self.instance._state.adding:
            return None
        now = self._columns()
        return [one.name for one in self.instance._meta.concrete_fields if now[one.attname] != self.stored[one.attname]]

    def save(self, commit: bool = True) -> Any:
        """As Django does, but a column that nobody changed here keeps what others wrote."""
        if not commit or self.errors or self.instance._state.adding:
            return super().save(commit)  # type: ignore[misc]
        self.instance.save(update_fields=self.written())
        self._save_m2m()
        return self.instance


class GuardedFormSet:
    """The rows of an inline: each compared by itself, and those told that somebody else deleted."""

    # Of the set of forms that it is mixed into.
    instance: Any
    is_bound: bool
    data: Any
    model: Any
    fk: Any
    prefix: str
    form: Any
    initial_forms: Any
    get_queryset: Any
    initial_form_count: Any
    total_form_count: Any

    came: dict[str, dict] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone: list[EditConflict] = []
        if self.is_bound and not self.instance._state.adding:
            lock_rows(self.model._base_manager.filter(**{self.fk.name: self.instance}))
            self._drop_what_is_gone()

    def _drop_what_is_gone(self) -> None:
        """Rows that are no longer there leave the form; what was typed into them is told."""
        name, there = self.model._meta.pk.name, {str(row.pk) for row in self.get_queryset()}
        count = min(self.initial_form_count(), self.total_form_count())
        keys = [self.data.get(f"{self.prefix}-{index}-{name}", "") for index in range(count)]
        missing = [index for index, key in enumerate(keys) if key and key not in there]
        if not missing:
            return
        for index in missing:
            if conflict := self._typed_into(index, keys[index]):
                self.gone.append(conflict)
        self.data = drop_formset_rows(self.data, self.prefix, self.total_form_count(), missing)
        self.__dict__.pop("management_form", None)

    def _typed_into(self, index: int, key: str) -> EditConflict | None:
        """What was typed into a row that is gone, unless it was to be deleted anyway or nothing was typed."""
        form = self.form(self.data, prefix=f"{self.prefix}-{index}")
        known = self.came.get(snapshot.snapshot_key(self.model, key))
        if known is None or form.wants_deletion():
            return None
        shown = known["values"]
        found = EditConflict(gone=True, title=str(shown.get("name") or shown.get("measure") or key))
        for name, one in snapshot.editable_fields(form).items():
            if snapshot.is_value_changed(one, shown.get(name), raw := snapshot.typed_value(form, name)):
                found.clashes.append(
                    FieldConflict(name, form_field_label(form, name), form_value_text(one, raw), EMPTY)
                )
        last = history_by_key(self.model, key, 1) if is_history_tracked(self.model) else []
        found.deleted = next((change for change in last if change.deleted), None)
        return found if found.clashes else None

    @property
    def conflicts(self) -> list[EditConflict]:
        return [*self.gone, *(form.conflict for form in self.initial_forms if form.conflict)]

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        if self.conflicts:
            raise ValidationError(str(self.conflicts[0]))
        kept = [str(form.instance) for form in self.initial_forms if form.wants_deletion() and not self._deletes(form)]
        if kept:
            raise ValidationError(_("This may no longer be deleted: %(rows)s.") % {"rows": _(", ").join(kept)})

    @staticmethod
    def _deletes(form: Any) -> bool:
        return "DELETE" in form.fields and not form.fields["DELETE"].disabled


def drop_formset_rows(data: QueryDict, prefix: str, total: int, missing: list[int]) -> QueryDict:
    """The same form without some of its rows: those after them move up."""
    kept = data.copy()
    for key in [key for key in kept if key.startswith(f"{prefix}-") and key.split("-")[-2].isdigit()]:
        del kept[key]
    left = [index for index in range(total) if index not in missing]
    for new, index in enumerate(left):
        start = f"{prefix}-{index}-"
        for key in [key for key in data if key.startswith(start)]:
            kept.setlist(f"{prefix}-{new}-{key.removeprefix(start)}", data.getlist(key))
    initial = int(data[f"{prefix}-INITIAL_FORMS"]) - len(missing)  # type: ignore[arg-type]
    kept[f"{prefix}-TOTAL_FORMS"], kept[f"{prefix}-INITIAL_FORMS"] = str(len(left)), str(initial)
    return kept


def submitted_texts(request: PersonRequest, model: Any) -> list[tuple[str, str]]:
    """The texts of a submitted form under the names of their fields."""
    columns = {
        column.name: column_label(column) for column in model._meta.get_fields() if hasattr(column, "verbose_name")
    }
    return [(columns[name], text) for name, text in request.POST.items() if name in columns and text]  # type: ignore[misc]


def lock_rows(rows: QuerySet[Any]) -> None:
    """Nobody else writes these rows until the form is saved or refused."""
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def has_version_column(model: Any) -> bool:
    return any(column.name == "version" for column in model._meta.concrete_fields)


def guard_form(form: Any, **known: Any) -> Any:
    """The form, guarded; what its admin did to the fields stays."""
    if not has_version_column(form._meta.model):
        return form
    found = type(form)(form.__name__, (GuardedForm, form), known)
    found.base_fields, found.declared_fields = form.base_fields, form.declared_fields
    return found


def guard_formset(formset: Any, came: dict[str, dict]) -> Any:
    """The rows of an inline, guarded."""
    if not has_version_column(formset.model):
        return formset
    return type(
        formset.__name__,
        (GuardedFormSet, formset),
        {"form": guard_form(formset.form, came=came), "came": came},
    )
