"""Read every project as of a day with its light, phase, unit and leader, and the totals of its milestones, in two
queries for a whole page.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from pathlib import Path
from typing import Any

from django.db.models import OuterRef, Subquery

from backoffice.clock import end_of_day
from milestones.models import Standing
from milestones.models.headings import countable_projects, parent_on_day
from milestones.models.status import Light, Rule
from milestones.reports.aggregates import aggregate_over
from projects.models import Project, User
from projects.models.assignment import Assignment
from projects.models.phase_change import PhaseChange
from projects.models.wording import wording_value
from projects.stated_phases import stated_finished

SQL = Path(__file__).with_suffix(".sql").read_text("utf-8")
FACTS = (
    "project_id",
    "milestone_id",
    "state",
    "light_rank",
    "light_rule",
    "days_late",
    "baseline_due",
    "claim_pending",
)
STATED = "stated"  # finished as the register states it, and without a schedule
ENDED = (Rule.FINISHED, Rule.FINISHED_LATE, Rule.UNPLANNED)
COUNTED = ("awaiting", "late_claimed", "suspended", "unplanned", "cancelled")


@dataclass(frozen=True)
class ProjectStatus:
    """What counts as one project at the end of a day: no heading, but its works."""

    pk: int
    code: str
    year: int
    parent: int | None
    list: str
    category: int
    unit: int | None
    leader: int | None
    phase: str | None
    cancelled: bool
    light: str
    rule: str
    scheduled: bool
    longest: int
    decides: int | None  # the milestone that decides the light

    @property
    def schedule(self) -> str:
        """Whether there is an approved one; none is missed where the register states that the work was finished."""
        if self.scheduled:
            return "yes"
        return STATED if self.phase and stated_finished().get(self.code) == self.phase else "no"

    @property
    def counted_rule(self) -> str:
        """The rule of its light, apart where the register states that the work was finished."""
        return STATED if self.rule == Rule.UNPLANNED and self.schedule == STATED else self.rule

    @property
    def facts(self) -> tuple:
        """What the checksum covers."""
        return self.pk, str(self.parent), self.light, self.rule, self.phase, str(self.unit), str(self.leader)


@dataclass(frozen=True)
class OverdueMilestone:
    """An overdue milestone: ordered, the worst first."""

    days: int
    milestone: int


@dataclass(frozen=True)
class DistrictStatus:
    """Where the district stands on a day, as far as the reader may see."""

    on: dt.date
    every: list[ProjectStatus]  # cancelled ones too
    late: list[OverdueMilestone]
    apart: Counter  # milestones that no overdue count holds, by their state

    @cached_property
    def works(self) -> list[ProjectStatus]:
        """What counts: not cancelled by the day."""
        return [work for work in self.every if not work.cancelled]

    @cached_property
    def by_pk(self) -> dict[int, ProjectStatus]:
        return {work.pk: work for work in self.works}

    @property
    def facts(self) -> list[tuple]:
        """What the checksum covers of what counts."""
        return sorted(work.facts for work in self.works)

    @cached_property
    def newest_year(self) -> int:
        """The newest plan year with an approved schedule; 0 before the first."""
        return max((work.year for work in self.works if work.scheduled), default=0)

    def is_current(self, work: ProjectStatus) -> bool:
        """Whether a work is of the newest plan, or of an earlier one and has something open, late, awaiting or
        suspended.
        """
        return work.year >= self.newest_year or work.rule not in ENDED

    @property
    def red(self) -> set[int]:
        return {work.pk for work in self.works if work.light == Light.RED}

    @property
    def programmes(self) -> set[int]:
        """The headings over what counts."""
        return {work.parent for work in self.works if work.parent} - self.by_pk.keys()

    @property
    def longest(self) -> int:
        return max((late.days for late in self.late), default=0)

    def worst(self, most: int) -> list[int]:
        """The milestones that are longest overdue."""
        return [late.milestone for late in nsmallest(most, self.late, key=lambda one: (-one.days, one.milestone))]


def district_status(user: User, on: dt.date, leader: User | None = None) -> DistrictStatus:
    """Return the status of all projects the user may see at the end of a day, in two queries; with a leader, only
    projects in that leader's charge.
    """
    seen = Standing.objects.on(on).visible_to(user).order_by().values(*FACTS)
    lines = {line.project_id: line for line in aggregate_over(seen.filter(leader=leader) if leader else seen, SQL)}
    found = list(registered_projects(user, on, leader))
    worst = deciding_lines(lines, found)
    return DistrictStatus(
        on=on,
        every=[_project_status(row, lines.get(row["pk"]), worst.get(row["pk"]), on) for row in found],
        late=[OverdueMilestone(*pair) for line in lines.values() for pair in zip(line.days, line.late, strict=True)],
        apart=_count_excluded(lines.values()),
    )


def registered_projects(user: User, on: dt.date, leader: User | None = None) -> Iterable[Any]:
    """Return the projects recorded by the end of a day that count as one project (no programme headings), with parent,
    unit, leader and phase as of that day.
    """
    charge, phase = (facts.objects.on(on).filter(project=OuterRef("pk")) for facts in (Assignment, PhaseChange))
    found = countable_projects(Project.objects.visible_to(user), on).filter(at__lt=end_of_day(on)).order_by("code")
    found = found.annotate(
        of_parent=parent_on_day(on, "pk"),
        of_unit=Subquery(charge.values("unit")[:1]),  # type: ignore[misc]
        of_leader=Subquery(charge.values("leader")[:1]),  # type: ignore[misc]
        in_phase=Subquery(phase.values("phase")[:1]),  # type: ignore[misc]
    )
    found = found.filter(of_leader=leader) if leader else found
    return found.values(
        "pk", "code", "plan_year", "of_parent", "list", "category", "of_unit", "of_leader", "in_phase", "cancelled_on"
    )


def deciding_lines(lines: dict, found: list[dict]) -> dict:
    """By project, the line of the milestone that decides its light: the worst of its own and of its works'."""
    worst = {pk: line for pk, line in lines.items() if line.rank <= len(Light)}
    for row in found:
        line, over = lines.get(row["pk"]), row["of_parent"]
        if over and line and line.rank <= len(Light):
            worst[over] = min(worst.get(over, line), line, key=deciding_severity)
    return worst


def deciding_severity(line: Any) -> tuple:
    """The order of `Standing.worst_first()`, of the milestones that decide."""
    return (line.rank, -line.days_late, line.due or dt.date.max, line.decides)


def _project_status(row: dict[str, Any], line: Any, worst: Any, on: dt.date) -> ProjectStatus:
    return ProjectStatus(
        pk=row["pk"],
        code=row["code"],
        year=int(wording_value("project", row["pk"], "plan_year", row["plan_year"])),
        parent=row["of_parent"],
        list=wording_value("project", row["pk"], "list", row["list"]),
        category=wording_value("project", row["pk"], "category_id", row["category"]),
        unit=row["of_unit"],
        leader=row["of_leader"],
        phase=row["in_phase"],
        cancelled=bool(row["cancelled_on"] and row["cancelled_on"] <= on),
        light=Light.of_rank(worst.rank).value if worst else Light.GREY.value,
        rule=worst.rule if worst else Rule.UNPLANNED.value,
        scheduled=bool(line and line.scheduled),
        longest=line.longest if line else 0,
        decides=worst.decides if worst else None,
    )


def _count_excluded(lines: Collection[Any]) -> Counter:
    return Counter({name: sum(getattr(line, name) for line in lines) for name in COUNTED})
