"""What the working-day calendar and the numbers of the rules came to say otherwise between two days, and who changed
them: they move lights by themselves.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.apps import apps
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import show_day
from backoffice.numbers import plain_decimal
from milestones.models import CalendarCorrection, FormerDay, Policy
from projects.models import User


@dataclass(frozen=True)
class CalendarChange:
    """The days that were changed on one day, and by whom."""

    on: dt.date
    days: list[dt.date]
    people: list[str]

    @property
    def how(self) -> str:
        first, last = min(self.days), max(self.days)
        said = {
            "count": len(self.days),
            "first": show_day(first, self.on),
            "last": show_day(last, self.on),
            "day": show_day(self.on, self.on),
            "people": _(", ").join(self.people) or _("nobody known"),
        }
        if len(self.days) == 1:
            return _("%(first)s, changed on %(day)s by %(people)s") % said
        return _("%(count)s days between %(first)s and %(last)s, changed on %(day)s by %(people)s") % said

    def as_json(self) -> dict:
        """Plain JSON values."""
        days = [day.isoformat() for day in self.days]
        return {"on": self.on.isoformat(), "days": days, "people": self.people, "how": self.how}


def calendar_changes(since: dt.date, on: dt.date) -> list[CalendarChange]:
    """The changes after one day and up to another, the newest first; one query where there is none, else four."""
    window = (end_of_day(since), end_of_day(on))
    found: dict[dt.date, set[dt.date]] = {}
    ended = FormerDay.objects.filter(to_at__gte=window[0], to_at__lt=window[1])
    for day, at in ended.values_list("day", "to_at"):
        found.setdefault(day_of_instant(at), set()).add(day)
    people = calendar_editors(window) if found else {}
    return [CalendarChange(day, sorted(days), people.get(day, [])) for day, days in sorted(found.items(), reverse=True)]


def calendar_editors(window: tuple[dt.datetime, dt.datetime]) -> dict[dt.date, list[str]]:
    """By day, the names of who changed the calendar in that time: who asked and decided, else as its history keeps
    them.
    """
    kept = apps.get_model("milestones", "CalendarDayEvent").objects
    events = kept.filter(pgh_created_at__gte=window[0], pgh_created_at__lt=window[1])
    told = {
        (day_of_instant(at), user) for at, user in events.values_list("pgh_created_at", "pgh_context__user") if user
    }
    decided = CalendarCorrection.objects.filter(state="approved", decided_at__gte=window[0], decided_at__lt=window[1])
    for row in decided:
        day = day_of_instant(row.decided_at or row.at)
        told |= {(day, user) for user in (row.asked_by_id, row.decided_by_id) if user}
    people = User.objects.in_bulk({user for _day, user in told})
    names: dict[dt.date, list[str]] = {}
    for day, user in told:
        names.setdefault(day, []).append(people[user].name)
    return {day: sorted(found) for day, found in names.items()}


# The numbers that lights, claims and the ranking rest on.
NUMBERS = (
    "due_soon_workdays",
    "behind_yellow",
    "behind_red",
    "claim_backdate_workdays",
    "confirm_workdays",
    "min_milestones",
)


@dataclass(frozen=True)
class PolicyChange:
    """A policy that took effect: each number that it changed, as it was and as it is."""

    on: dt.date
    category: str  # its name; empty for all
    by: str
    numbers: list[tuple[str, str, str]]  # column, before, since

    @property
    def how(self) -> str:
        names = {field.name: field.verbose_name for field in Policy._meta.fields}
        moved = _("; ").join(f"{names[name]} {was} → {now}" for name, was, now in self.numbers)
        said = {
            "day": show_day(self.on, self.on),
            "category": self.category or _("all categories"),
            "moved": moved,
            "person": self.by or _("nobody known"),
        }
        return _("from %(day)s, %(category)s: %(moved)s (%(person)s)") % said

    def as_json(self) -> dict:
        """Plain JSON values."""
        return asdict(self) | {"on": self.on.isoformat(), "how": self.how}


def policy_changes(since: dt.date, on: dt.date) -> list[PolicyChange]:
    """What took effect after one day and up to another and changed a number, the newest first; three queries at
    most.
    """
    rows = list(
        Policy.objects.filter(effective_from__lte=on).select_related("category").order_by("effective_from", "pk")
    )
    found: list[tuple[Policy, list[tuple[str, str, str]]]] = []
    general: Policy | None = None
    last: dict[int | None, Policy] = {}
    for row in rows:
        before = last.get(row.category_id) or general
        if before and row.effective_from > since and (moved := changed_numbers(before, row)):
            found.append((row, moved))
        last[row.category_id] = row
        general = row if row.category_id is None else general
    people = policy_authors([row.pk for row, _moved in found])
    return [
        PolicyChange(row.effective_from, row.category.name if row.category else "", people.get(row.pk, ""), moved)
        for row, moved in reversed(found)
    ]


def changed_numbers(before: Policy, now: Policy) -> list[tuple[str, str, str]]:
    """The numbers in which two policies differ."""
    pairs = (
        (name, plain_decimal(Decimal(getattr(before, name))), plain_decimal(Decimal(getattr(now, name))))
        for name in NUMBERS
    )
    return [(name, was, is_now) for name, was, is_now in pairs if was != is_now]


def policy_authors(keys: list[int]) -> dict[int, str]:
    """By policy, the name of who recorded it."""
    if not keys:
        return {}
    kept = apps.get_model("milestones", "PolicyEvent").objects
    told = dict(kept.filter(pgh_obj__in=keys).order_by("-pgh_id").values_list("pgh_obj", "pgh_context__user"))
    names = {person.pk: person.name for person in User.objects.filter(pk__in=[user for user in told.values() if user])}
    return {key: names[user] for key, user in told.items() if user in names}
