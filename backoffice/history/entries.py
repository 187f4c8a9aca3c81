"""The entries of a history, and how what one request did to one record becomes one entry."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property

from backoffice.channel import Channel

from .events import EventPosition

LONG = 30
# One request is one action, whatever it wrote; a job or a command is many.
ONE_ACT = {Channel.ADMIN, Channel.API, Channel.PAGE, Channel.LINK}


@dataclass
class FieldDifference:
    """One field of an entry: first the values as stored, then their words."""

    name: str
    label: str
    column: Any
    old: Any
    new: Any
    before: str = ""
    after: str = ""

    @property
    def long(self) -> bool:
        """Whether old and new stand better under one another."""
        return len(self.before) + len(self.after) > LONG


@dataclass
class HistoryEntry:
    """One entry: the instant, the person, the channel, and each field's old and new value."""

    at: Any
    person: int | None
    channel: str
    kind: str
    model: Any
    key: Any
    version: int | None = None
    action: Any = None
    place: EventPosition | None = None
    fields: list[FieldDifference] = field(default_factory=list)
    who: str = ""
    subject: str = ""

    @property
    def when(self) -> str:
        """The minute of it, or the day where no more is known."""
        if isinstance(self.at, dt.datetime):
            return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        return f"{self.at:%Y-%m-%d}" if self.at else ""

    @property
    def first(self) -> bool:
        return self.kind == "insert"

    @property
    def deleted(self) -> bool:
        return self.kind == "delete"

    @property
    def channel_name(self) -> str | Promise:
        return Channel(self.channel).label

    @property
    def what(self) -> str:
        """The kind of the record."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def link(self) -> str:
        """The history of the record."""
        try:
            return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_history", args=[self.key])
        except NoReverseMatch:
            return ""

    def takes(self, older: "HistoryEntry") -> bool:
        """Whether the older entry is a part of the same action on the same record."""
        return (
            self.channel in ONE_ACT
            and self.action is not None
            and (self.action, self.model, self.key) == (older.action, older.model, older.key)
        )


def merge_entries(changes: list[HistoryEntry]) -> list[HistoryEntry]:
    """What one request did to one record is one entry."""
    told: list[HistoryEntry] = []
    for change in changes:
        if told and told[-1].takes(change):
            absorb_older_entry(told[-1], change)
        else:
            told.append(change)
    return told


def absorb_older_entry(newer: HistoryEntry, older: HistoryEntry) -> None:
    """Add the older part of an action to the newer one: its old values, the newer one's new values."""
    if "update" in (newer.kind, older.kind):
        newer.kind = older.kind if newer.kind == "update" else newer.kind
    known = {one.name: one for one in newer.fields}
    for one in older.fields:
        if one.name not in known:
            newer.fields.append(one)
        elif isinstance(one.old, list) and one.column.remote_field:
            known[one.name].old, known[one.name].new = (
                [*one.old, *known[one.name].old],
                [*one.new, *known[one.name].new],
            )
        else:
            known[one.name].old = one.old
    newer.fields = [one for one in newer.fields if one.old != one.new]
    newer.place = older.place
