"""What the working-day calendar, the rules and the kinds of units came to say otherwise between two days, and who
changed them: they move lights and places by themselves.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import show_day
from backoffice.history.events import author_key, events_of_model
from backoffice.numbers import plain_decimal
from milestones.models import CalendarCorrection, CalendarDay, FormerDay, Policy
from projects.models import Unit, User
from projects.models.wording import Wording

ONE_DAY = dt.timedelta(1)


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
    """The changes after one day and up to another, and earlier ones by hand whose day has come since, the newest first;
    one query where there is none, else four.

    Earlier changes that nobody is known to have made are those of the official calendar, which needs no line.
    """
    made = Q(to_at__gte=end_of_day(since), to_at__lt=end_of_day(on))
    came = Q(day__gt=since, day__lte=on, to_at__lt=end_of_day(since))
    found: dict[dt.date, set[dt.date]] = {}
    for day, at in FormerDay.objects.filter(made | came).values_list("day", "to_at"):
        found.setdefault(day_of_instant(at), set()).add(day)
    people = calendar_editors(found, on) if found else {}
    return [
        CalendarChange(day, sorted(days), people.get(day, []))
        for day, days in sorted(found.items(), reverse=True)
        if day > since or day in people
    ]


def calendar_editors(found: Mapping[dt.date, set[dt.date]], on: dt.date) -> dict[dt.date, list[str]]:
    """By the day of a change, the names of who made it: who asked and decided, else as the history of the days that
    were changed keeps them.
    """
    window = {"gte": end_of_day(min(found) - ONE_DAY), "lt": end_of_day(on)}
    events = events_of_model(CalendarDay).filter(
        pgh_context__user__isnull=False, **{f"pgh_created_at__{name}": at for name, at in window.items()}
    )
    told = {
        (changed, user)
        for day, at, who in events.values_list("day", "pgh_created_at", "pgh_context__user")
        if (user := author_key(who)) and day in found.get(changed := day_of_instant(at), ())
    }
    decided = CalendarCorrection.objects.filter(
        state=CalendarCorrection.State.APPROVED, **{f"decided_at__{name}": at for name, at in window.items()}
    )
    for row in decided:
        changed = day_of_instant(row.decided_at or row.at)
        told |= {(changed, user) for user in (row.asked_by_id, row.decided_by_id) if user and changed in found}
    return {day: sorted(names) for day, names in names_by_record(told).items()}


# All that a policy says: lights, claims, the ladder, reports and the ranking rest on it.
NUMBERS = tuple(
    field.name
    for field in Policy._meta.local_fields
    if field.name not in {"id", "effective_from", "category", "version"}
)


@dataclass(frozen=True)
class PolicyChange:
    """A policy that took effect: each number that it changed, as it was and as it is; none where a category got its
    own.
    """

    on: dt.date
    category: str  # its name; empty for all
    people: list[str]
    numbers: list[tuple[str, str, str]]  # column, before, since

    @property
    def how(self) -> str:
        names = {field.name: field.verbose_name for field in Policy._meta.fields}
        words = {value: str(label) for value, label in Policy.Evidence.choices}
        shown = [(name, words.get(was, was), words.get(now, now)) for name, was, now in self.numbers]
        moved = _("; ").join(f"{names[name]} {was} → {now}" for name, was, now in shown)
        said = {
            "day": show_day(self.on, self.on),
            "category": self.category or _("all categories"),
            "moved": moved,
            "person": _(", ").join(self.people) or _("nobody known"),
        }
        if not moved:
            return (
                _("%(category)s: a policy of its own, with the same numbers, changed as of %(day)s by %(person)s")
                % said
            )
        return _("%(category)s: %(moved)s, changed as of %(day)s by %(person)s") % said

    def as_json(self) -> dict:
        """Plain JSON values."""
        said = {"on": self.on.isoformat(), "category": self.category, "by": "、".join(self.people)}
        return said | {"numbers": self.numbers, "how": self.how}


def policy_changes(since: dt.date, on: dt.date) -> list[PolicyChange]:
    """What took effect after one day and up to another and changed a number, or took a category out of the policy of
    all, the newest first; three queries at most.
    """
    rows = list(
        Policy.objects.filter(effective_from__lte=on).select_related("category").order_by("effective_from", "pk")
    )
    found: list[tuple[Policy, list[tuple[str, str, str]]]] = []
    general: Policy | None = None
    last: dict[int | None, Policy] = {}
    for row in rows:
        before = last.get(row.category_id) or general
        moved = changed_numbers(before, row) if before else []
        apart = row.category_id is not None and row.category_id not in last
        if before and row.effective_from > since and (moved or apart):
            found.append((row, moved))
        last[row.category_id] = row
        general = row if row.category_id is None else general
    people = policy_authors([row.pk for row, _moved in found])
    return [
        PolicyChange(row.effective_from, row.category.name if row.category else "", people.get(row.pk, []), moved)
        for row, moved in reversed(found)
    ]


def changed_numbers(before: Policy, now: Policy) -> list[tuple[str, str, str]]:
    """What two policies say differently."""
    pairs = ((name, plain_text(getattr(before, name)), plain_text(getattr(now, name))) for name in NUMBERS)
    return [(name, was, is_now) for name, was, is_now in pairs if was != is_now]


def plain_text(value: Any) -> str:
    """A number, a list of numbers or a word, translated to no language."""
    if isinstance(value, list):
        return "-".join(map(str, value))
    return value if isinstance(value, str) else plain_decimal(Decimal(value))


def policy_authors(keys: list[int]) -> dict[int, list[str]]:
    """By policy, the names of whoever recorded or edited it, in that order."""
    if not keys:
        return {}
    kept = events_of_model(Policy).filter(pgh_obj__in=keys).order_by("pgh_id")
    named = kept.values_list("pgh_obj", "pgh_context__user")
    told = [(key, user) for key, who in named if (user := author_key(who))]
    return names_by_record(told)


def names_by_record(told: Iterable[tuple[Any, int]]) -> dict[Any, list[str]]:
    """The names of people by what they did, each once and in the order told; nobody for a key that is nobody's."""
    told = list(told)
    people = User.objects.in_bulk({user for _record, user in told})
    names: dict[Any, dict[str, None]] = {}
    for record, user in told:
        if user in people:
            names.setdefault(record, {})[people[user].name] = None
    return {record: [*found] for record, found in names.items()}


@dataclass(frozen=True)
class KindChange:
    """A unit that is ranked among others than before."""

    unit: str
    unit_name: str
    on: dt.date
    was: str
    now: str
    people: list[str]

    @property
    def how(self) -> str:
        said = {
            "was": Unit.Kind(self.was).label,
            "now": Unit.Kind(self.now).label,
            "day": show_day(self.on, self.on),
            "people": _(", ").join(self.people) or _("nobody known"),
        }
        return _("%(was)s → %(now)s, changed on %(day)s by %(people)s") % said

    def as_json(self) -> dict:
        """Plain JSON values."""
        return asdict(self) | {"on": self.on.isoformat(), "how": self.how}


def kind_changes(since: dt.date, on: dt.date) -> list[KindChange]:
    """The units whose kind was changed between two days, back to what it was too; one query, else four."""
    window = (end_of_day(since), end_of_day(on))
    former = Wording.objects.filter(kind="unit", to_at__gte=window[0], to_at__lt=window[1]).order_by("to_at", "id")
    was: dict[int, dict[dt.date, str]] = {}
    for record, words, at in former.values_list("record", "words", "to_at"):
        was.setdefault(record, {}).setdefault(day_of_instant(at), words["kind"])
    if not was:
        return []
    moved = [(unit, step) for unit in Unit.objects.filter(pk__in=was) for step in kind_steps(unit, was[unit.pk])]
    kept = events_of_model(Unit).filter(pgh_obj__in=[unit.pk for unit, _step in moved], pgh_label="update")
    kept = kept.filter(pgh_created_at__gte=window[0], pgh_created_at__lt=window[1]).order_by("pgh_id")
    people = names_by_record(
        ((key, day_of_instant(at)), user)
        for key, at, who in kept.values_list("pgh_obj", "pgh_created_at", "pgh_context__user")
        if (user := author_key(who))
    )
    found = [
        KindChange(unit.code, unit.name, on, was, now, people.get((unit.pk, on), [])) for unit, (was, now, on) in moved
    ]
    return sorted(found, key=lambda one: (one.unit_name, one.unit, one.on))


def kind_steps(unit: Unit, was: Mapping[dt.date, str]) -> list[tuple[str, str, dt.date]]:
    """Each day on which the kind of a unit changed, from its kind before those days: from what, into what."""
    became = [*was.values(), unit.kind][1:]
    return [(kind, now, on) for (on, kind), now in zip(was.items(), became, strict=True) if kind != now]
