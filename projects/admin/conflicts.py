"""Two people edit one record: the second is told what changed in between, keeps the typed text, and nothing is overwritten silently."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext as _

from . import seen
from .entries import Change, Difference
from .history import history_of
from .wording import EMPTY, plain

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
