"""Two people edit one record: the second is told what changed in between, keeps the typed text, and nothing is
overwritten silently.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext as _

from backoffice.history.entries import FieldDifference, HistoryEntry
from backoffice.history.labels import EMPTY, format_plain_value
from backoffice.history.record_history import record_history

from . import snapshot

# What a form calls otherwise than the history does.
CALLED = {"role_choice": "groups"}


@dataclass
class FieldConflict:
    """One field: what was typed, what it says now, and who wrote that."""

    name: str
    label: str
    mine: str
    now: str
    change: HistoryEntry | None = None


@dataclass
class EditConflict:
    """What happened to one record since the page was opened."""

    title: str = ""
    clashes: list[FieldConflict] = field(default_factory=list)
    taken: list[FieldConflict] = field(default_factory=list)
    others: list[tuple[HistoryEntry, FieldDifference]] = field(default_factory=list)
    deleted: HistoryEntry | None = None
    gone: bool = False
    unknown: bool = False

    def __str__(self) -> str:
        if self.unknown:
            return _("The form did not say which version it changes; look at it again and save.")
        if self.gone:
            return _("Somebody deleted this in the meantime.")
        return _("Somebody changed this in the meantime; nothing is saved yet.")


def form_value_text(one: Any, value: Any) -> str:
    """A value of a form field as its reader writes it."""
    try:
        value = one.clean(value)
    except ValidationError:
        return str(value or "") or EMPTY
    if isinstance(one, ModelChoiceField):
        named = value if hasattr(value, "__iter__") else [value] if value else []
        return _(", ").join(map(str, named)) or EMPTY
    if value in (None, "", []):
        return EMPTY
    if isinstance(value, list):
        return _(", ").join(map(str, value))
    return str(dict(getattr(one, "choices", ())).get(value, "") or format_plain_value(value))


def form_field_label(form: Any, name: str) -> str:
    return str(form[name].label)


def changes_since_snapshot(record: Any, shown: dict) -> list[HistoryEntry]:
    """The record's changes that the page had not shown, newest first."""
    opened = dt.datetime.fromisoformat(shown["at"])
    return [
        change
        for change in record_history(record)
        if (change.at > opened if change.version is None else change.version > shown["version"])
    ]


def find_edit_conflict(form: Any, shown: dict | None) -> EditConflict | None:
    """Compare each field as shown, as typed and as stored; return the conflict, or None if the form may be saved.
    Values changed only by others are taken over into the form.
    """
    if shown is None:
        return EditConflict(unknown=True) if snapshot.has_form_changes(form) else None
    if shown["version"] == form.instance.version:
        return None
    found, mine = EditConflict(title=str(form.instance) if form.prefix else ""), form.wants_deletion()
    for name, one in snapshot.editable_fields(form).items():
        then, now, raw = (
            shown["values"].get(name),
            form.shown["values"][name],
            snapshot.typed_value(form, name),
        )
        if not snapshot.is_value_changed(one, then, raw):
            if then != now:
                found.taken.append(FieldConflict(name, form_field_label(form, name), "", form_value_text(one, now)))
                snapshot.set_form_value(form, name, now)
            continue
        mine = True
        if then != now and snapshot.is_value_changed(one, now, raw):
            found.clashes.append(
                FieldConflict(name, form_field_label(form, name), form_value_text(one, raw), form_value_text(one, now))
            )
    return attribute_conflict(form, found, changes_since_snapshot(form.instance, shown)) if mine else None


def attribute_conflict(form: Any, found: EditConflict, changes: list[HistoryEntry]) -> EditConflict | None:
    """Say who wrote each value; add what changed beside the fields of the form. Nothing told is no conflict."""
    authors: dict[str, HistoryEntry] = {}
    for change in changes:
        for one in change.fields:
            if one.name not in authors:
                authors[one.name] = change
                found.others.append((change, one))
    for clash in (*found.clashes, *found.taken):
        clash.change = authors.get(CALLED.get(clash.name, clash.name))
    shown = {CALLED.get(name, name) for name in snapshot.editable_fields(form)}
    found.others = [(change, one) for change, one in found.others if one.name not in shown]
    return found if found.clashes or found.taken or found.others else None
