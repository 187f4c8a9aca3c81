"""Every project as of a day with its light, phase, unit and leader, in one query for all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery

from backoffice.clock import end_of_day
from milestones.models import Span, Standing
from milestones.models.headings import countable_projects
from milestones.models.status import DECIDING_ORDER, Light, Rule, State
from milestones.reports.aggregates import aggregate_over
from projects.models import Project, User
from projects.models.phase_change import PhaseChange
from projects.models.wording import with_wording_of_day
from projects.stated_phases import stated_finished

PROJECTS = Path(__file__).with_suffix(".sql").read_text("utf-8")
ROWS = "SELECT * FROM projects ORDER BY code"
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
    schedule: str  # `yes`, `no`, or `stated` where the register states that the work was finished: none is missed
    longest: int
    decides: int | None  # the milestone that decides the light

    @property
    def is_ended(self) -> bool:
        """Whether nothing of it is open, late, awaiting or suspended."""
        return self.rule in ENDED

    @property
    def counted_rule(self) -> str:
        """The rule of its light, apart where the register states that the work was finished."""
        return STATED if self.rule == Rule.UNPLANNED and self.schedule == STATED else self.rule


@dataclass(frozen=True)
class DistrictStatus:
    """Where the projects stand on a day, as far as the reader may see."""

    on: dt.date
    every: list[ProjectStatus]  # cancelled ones too

    @cached_property
    def works(self) -> list[ProjectStatus]:
        """What counts: not cancelled by the day."""
        return [work for work in self.every if not work.cancelled]

    @cached_property
    def newest_year(self) -> int:
        """The newest plan year with an approved schedule; 0 before the first."""
        return max((work.year for work in self.works if work.scheduled), default=0)

    def is_current(self, work: ProjectStatus) -> bool:
        """Whether a work is of the newest plan, or of an earlier one and has something open, late, awaiting or
        suspended.
        """
        return work.year >= self.newest_year or not work.is_ended


def ended_projects(user: User, on: dt.date, keys: Iterable[int]) -> set[int]:
    """Which of these projects are of an earlier plan than the newest that the user may see, and have nothing open,
    late, awaiting or suspended at the end of a day; in two queries.
    """
    status = DistrictStatus(on, [project_status(row) for row in ask_projects(user, on, None, ROWS, among=[*keys])])
    newest = newest_scheduled_year(user, on)
    return {work.pk for work in status.works if work.year < newest and work.is_ended}


@with_wording_of_day
def newest_scheduled_year(user: User, on: dt.date) -> int:
    """The newest plan year with an approved schedule at the end of a day; 0 before the first."""
    planned = Span.objects.filter(project=OuterRef("pk"), from_day__lte=on, to_day__gt=on, baseline_due__isnull=False)
    works = registered_projects(user, on).exclude(cancelled_on__lte=on)
    works = works.filter(Exists(planned.exclude(state=Span.State.CANCELLED)))
    return works.order_by().aggregate(newest=Max(Project.column_on_day("plan_year")))["newest"] or 0


def district_status(user: User, on: dt.date, leader: User | None = None) -> DistrictStatus:
    """The status of all projects the user may see at the end of a day, in one query; with a leader, only of those in
    that leader's charge.
    """
    return DistrictStatus(on, [project_status(row) for row in ask_projects(user, on, leader, ROWS)])


@with_wording_of_day
def ask_projects(
    user: User,
    on: dt.date,
    leader: User | None,
    sql: str,
    params: dict[str, Any] | None = None,
    among: list[int] | None = None,
) -> list[Any]:
    """What a statement answers that reads `projects`, `works` and `facts`, of all or of some and what stands under
    them; see `projects_on_day.sql`.
    """
    seen = Standing.objects.on(on).visible_to(user).order_by().exclude(state=State.FINISHED)
    seen = seen.filter(leader=leader) if leader else seen
    found = registered_projects(user, on, leader)
    if among is not None:
        seen = seen.of_projects(among)
        found = found.filter(Q(pk__in=among) | Q(of_parent__in=among))
    works = found.order_by().annotate(
        listed=Project.column_on_day("list"),
        category_then=Project.column_on_day("category_id"),
        year_then=Project.column_on_day("plan_year"),
    )
    stated = stated_finished()
    given = {
        "on": on,
        "names": [rule.value for rule in DECIDING_ORDER],
        "stated": [*stated],
        "phases": [*stated.values()],
    }
    named = {"facts": seen.values(*FACTS), "works": works.values(*WORK)}
    return aggregate_over(named, PROJECTS + sql, given | (params or {}))


WORK = (
    "id",
    "code",
    "of_parent",
    "of_unit",
    "of_leader",
    "in_phase",
    "cancelled_on",
    "listed",
    "category_then",
    "year_then",
)


def registered_projects(user: User, on: dt.date, leader: User | None = None) -> QuerySet[Project]:
    """The projects recorded by the end of a day that count as one project (no programme headings), cancelled ones too,
    with parent, unit, leader and phase as of that day.
    """
    bound = end_of_day(on)
    phase = PhaseChange.objects.on(on).filter(project=OuterRef("pk"))
    found = countable_projects(Project.objects.visible_to(user), on).filter(at__lt=bound).order_by("code")
    found = found.annotate(
        charge=in_force("assignments", bound),
        place=in_force("placements", bound),
        in_phase=Subquery(phase.values("phase")[:1]),
    ).annotate(of_unit=F("charge__unit"), of_leader=F("charge__leader"), of_parent=F("place__parent"))
    return found.filter(of_leader=leader.pk) if leader else found


def in_force(facts: str, bound: dt.datetime) -> FilteredRelation:
    """The one of a project's facts that holds just before an instant."""
    ends = Q(**{f"{facts}__to_at": None}) | Q(**{f"{facts}__to_at__gte": bound})
    return FilteredRelation(facts, condition=Q(ends, **{f"{facts}__from_at__lt": bound}))


def project_status(row: Any) -> ProjectStatus:
    return ProjectStatus(
        pk=row.id,
        code=row.code,
        year=int(row.year_then),
        parent=row.of_parent,
        list=row.listed,
        category=row.category_then,
        unit=row.of_unit,
        leader=row.of_leader,
        phase=row.in_phase,
        cancelled=row.is_cancelled,
        light=Light.of_rank(row.rank).value,
        rule=row.rule,
        scheduled=row.scheduled,
        schedule=row.schedule,
        longest=row.longest,
        decides=row.decides,
    )
