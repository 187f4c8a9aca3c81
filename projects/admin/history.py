"""Who changed what, from what to what, when and through which door: the trigger history in words."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.doors import Door
from projects.models import CoUnit, Project, RoleGiven, User

from .entries import Change, Difference, merged
from .events import Place, newest, rows_about, with_former
from .wording import Words, label_of, names_of

PAGE = 50
QUIET = {"id", "version", "password", "last_login", "first_forecast", "is_superuser", "is_staff", "generated"}
# Lists of a record: the model of their rows, whose they are, and what is in them.
LISTS: dict[Any, tuple[type[models.Model], str, str, str, Any]] = {
    CoUnit: (Project, "project", "unit", "co_units", _("co-operating units")),
    RoleGiven: (User, "user", "group", "groups", _("role")),
}
# The person whom a fact itself names, where it was recorded without a session: newest act first.
ACTORS = ("reopened_by_id", "closed_by_id", "decided_by_id", "confirmed_by_id", "approved_by_id", "by_id")


class History(list[Change]):
    """Entries, newest first, and where the next page begins if there may be one."""

    older: Place | None = None


def history_of(record: models.Model, limit: int = PAGE, place: Place | None = None) -> History:
    """The record's changes, newest first; of what is an event itself, the one entry that it is."""
    return (
        history_by_key(type(record), record.pk, limit, place)
        if tracks(type(record))
        else History([itself(record)])
    )


def history_by_key(model: Any, key: Any, limit: int = PAGE, place: Place | None = None) -> History:
    """The same for a record that may be gone."""
    return read(sources_of(model, key), limit, place)


def sources_of(model: Any, key: Any) -> list[models.QuerySet]:
    """The record's own history and those of its lists."""
    lists = [(rows, column) for rows, (owner, column, *_rest) in LISTS.items() if owner is model]
    return [
        rows_about(model).filter(pgh_obj=key),
        *(rows_about(rows).filter(**{column: key}) for rows, column in lists),
    ]


def tracks(model: Any) -> bool:
    """Whether triggers keep a history of the model."""
    return hasattr(model, "pgh_event_model")


def read(sources: list[models.QuerySet], limit: int = PAGE, place: Place | None = None) -> History:
    """What happened in several histories, newest first, in a number of queries that does not depend on how much."""
    places = newest(sources, limit, place)
    changes = [
        change_of(row, former, at)
        for (row, former), at in zip(with_former(places, sources), places, strict=True)
    ]
    told = History(change for change in merged(changes) if change.fields or change.kind != "update")
    told.older = places[-1] if len(places) == limit else None
    return in_words(told)


def older(request, history: History) -> str:
    """The address of the next page, if there may be one."""
    if history.older is None:
        return ""
    asked = request.GET.copy()
    asked["after"] = str(history.older)
    return f"?{asked.urlencode()}"


def change_of(row: Any, former: Any, place: Place) -> Change:
    """One row of a history, its values still as stored."""
    known = row.pgh_context or {}
    model, key = row.pgh_tracked_model, getattr(row, "pgh_obj_id", None)
    change = Change(row.pgh_created_at, known.get("user") or actor(row, former), known.get("door") or Door.DATABASE,
                    row.pgh_label, model, key, getattr(row, "version", None), row.pgh_context_id, place)  # fmt: skip
    if model in LISTS:
        return member_change(change, row)
    change.fields = [*differences(model, row, former)]
    return change


def member_change(change: Change, row: Any) -> Change:
    """A row of a list is a change of the record that the list belongs to."""
    owner, column, member, name, label = LISTS[change.model]
    given, value = change.kind == "insert", [getattr(row, f"{member}_id")]
    one = Difference(
        name,
        str(label),
        change.model._meta.get_field(member),
        [] if given else value,
        value if given else [],
    )
    change.model, change.key, change.kind, change.fields = (
        owner,
        getattr(row, f"{column}_id"),
        "update",
        [one],
    )
    return change


def actor(row: Any, former: Any) -> int | None:
    """Whom a fact names as having just done this."""
    named = (
        getattr(row, name, None) for name in ACTORS if getattr(row, name, None) != getattr(former, name, None)
    )
    return next((person for person in named if person), None)


def differences(model: Any, row: Any, former: Any):
    """Each field that changed; of a first entry what was filled in, of a last one what was there."""
    gone = row.pgh_label == "delete"
    for column in model._meta.concrete_fields:
        if column.name in QUIET or column.generated or not hasattr(row, column.attname):
            continue
        new = getattr(row, column.attname)
        old = getattr(former, column.attname) if former else None
        if gone:
            old, new = new, None
        if old != new and not {old, new} <= {None, ""} if hashable(old, new) else old != new:
            yield Difference(column.name, label_of(column), column, old, new)


def hashable(*values: Any) -> bool:
    return not any(isinstance(value, (list, dict)) for value in values)


def in_words(changes: History) -> History:
    """Give each entry its words, one query for each kind of record that is named."""
    fields = [one for change in changes for one in change.fields]
    words = Words((one.column, value) for one in fields for value in (one.old, one.new))
    for one in fields:
        one.before, one.after = words.show(one.column, one.old), words.show(one.column, one.new)
    people = names_of(User, {change.person for change in changes} - {None})
    for change in changes:
        change.who = people.get(change.person, "")
    return changes


def with_subjects(changes: History) -> History:
    """Name the record that each entry is about; a deleted one by what its history says."""
    keys: dict[Any, set] = {}
    for change in changes:
        keys.setdefault(change.model, set()).add(change.key)
    names = {model: names_of(model, found) for model, found in keys.items()}
    for change in changes:
        change.subject = names[change.model].get(change.key) or former_name(change)
    return changes


def former_name(change: Change) -> str:
    """The name that an entry itself carries."""
    called = {one.name: one.after if one.new else one.before for one in change.fields}
    found = (called[name] for name in ("name", "measure", "username", "text", "note") if name in called)
    return next(found, f"{change.what} {change.key}")


def itself(record: models.Model) -> Change:
    """The entry of a record that is an event: when it happened, and what it says."""
    moments = ("planned_at", "started_at", "raised_on", "on", "at")
    at = next((getattr(record, name) for name in moments if hasattr(record, name)), None)
    by = getattr(record, "by_id", None)
    change = Change(at, by, Door.ADMIN if by else Door.JOB, "insert", type(record), record.pk)
    for column in record._meta.concrete_fields:
        value = getattr(record, column.attname)
        if column.name not in QUIET and column.editable and hashable(value) and value not in (None, ""):
            change.fields.append(Difference(column.name, label_of(column), column, None, value))
    return in_words(History([change]))[0]
