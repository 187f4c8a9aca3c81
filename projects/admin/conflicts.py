"""Two people edit one record: the second is told what changed in between, keeps the typed text, and nothing is overwritten silently."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext as _

from . import seen
from .entries import Change, Difference
from .history import history_by_key, history_of, tracks
from .wording import EMPTY, label_of, plain

# What a form calls otherwise than the history does.
CALLED = {"role_choice": "groups"}


@dataclass
class Clash:
    """One field: what was typed, what it says now, and who wrote that."""

    name: str
    label: str
    mine: str
    now: str
    change: Change | None = None


@dataclass
class Conflict:
    """What happened to one record since the page was opened."""

    title: str = ""
    clashes: list[Clash] = field(default_factory=list)
    taken: list[Clash] = field(default_factory=list)
    others: list[tuple[Change, Difference]] = field(default_factory=list)
    deleted: Change | None = None
    gone: bool = False
    unknown: bool = False

    def __str__(self) -> str:
        if self.unknown:
            return _("The form did not say which version it changes; look at it again and save.")
        if self.gone:
            return _("Somebody deleted this in the meantime.")
        return _("Somebody changed this in the meantime; nothing is saved yet.")


def in_words(one, value: Any) -> str:
    """A value of a form field as its reader writes it."""
    try:
        value = one.clean(value)
    except ValidationError:
        return str(value or "") or EMPTY
    if isinstance(one, ModelChoiceField):
        named = value if hasattr(value, "__iter__") else [value] if value else []
        return "、".join(map(str, named)) or EMPTY
    if value in (None, "", []):
        return EMPTY
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(dict(getattr(one, "choices", ())).get(value, "") or plain(value))


def label(form, name: str) -> str:
    return str(form[name].label)


def since(record, shown: dict) -> list[Change]:
    """The record's changes that the page had not shown, newest first."""
    opened = dt.datetime.fromisoformat(shown["at"])
    return [
        change
        for change in history_of(record)
        if (change.at > opened if change.version is None else change.version > shown["version"])
    ]


def compare(form, shown: dict | None) -> Conflict | None:
    """Three values of each field: as shown, as typed, as stored. What only the other person changed is taken over."""
    if shown is None:
        return Conflict(unknown=True) if seen.writes(form) else None
    if shown["version"] == form.instance.version:
        return None
    found, mine = Conflict(title=str(form.instance) if form.prefix else ""), form.wants_deletion()
    for name, one in seen.editable(form).items():
        then, now, raw = shown["values"].get(name), form.shown["values"][name], seen.typed(form, name)
        if not seen.differs(one, then, raw):
            if then != now:
                found.taken.append(Clash(name, label(form, name), "", in_words(one, now)))
                seen.put(form, name, now)
            continue
        mine = True
        if then != now and seen.differs(one, now, raw):
            found.clashes.append(Clash(name, label(form, name), in_words(one, raw), in_words(one, now)))
    return attributed(form, found, since(form.instance, shown)) if mine else None


def attributed(form, found: Conflict, changes: list[Change]) -> Conflict | None:
    """Say who wrote each value; add what changed beside the fields of the form. Nothing told is no conflict."""
    authors: dict[str, Change] = {}
    for change in changes:
        for one in change.fields:
            if one.name not in authors:
                authors[one.name] = change
                found.others.append((change, one))
    for clash in (*found.clashes, *found.taken):
        clash.change = authors.get(CALLED.get(clash.name, clash.name))
    shown = {CALLED.get(name, name) for name in seen.editable(form)}
    found.others = [(change, one) for change, one in found.others if one.name not in shown]
    return found if found.clashes or found.taken or found.others else None


class GuardedForm:
    """A model form that compares what its page showed with what is stored, and writes only what changed."""

    came: dict[str, dict] = {}
    refused = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict = None
        if self.instance._state.adding:
            return
        self.stored = self._columns()
        self.shown = {"version": self.instance.version, "values": seen.values(self)}
        if self.is_bound:
            self.conflict = compare(self, self.came.get(self.key))

    @property
    def key(self) -> str:
        """Under which a page names the record: the rows of an inline by its name."""
        return f"{(self.prefix or '').rpartition('-')[0]}:{self.instance.pk}"

    def wants_deletion(self) -> bool:
        return bool(self.data.get(self.add_prefix("DELETE")))

    def _columns(self) -> dict[str, Any]:
        return {
            one.attname: getattr(self.instance, one.attname) for one in self.instance._meta.concrete_fields
        }

    def clean(self):
        cleaned = super().clean()
        for said in (self.conflict, self.refused):
            if said:
                self.add_error(None, str(said))
        return cleaned

    def written(self) -> list[str] | None:
        """The columns that this form changed; all of them for a new record."""
        if self.instance._state.adding:
            return None
        now = self._columns()
        return [
            one.name
            for one in self.instance._meta.concrete_fields
            if now[one.attname] != self.stored[one.attname]
        ]

    def save(self, commit=True):
        """As Django does, but a column that nobody changed here keeps what others wrote."""
        if not commit or self.errors or self.instance._state.adding:
            return super().save(commit)
        self.instance.save(update_fields=self.written())
        self._save_m2m()
        return self.instance


class GuardedFormSet:
    """The rows of an inline: each compared by itself, and those told that somebody else deleted."""

    came: dict[str, dict] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gone: list[Conflict] = []
        if self.is_bound:
            lock(self.model._base_manager.filter(**{self.fk.name: self.instance}))
            self._drop_what_is_gone()

    def _drop_what_is_gone(self) -> None:
        """Rows that are no longer there leave the form; what was typed into them is told."""
        name, there = self.model._meta.pk.name, {str(row.pk) for row in self.get_queryset()}
        count = self.initial_form_count()
        keys = [self.data.get(f"{self.prefix}-{index}-{name}", "") for index in range(count)]
        missing = [index for index, key in enumerate(keys) if key and key not in there]
        if not missing:
            return
        for index in missing:
            if conflict := self._typed_into(index, keys[index]):
                self.gone.append(conflict)
        self.data = without_rows(self.data, self.prefix, self.total_form_count(), missing)
        self.__dict__.pop("management_form", None)

    def _typed_into(self, index: int, key: str) -> Conflict | None:
        """What was typed into a row that is gone, unless it was to be deleted anyway or nothing was typed."""
        form = self.form(self.data, prefix=f"{self.prefix}-{index}")
        if f"{self.prefix}:{key}" not in self.came or form.wants_deletion():
            return None
        shown = self.came[f"{self.prefix}:{key}"]["values"]
        found = Conflict(gone=True, title=str(shown.get("name") or shown.get("measure") or key))
        for name, one in seen.editable(form).items():
            if seen.differs(one, shown.get(name), raw := seen.typed(form, name)):
                found.clashes.append(Clash(name, label(form, name), in_words(one, raw), EMPTY))
        last = history_by_key(self.model, key, 1) if tracks(self.model) else []
        found.deleted = next((change for change in last if change.deleted), None)
        return found if found.clashes else None

    @property
    def conflicts(self) -> list[Conflict]:
        return [*self.gone, *(form.conflict for form in self.initial_forms if form.conflict)]

    def clean(self):
        super().clean()
        if self.conflicts:
            raise ValidationError(str(self.conflicts[0]))


def without_rows(data, prefix: str, total: int, missing: list[int]):
    """The same form without some of its rows: those after them move up."""
    kept = data.copy()
    for key in [key for key in kept if key.startswith(f"{prefix}-") and key.split("-")[-2].isdigit()]:
        del kept[key]
    left = [index for index in range(total) if index not in missing]
    for new, index in enumerate(left):
        start = f"{prefix}-{index}-"
        for key in [key for key in data if key.startswith(start)]:
            kept.setlist(f"{prefix}-{new}-{key.removeprefix(start)}", data.getlist(key))
    initial = int(data[f"{prefix}-INITIAL_FORMS"]) - len(missing)
    kept[f"{prefix}-TOTAL_FORMS"], kept[f"{prefix}-INITIAL_FORMS"] = str(len(left)), str(initial)
    return kept


def what_came(request, model) -> list[tuple[str, str]]:
    """The texts of a submitted form under the names of their fields."""
    columns = {
        column.name: label_of(column)
        for column in model._meta.get_fields()
        if hasattr(column, "verbose_name")
    }
    return [(columns[name], text) for name, text in request.POST.items() if name in columns and text]


def lock(rows) -> None:
    """Nobody else writes these rows until the form is saved or refused."""
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def versioned(model) -> bool:
    return any(column.name == "version" for column in model._meta.concrete_fields)


def guarded(form, **known):
    """The form, guarded; what its admin did to the fields stays."""
    if not versioned(form._meta.model):
        return form
    found = type(form)(form.__name__, (GuardedForm, form), known)
    found.base_fields, found.declared_fields = form.base_fields, form.declared_fields
    return found


def guarded_rows(formset, came: dict[str, dict]):
    """The rows of an inline, guarded."""
    if not versioned(formset.model):
        return formset
    return type(
        formset.__name__, (GuardedFormSet, formset), {"form": guarded(formset.form, came=came), "came": came}
    )
