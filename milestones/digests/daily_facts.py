"""What the digests of one day are made of, read once for all their readers. Reads only."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from backoffice.clock import end_of_day
from milestones.models import (
    ChangeRequest,
    Claim,
    Escalation,
    Instruction,
    Job,
    Milestone,
    OverdueFlag,
    ProgressReport,
    Standing,
)
from milestones.models.figures import undecided_figure_condition
from milestones.models.headings import countable_projects
from milestones.models.lookups import decision_state_before
from milestones.models.plan import projects_awaiting_approval
from milestones.models.status import Light, State
from milestones.reports.causes import DelayCause, delay_causes
from milestones.reports.doubtful_figures import with_promised_and_counted
from milestones.reports.missing_reports import SilentProject, silent_projects
from milestones.reports.project_lights import project_lights
from milestones.rules import slots
from milestones.rules.official_calendar import workday_calendar
from milestones.rules.workdays import Workdays
from projects.models import Project


@dataclass(frozen=True)
class DailyFacts:
    """The day's rows that anybody must hear of, worst first, and what was said about them."""

    on: dt.date
    calendar: Workdays
    rows: list[Standing]
    causes: dict[int, DelayCause]  # of what is overdue, in the language in force when this was read
    returned: dict[int, Claim]  # the newest claim of a milestone, where it was returned
    pending: dict[int, Claim]  # claims that wait for their confirmation
    figures: list[ProgressReport]  # doubtful figures that wait for their decision
    changes: list[ChangeRequest]  # requests that wait for their decision
    plans: list[Project]  # schedules that wait for their approval
    escalated: dict[int, Escalation]  # the highest step that each milestone climbed since the last working day
    lights: dict[int, str]  # of every work that is not cancelled
    lights_before: dict[int, str]  # a week earlier
    led: dict[int, set[int]]  # the works that each leader is in charge of
    since: dt.date  # the day of the slot before
    between: tuple[dt.datetime, dt.datetime]  # the instants of the slot before and of this one
    until: dt.datetime  # when the next slot is due, and the links of this one end
    raised: list[OverdueFlag]  # what turned late since the slot before
    cleared: list[OverdueFlag]  # what is late no more, and why
    silent: list[SilentProject]
    first_open: dict[int, int]  # the milestone of a silent project on which to report
    instructions: list[Instruction]  # not answered, the longest first
    kind: str = Job.Name.DIGEST


def read_daily_facts(on: dt.date, kind: str = Job.Name.DIGEST) -> DailyFacts:
    """Read all facts that the digests of the day `on` are built from, in a constant number of queries."""
    rows, working, job = list(reportable_standings(on)), workday_calendar(on), Job.objects.get(name=kind)
    since, silent = slots.previous_slot(job, on, working), silent_projects(on=on)
    overdue = [row.pk for row in rows if row.state == State.OVERDUE]
    claims = latest_claims([row.pk for row in rows], on)
    stood = {pk: decision_state_before(claim, end_of_day(on)) for pk, claim in claims.items()}
    return DailyFacts(
        on=on,
        calendar=working,
        rows=rows,
        causes=delay_causes(overdue, on),
        returned={pk: claim for pk, claim in claims.items() if stood[pk] == Claim.State.RETURNED},
        pending={pk: claim for pk, claim in claims.items() if stood[pk] == Claim.State.PENDING},
        figures=list(pending_figures(on)),
        changes=list(pending_changes(on)),
        plans=list(pending_plans(on)),
        escalated=highest_escalations(working.add(on, -1), on),
        lights=lights_by_project(on),
        lights_before=lights_by_project(on - dt.timedelta(days=7)),
        led=projects_by_leader(on),
        since=since,
        between=(slots.slot_due_at(job, since), slots.slot_due_at(job, on)),
        until=slots.slot_due_at(job, slots.next_slot(job, on, working)),
        raised=list(flags_with_milestones().filter(raised_on__gt=since, raised_on__lte=on)),
        cleared=list(flags_with_milestones().filter(cleared_on__gt=since, cleared_on__lte=on)),
        silent=silent,
        first_open=first_open_milestones([row.id for row in silent]),
        instructions=list(Instruction.objects.open_on(on).with_names().order_by("reply_by", "id")),
        kind=kind,
    )


def flags_with_milestones() -> QuerySet[OverdueFlag]:
    return OverdueFlag.objects.select_related("milestone__project", "milestone__owner").order_by("since", "id")


def first_open_milestones(projects: Iterable[int]) -> dict[int, int]:
    """Of each project the first milestone that is not finished."""
    rows = Milestone.objects.filter(project__in=projects, finished_on=None, cancelled_on=None)
    rows = rows.order_by("project", "sequence", "id").distinct("project")
    return dict(rows.values_list("project", "pk"))


def reportable_standings(on: dt.date) -> QuerySet[Standing]:
    """Standings on the day `on` that are overdue, red, due soon, awaiting confirmation or returned to the claimant,
    worst first.
    """
    soon = Q(state=State.OPEN, due_in__lte=F("policy__due_soon_workdays"))
    returned = Q(state=State.OPEN, returned_times__gt=0)
    rows = Standing.objects.on(on).filter(
        Q(is_overdue=True) | Q(claim_pending=True) | Q(light=Light.RED) | soon | returned
    )
    return rows.with_names().worst_first()


def latest_claims(milestones: Iterable[int], on: dt.date) -> dict[int, Claim]:
    known = Claim.objects.filter(milestone__in=milestones, at__lt=end_of_day(on)).select_related("by")
    return {claim.milestone_id: claim for claim in known.order_by("at", "id")}


def pending_changes(on: dt.date) -> QuerySet[ChangeRequest]:
    known = ChangeRequest.objects.filter(at__lt=end_of_day(on))
    known = known.filter(Q(state=ChangeRequest.State.PENDING) | Q(decided_at__gte=end_of_day(on))).order_by("at", "id")
    return known.select_related("by", "milestone__project", "milestone__target", "target__project", "project")


def pending_figures(on: dt.date) -> QuerySet[ProgressReport]:
    known = with_promised_and_counted(
        ProgressReport.objects.filter(undecided_figure_condition(end_of_day(on))), on
    ).order_by("at", "id")
    return known.select_related("by", "milestone__project", "target__project")


def pending_plans(on: dt.date) -> QuerySet[Project]:
    """What nobody has approved to this day, as far as it was there on the day asked for."""
    found = projects_awaiting_approval(Project.objects.filter(at__lt=end_of_day(on)))
    return found.select_related("unit").order_by("code")


def highest_escalations(after: dt.date, on: dt.date) -> dict[int, Escalation]:
    taken = Escalation.objects.filter(on__gt=after, on__lte=on).select_related("flag")
    return {step.flag.milestone_id: step for step in taken.order_by("step")}


def lights_by_project(on: dt.date) -> dict[int, str]:
    return {pk: found.light for pk, found in project_lights(on, active_projects_on(on).only("pk")).items()}


def active_projects_on(on: dt.date) -> QuerySet[Project]:
    """What counts as a project on the day."""
    return countable_projects(Project.objects.filter(at__lt=end_of_day(on)), on).exclude(cancelled_on__lte=on)


def projects_by_leader(on: dt.date) -> dict[int, set[int]]:
    led: dict[int, set[int]] = defaultdict(set)
    for leader, project in active_projects_on(on).exclude(leader=None).values_list("leader", "pk"):
        led[leader].add(project)
    return led


def count_projects_by_light(lights: dict[int, str], projects: set[int]) -> Counter:
    """How many of the projects have each light."""
    return Counter(light for pk, light in lights.items() if pk in projects)
