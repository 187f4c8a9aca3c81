"""The overdue report: whatever is past its approved date at the end of a day, worst first, with its totals.

The same day gives the same rows, counts and checksum whenever it is asked. A light or a state asks for other rows
in the same shape.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from backoffice.clock import today
from milestones.models import Standing
from milestones.models.status import State
from milestones.reports.filters import OverdueFilters, column_lookups
from milestones.reports.milestone_row import MilestoneRow, milestone_row
from milestones.reports.provenance import (
    ReportProvenance,
    calendar_provenance,
    format_checksum,
    page_checksum,
    policy_in_force,
)
from projects.models import Project, User
from projects.models.wording import with_wording_of_day

from .totals import AGES, COLUMNS, FACTS, PEOPLE, AgeBand, GroupTotal, age_bands, group_totals, overdue_totals

__all__ = ["AGES", "AgeBand", "GroupTotal", "OverdueReport", "build_overdue_report", "policy_in_force"]

NARROWING = {
    "unit": "unit",
    "category": "category",
    "leader": "leader",
    "steward": "steward",
    "list": "listed",
    "plan_year": "year_then",
}


@dataclass(frozen=True)
class OverdueReport(ReportProvenance):
    """The totals of all rows that the reader may see; the rows themselves are read a page at a time."""

    on: dt.date
    filters: dict  # as cleaned: records for codes
    total: int
    awaiting: int  # claimed finished, not decided: only what was claimed again is in the overdue count too
    suspended: int
    projects: int
    units: int
    longest: int  # days of the worst row
    by_age: list[AgeBand]
    by_unit: list[GroupTotal]
    by_category: list[GroupTotal]
    policy: list[dict]
    calendar: dict
    checksum: str  # of the rows, in whatever order they stand
    ids: list[int]  # of the milestones, in order
    grouping: str
    groups: dict[str | None, GroupTotal]  # of the grouping, by the key of their rows

    @with_wording_of_day
    def standings(self, start: int = 0, stop: int | None = None) -> list[Standing]:
        """The rows from `start` to before `stop`, with their names, in one query."""
        ids = self.ids[start:stop]
        found = {row.pk: row for row in Standing.objects.on(self.on).filter(milestone__in=ids).with_names()}
        return [found[pk] for pk in ids]

    @with_wording_of_day
    def rows(self, start: int = 0, stop: int | None = None) -> list[MilestoneRow]:
        """The same as the rows of every report and of the API."""
        return [milestone_row(standing, self.on) for standing in self.standings(start, stop)]

    @property
    def of_overdue(self) -> bool:
        """Whether the rows are those that are overdue, and not of another state or light."""
        return is_overdue_selection(self.filters)

    def group_of(self, row: Standing) -> AgeBand | GroupTotal | None:
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


@with_wording_of_day
def build_overdue_report(
    user: User | None = None, on: dt.date | None = None, filters: Mapping | None = None
) -> OverdueReport:
    """The report of a day (today) for a reader (None: the whole district). Raise ValidationError for a bad filter."""
    on = on or today()
    wanted = OverdueFilters(filters or {}).wanted()
    grouping = wanted.get("group") or ("age" if is_overdue_selection(wanted) else "none")
    found = overdue_totals(overdue_candidates(user, on, wanted), on, wanted, grouping)
    groups = found.groups or []
    by = {name: group_totals(groups, name) for name in ("unit", "category", grouping) if name in COLUMNS}
    return OverdueReport(
        on=on,
        filters=wanted,
        total=found.total,
        awaiting=found.awaiting,
        suspended=found.suspended,
        projects=found.projects,
        units=found.units,
        longest=found.longest,
        by_age=age_bands(groups),
        by_unit=[*by["unit"].values()],
        by_category=[*by["category"].values()],
        policy=policy_in_force(on),
        calendar=calendar_provenance(on, found.first),
        checksum=format_checksum(found.digest) if found.digest else page_checksum(on),
        ids=found.ids,
        grouping=grouping,
        groups=by.get(grouping, {}),
    )


def is_overdue_selection(wanted: Mapping) -> bool:
    return not wanted.get("light") and wanted.get("state", State.OVERDUE) == State.OVERDUE


def overdue_candidates(user: User | None, on: dt.date, wanted: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the milestones under the filters plus those only counted beside them (claimed, suspended);
    `overdue_totals` later tells which were asked for.
    """
    beside = Q(claim_pending=True) | Q(state=State.SUSPENDED)
    then = {
        "listed": Project.column_on_day("list", "project__"),
        "year_then": Project.column_on_day("plan_year", "project__"),
    }
    rows = Standing.objects.on(on).annotate(**then).filter(**column_lookups(wanted, NARROWING))
    if "light" in wanted and "state" not in wanted:
        rows = rows.filter(Q(light=wanted["light"]) | beside)
    else:
        rows = rows.filter(Q(state=wanted.get("state", State.OVERDUE)) | beside)
    rows = rows if user is None else rows.visible_to(user)
    return rows.values(*(name for name in FACTS if name not in PEOPLE), "light", "light_rank", "slip_days", "listed")
