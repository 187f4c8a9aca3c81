"""Who changed what, from what to what, when and through which channel: the trigger history in words."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest

from backoffice.channel import Channel, channel_of_context

from .declared import MemberList
from .entries import FieldDifference, HistoryEntry, merge_entries
from .events import EventPosition, events_of_model, events_with_previous, history_tables, newest_events
from .labels import ColumnFormatter, column_label, record_names

PAGE = 50
QUIET = {"id", "version", "password", "last_login", "first_forecast", "is_superuser", "is_staff", "generated"}
# The person whom a fact itself names, where it was recorded without a session: newest action first.
ACTORS = ("reopened_by_id", "closed_by_id", "decided_by_id", "confirmed_by_id", "approved_by_id", "by_id")


class History(list[HistoryEntry]):
    """Entries, newest first, and where the next page begins if there may be one."""

    older: EventPosition | None = None


def record_history(record: models.Model, limit: int = PAGE, place: EventPosition | None = None) -> History:
    """The record's changes, newest first; of what is an event itself, the one entry that it is."""
    return (
        history_by_key(type(record), record.pk, limit, place)
        if is_history_tracked(type(record))
        else History([single_entry_of(record)])
    )


def history_by_key(model: Any, key: Any, limit: int = PAGE, place: EventPosition | None = None) -> History:
    """The same for a record that may be gone."""
    return read_history(event_sources(model, key), limit, place)


def event_sources(model: Any, key: Any) -> list[models.QuerySet]:
    """The record's own history and those of its lists."""
    lists = [(rows, found.owner) for rows in member_models() if (found := rows.member_list).owning_model(rows) is model]
    return [
        events_of_model(model).filter(pgh_obj=key),
        *(events_of_model(rows).filter(**{column: key}) for rows, column in lists),
    ]


@cache
def member_models() -> list[Any]:
    """The models that declare a `member_list`."""
    return [table.pgh_tracked_model for table in history_tables() if MemberList.of(table.pgh_tracked_model)]


def is_history_tracked(model: Any) -> bool:
    """Whether triggers keep a history of the model."""
    return hasattr(model, "pgh_event_model")


def read_history(sources: list[models.QuerySet], limit: int = PAGE, place: EventPosition | None = None) -> History:
    """What happened in several histories, newest first, in a number of queries that does not depend on how much."""
    places = newest_events(sources, limit, place)
    changes = [
        event_to_entry(row, former, at)
        for (row, former), at in zip(events_with_previous(places, sources), places, strict=True)
    ]
    told = History(change for change in merge_entries(changes) if change.fields or change.kind != "update")
    told.older = places[-1] if len(places) == limit else None
    return fill_entry_texts(told)


def older_page_address(request: HttpRequest, history: History) -> str:
    """The address of the next page, if there may be one."""
    if history.older is None:
        return ""
    asked = request.GET.copy()
    asked["after"] = str(history.older)
    return f"?{asked.urlencode()}"


def event_to_entry(row: Any, former: Any, place: EventPosition) -> HistoryEntry:
    """One row of a history, its values still as stored."""
    known = row.pgh_context or {}
    model, key = row.pgh_tracked_model, getattr(row, "pgh_obj_id", None)
    change = HistoryEntry(
        row.pgh_created_at,
        known.get("user") or acting_person(row, former),
        channel_of_context(known),
        row.pgh_label,
        model,
        key,
        getattr(row, "version", None),
        row.pgh_context_id,
        place,
    )
    if MemberList.of(model):
        return list_row_to_entry(change, row)
    change.fields = [*field_differences(model, row, former)]
    return change


def list_row_to_entry(change: HistoryEntry, row: Any) -> HistoryEntry:
    """A row of a list is a change of the record that the list belongs to."""
    listed = change.model.member_list
    given, value = change.kind == "insert", [getattr(row, f"{listed.member}_id")]
    one = FieldDifference(
        listed.name,
        str(listed.label),
        change.model._meta.get_field(listed.member),
        [] if given else value,
        value if given else [],
    )
    change.model, change.key, change.kind, change.fields = (
        listed.owning_model(change.model),
        getattr(row, f"{listed.owner}_id"),
        "update",
        [one],
    )
    return change


def acting_person(row: Any, former: Any) -> int | None:
    """Whom a fact names as having just done this."""
    named = (getattr(row, name, None) for name in ACTORS if getattr(row, name, None) != getattr(former, name, None))
    return next((person for person in named if person), None)


def field_differences(model: Any, row: Any, former: Any) -> Iterator[FieldDifference]:
    """Each field that changed; of a first entry what was filled in, of a last one what was there."""
    gone = row.pgh_label == "delete"
    for column in model._meta.concrete_fields:
        if column.name in QUIET or column.generated or not hasattr(row, column.attname):
            continue
        new = getattr(row, column.attname)
        old = getattr(former, column.attname) if former else None
        if gone:
            old, new = new, None
        if old != new and not {old, new} <= {None, ""} if is_hashable(old, new) else old != new:
            yield FieldDifference(column.name, column_label(column), column, old, new)


def is_hashable(*values: Any) -> bool:
    return not any(isinstance(value, (list, dict)) for value in values)


def fill_entry_texts(changes: History) -> History:
    """Give each entry its words, one query for each kind of record that is named."""
    fields = [one for change in changes for one in change.fields]
    words = ColumnFormatter((one.column, value) for one in fields for value in (one.old, one.new))
    for one in fields:
        one.before, one.after = words.show(one.column, one.old), words.show(one.column, one.new)
    people = record_names(get_user_model(), {change.person for change in changes} - {None})
    for change in changes:
        change.who = people.get(change.person, "")
    return changes


def fill_entry_subjects(changes: History) -> History:
    """Name the record that each entry is about; a deleted one by what its history says."""
    keys: dict[Any, set] = {}
    for change in changes:
        keys.setdefault(change.model, set()).add(change.key)
    names = {model: record_names(model, found) for model, found in keys.items()}
    for change in changes:
        change.subject = names[change.model].get(change.key) or name_from_entry(change)
    return changes


def name_from_entry(change: HistoryEntry) -> str:
    """The name that an entry itself carries."""
    called = {one.name: one.after if one.new else one.before for one in change.fields}
    found = (called[name] for name in ("name", "measure", "username", "text", "note") if name in called)
    return next(found, f"{change.what} {change.key}")


def single_entry_of(record: models.Model) -> HistoryEntry:
    """The entry of a record that is an event: when it happened, and what it says."""
    moments = ("planned_at", "started_at", "raised_on", "on", "at")
    at = next((getattr(record, name) for name in moments if hasattr(record, name)), None)
    by = getattr(record, "by_id", None)
    change = HistoryEntry(at, by, Channel.ADMIN if by else Channel.JOB, "insert", type(record), record.pk)
    for column in record._meta.concrete_fields:
        value = getattr(record, column.attname)
        if column.name not in QUIET and column.editable and is_hashable(value) and value not in (None, ""):
            change.fields.append(FieldDifference(column.name, column_label(column), column, None, value))
    return fill_entry_texts(History([change]))[0]
