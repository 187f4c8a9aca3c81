"""The overdue report: whatever is past its approved date at the end of a day, worst first, with its totals.

The same day gives the same rows, counts and checksum whenever it is asked.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.utils.translation import gettext as _

from milestones.models import CalendarDay, CalendarYear, Policy, Standing
from projects.clock import today
from projects.models import Category, Unit

from .filters import OverdueFilters
from .rows import MilestoneRow, row_of

# What the totals and the checksum are made of; nothing that is renamed later.
FACTS = (
    "milestone_id", "project_id", "unit_id", "category_id", "steward_id", "leader_id", "owner_id", "state",
    "baseline_first", "baseline_due", "forecast_due", "days_late", "working_days_late", "reported", "quantity",
)  # fmt: skip
AGES = ((91, None), (31, 90), (8, 30), (1, 7))


@dataclass(frozen=True)
class Group:
    """How many rows share a unit or category, and the longest of them in days."""

    code: str | None
    name: str
    count: int
    longest: int


@dataclass(frozen=True)
class Age:
    """A band of days late and how many rows fall into it."""

    least: int
    most: int | None
    count: int

    def holds(self, days: int) -> bool:
        return days >= self.least and (self.most is None or days <= self.most)


@dataclass(frozen=True)
class OverdueReport:
    """The totals of all rows that the reader may see; the rows themselves are read a page at a time."""

    on: dt.date
    filters: dict  # as cleaned: records for codes
    total: int
    awaiting: int  # claimed finished, not decided: in no overdue count
    suspended: int
    projects: int
    units: int
    by_age: list[Age]
    by_unit: list[Group]
    by_category: list[Group]
    policy: list[dict]
    calendar: dict
    checksum: str
    ids: list[int]  # of the milestones, worst first

    def standings(self, start: int = 0, stop: int | None = None) -> list[Standing]:
        """The rows from `start` to before `stop`, with their names, in one query."""
        ids = self.ids[start:stop]
        found = {row.pk: row for row in Standing.objects.on(self.on).filter(milestone__in=ids).with_names()}
        return [found[pk] for pk in ids]

    def rows(self, start: int = 0, stop: int | None = None) -> list[MilestoneRow]:
        """The same as the rows of every report and of the API."""
        return [row_of(standing, self.on) for standing in self.standings(start, stop)]

    @cached_property
    def longest(self) -> int:
        """The days of the worst row."""
        return max((group.longest for group in self.by_unit), default=0)

    @property
    def policy_day(self) -> dt.date | None:
        """Since when the newest of the numbers in force holds."""
        days = [dt.date.fromisoformat(row["effective_from"]) for row in self.policy]
        return max(days, default=None)

    @property
    def assumed_years(self) -> str:
        """Years counted without an official schedule of holidays."""
        return ", ".join(year for year, status in self.calendar["years"].items() if status != "official")

    def summary(self) -> dict:
        """Everything but the rows, as plain JSON values."""
        return {
            "on": self.on.isoformat(),
            "total": self.total,
            "awaiting": self.awaiting,
            "suspended": self.suspended,
            "by_unit": [vars(group) for group in self.by_unit],
            "by_category": [vars(group) for group in self.by_category],
            "policy": self.policy,
            "calendar": self.calendar,
            "checksum": self.checksum,
        }


def overdue(user=None, on: dt.date | None = None, filters: Mapping | None = None) -> OverdueReport:
    """The report of a day (today) for a reader (None: the whole district). Raise ValidationError for a bad filter."""
    on = on or today()
    wanted = OverdueFilters(filters or {}).wanted()
    facts = list(_standings(user, on, wanted).values_list(*FACTS, named=True))
    late = [fact for fact in facts if fact.state == "overdue" and _within(fact.days_late, wanted)]
    return OverdueReport(
        on=on,
        filters=wanted,
        total=len(late),
        awaiting=sum(fact.state == "awaiting" for fact in facts),
        suspended=sum(fact.state == "suspended" for fact in facts),
        projects=len({fact.project_id for fact in late}),
        units=len({fact.unit_id for fact in late if fact.unit_id}),
        by_age=_ages(late),
        by_unit=_groups(late, "unit_id", Unit.objects.all(), lambda unit: unit.name, _("No unit yet")),
        by_category=_groups(late, "category_id", Category.objects.all(), lambda category: category.title, ""),
        policy=policy_in_force(on),
        calendar=calendar_edition(on, late),
        checksum=short_hash([on.isoformat(), *(tuple(map(str, fact)) for fact in late)]),
        ids=[fact.milestone_id for fact in late],
    )


def _standings(user, on, wanted):
    """What is overdue, awaiting or suspended under the filters, worst first."""
    columns = {
        "unit": "unit", "category": "category", "leader": "leader", "steward": "steward",
        "list": "project__list", "plan_year": "project__plan_year",
    }  # fmt: skip
    rows = Standing.objects.on(on).filter(state__in=["overdue", "awaiting", "suspended"])
    rows = rows.filter(**{columns[name]: value for name, value in wanted.items() if name in columns})
    return (rows if user is None else rows.visible_to(user)).worst_first()


def _within(days, wanted) -> bool:
    return wanted.get("late_min", 0) <= days <= wanted.get("late_max", days)


def _ages(late) -> list[Age]:
    bands = [Age(least, most, 0) for least, most in AGES]
    return [Age(b.least, b.most, sum(b.holds(fact.days_late) for fact in late)) for b in bands]


def _groups(late, column, records, name, nobody) -> list[Group]:
    """Totals by one column, the most and the longest first."""
    days = defaultdict(list)
    for fact in late:
        days[getattr(fact, column)].append(fact.days_late)
    found = records.in_bulk(filter(None, days))
    groups = [
        Group(
            found[pk].code if pk else None, name(found[pk]) if pk else nobody, len(late_days), max(late_days)
        )
        for pk, late_days in days.items()
    ]
    return sorted(groups, key=lambda group: (-group.count, -group.longest, group.code or ""))


def policy_in_force(on) -> list[dict]:
    """The general numbers of the lights on a day, and each category's own."""
    rows = Policy.objects.filter(effective_from__lte=on).select_related("category")
    rows = rows.order_by("category_id", "-effective_from").distinct("category_id")
    return [
        {
            "category": row.category.code if row.category else None,
            "effective_from": row.effective_from.isoformat(),
            "due_soon_workdays": row.due_soon_workdays,
            "behind_yellow": str(row.behind_yellow),
            "behind_red": str(row.behind_red),
        }
        for row in sorted(rows, key=lambda row: row.category.code if row.category else "")
    ]


def calendar_edition(on, late) -> dict:
    """Which holidays the working days were counted with: the years touched, and a hash of their days."""
    first = min((fact.baseline_due for fact in late), default=on)
    status = dict(
        CalendarYear.objects.filter(year__range=(first.year, on.year)).values_list("year", "status")
    )
    days = CalendarDay.objects.filter(day__range=(first.replace(month=1, day=1), on)).order_by("day")
    return {
        "edition": short_hash(
            [(day.isoformat(), worked) for day, worked in days.values_list("day", "is_workday")]
        ),
        "years": {str(year): status.get(year, "missing") for year in range(first.year, on.year + 1)},
    }


def short_hash(values) -> str:
    """Eight digits that people can compare by eye or by telephone."""
    digits = sha256(repr(values).encode()).hexdigest()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"
