"""Who changed what, from what to what, when and through which door: the trigger history in words."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from projects.models import User

QUIET = {"version", "password", "last_login", "first_forecast"}


@dataclass
class Change:
    """One entry: the instant, the person, the door, and each field's old and new value."""

    at: object
    who: str
    door: str
    first: bool
    fields: list = field(default_factory=list)


def history_of(record):
    """The record's changes, newest first; empty where a model keeps no history."""
    if not hasattr(record, "events"):
        return []
    events = list(record.events.order_by("pgh_created_at", "pgh_id"))
    people = {
        user.pk: user.name
        for user in User.objects.filter(pk__in={person_of(event) for event in events} - {None})
    }
    entries, before = [], None
    for event in events:
        entry = Change(event.pgh_created_at, people.get(person_of(event), ""), door_of(event), before is None)
        entry.fields = differences(record, before, event)
        if entry.first or entry.fields:
            entries.append(entry)
        before = event
    return entries[::-1]


def person_of(event):
    return (event.pgh_context or {}).get("user")


def door_of(event):
    """Admin, API or mail link by the address; a job, a command or an import where there was none."""
    url = (event.pgh_context or {}).get("url") or ""
    doors = {"/admin/": _("desk"), "/api/": _("API"), "/": _("page or link")}
    return next((door for start, door in doors.items() if url.startswith(start)), _("job, command or import"))


def differences(record, before, event):
    """Label, old and new value of each field that changed; of a first entry, what was filled in."""
    found = []
    for column in record._meta.concrete_fields:
        if column.primary_key or column.name in QUIET or not hasattr(event, column.attname):
            continue
        new = getattr(event, column.attname)
        old = getattr(before, column.attname) if before else None
        if new != old and not (before is None and new in ("", None)):
            found.append((column.verbose_name, show(column, old), show(column, new)))
    return found


def show(column, value):
    """A value as its readers write it: the record's name in place of a key, the word in place of a code."""
    if value in (None, ""):
        return "—"
    if column.remote_field:
        named = column.remote_field.model._base_manager.filter(pk=value).first()
        return str(named or value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return {True: _("yes"), False: _("no")}.get(value, value) if isinstance(value, bool) else value
