"""The overdue report: whatever is past its approved date at the end of a day, worst first, with its totals.

The same day gives the same rows, counts and checksum whenever it is asked. A light or a state asks for other rows
in the same shape.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from milestones.models import Standing
from projects.clock import today
from projects.models.wording import of_its_day

from .edition import Edition, calendar_edition, page_checksum, policy_in_force, shortened
from .filters import OverdueFilters, by_column
from .rows import MilestoneRow, row_of
from .totals import AGES, COLUMNS, FACTS, PEOPLE, Age, Group, ages, grouped, totals

__all__ = ["AGES", "Age", "Group", "OverdueReport", "overdue", "policy_in_force"]

NARROWING = {
    "unit": "unit", "category": "category", "leader": "leader", "steward": "steward",
    "list": "project__list", "plan_year": "project__plan_year",
}  # fmt: skip


@dataclass(frozen=True)
class OverdueReport(Edition):
    """The totals of all rows that the reader may see; the rows themselves are read a page at a time."""

    on: dt.date
    filters: dict  # as cleaned: records for codes
    total: int
    awaiting: int  # claimed finished, not decided: only what was claimed again is in the overdue count too
    suspended: int
    projects: int
    units: int
    longest: int  # days of the worst row
    by_age: list[Age]
    by_unit: list[Group]
    by_category: list[Group]
    policy: list[dict]
    calendar: dict
    checksum: str  # of the rows, in whatever order they stand
    ids: list[int]  # of the milestones, in order
    grouping: str
    groups: dict[str | None, Group]  # of the grouping, by the key of their rows

    @of_its_day
    def standings(self, start: int = 0, stop: int | None = None) -> list[Standing]:
        """The rows from `start` to before `stop`, with their names, in one query."""
        ids = self.ids[start:stop]
        found = {row.pk: row for row in Standing.objects.on(self.on).filter(milestone__in=ids).with_names()}
        return [found[pk] for pk in ids]

    @of_its_day
    def rows(self, start: int = 0, stop: int | None = None) -> list[MilestoneRow]:
        """The same as the rows of every report and of the API."""
        return [row_of(standing, self.on) for standing in self.standings(start, stop)]

    @property
    def of_overdue(self) -> bool:
        """Whether the rows are those that are overdue, and not of another state or light."""
        return is_of_overdue(self.filters)

    def group_of(self, row: Standing) -> Age | Group | None:
        """The band or group under which a row stands."""
        if self.grouping == "age":
            return next(age for age in self.by_age if age.holds(row.days_late))
        if self.grouping == "list":
            return self.groups[row.project.list]
        key = getattr(row, COLUMNS[self.grouping]) if self.grouping in COLUMNS else None
        return self.groups.get(str(key) if key else None)

    def summary(self) -> dict:
        """Everything but the rows, as plain JSON values."""
        return {
            "on": self.on.isoformat(),
            "total": self.total,
            "awaiting": self.awaiting,
            "suspended": self.suspended,
            "by_unit": [vars(group) for group in self.by_unit],
            "by_category": [vars(group) for group in self.by_category],
            "rules": self.rules,
            "policy": self.policy,
            "calendar": self.calendar,
            "checksum": self.checksum,
        }


@of_its_day
def overdue(user=None, on: dt.date | None = None, filters: Mapping | None = None) -> OverdueReport:
    """The report of a day (today) for a reader (None: the whole district). Raise ValidationError for a bad filter."""
    on = on or today()
    wanted = OverdueFilters(filters or {}).wanted()
    grouping = wanted.get("group") or ("age" if is_of_overdue(wanted) else "none")
    found = totals(facts_of(user, on, wanted), on, wanted, grouping)
    groups = found.groups or []
    by = {name: grouped(groups, name) for name in ("unit", "category", grouping) if name in COLUMNS}
    return OverdueReport(
        on=on,
        filters=wanted,
        total=found.total,
        awaiting=found.awaiting,
        suspended=found.suspended,
        projects=found.projects,
        units=found.units,
        longest=found.longest,
        by_age=ages(groups),
        by_unit=[*by["unit"].values()],
        by_category=[*by["category"].values()],
        policy=policy_in_force(on),
        calendar=calendar_edition(on, found.first),
        checksum=shortened(found.digest) if found.digest else page_checksum(on),
        ids=found.ids,
        grouping=grouping,
        groups=by.get(grouping, {}),
    )


def is_of_overdue(wanted: Mapping) -> bool:
    return not wanted.get("light") and wanted.get("state", "overdue") == "overdue"


def facts_of(user, on, wanted):
    """The rows under the filters, and those counted beside them; which of them were asked for is told afterwards."""
    beside = Q(claim_pending=True) | Q(state="suspended")
    rows = Standing.objects.on(on).filter(**by_column(wanted, NARROWING))
    if "light" in wanted and "state" not in wanted:
        rows = rows.filter(Q(light=wanted["light"]) | beside)
    else:
        rows = rows.filter(Q(state=wanted.get("state", "overdue")) | beside)
    rows = rows if user is None else rows.visible_to(user)
    return rows.annotate(listed=F("project__list")).values(
        *(name for name in FACTS if name not in PEOPLE), "light", "light_rank", "slip_days", "listed"
    )
