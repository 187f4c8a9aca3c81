"""What the digests of one day are made of, read once for all their readers. Reads only."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F, Q

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
from milestones.models.figures import doubted
from milestones.models.headings import counted
from milestones.models.plan import waiting_for_approval
from milestones.reports.causes import Cause, causes
from milestones.reports.doubtful import weighed
from milestones.reports.projects import project_lights
from milestones.reports.silent import SilentProject, silent_projects
from milestones.rules import slots
from milestones.rules.calendar import workdays
from milestones.rules.workdays import Workdays
from projects.clock import end_of
from projects.models import Project


@dataclass(frozen=True)
class Edition:
    """The day's rows that anybody must hear of, worst first, and what was said about them."""

    on: dt.date
    calendar: Workdays
    rows: list[Standing]
    causes: dict[int, Cause]  # of what is overdue, in the language in force when this was read
    returned: dict[int, Claim]  # the newest claim of a milestone, where it was returned
    pending: dict[int, Claim]  # claims that wait for their confirmation
    figures: list[ProgressReport]  # doubtful figures that wait for their decision
    changes: list[ChangeRequest]  # requests that wait for their decision
    plans: list[Project]  # schedules that wait for their approval
    escalated: dict[
        int, Escalation
    ]  # the highest step that each milestone climbed since the last working day
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
    kind: str = "digest"


def read(on: dt.date, kind: str = "digest") -> Edition:
    """Read a day in a constant number of queries."""
    rows, working, job = list(worth_saying(on)), workdays(on), Job.objects.get(name=kind)
    since, silent = slots.before(job, on, working), silent_projects(on=on)
    overdue = [row.pk for row in rows if row.state == "overdue"]
    claims = newest_claims([row.pk for row in rows], on)
    return Edition(
        on=on,
        calendar=working,
        rows=rows,
        causes=causes(overdue, on),
        returned={pk: claim for pk, claim in claims.items() if decided(claim, on) == "returned"},
        pending={pk: claim for pk, claim in claims.items() if decided(claim, on) == "pending"},
        figures=list(waiting_figures(on)),
        changes=list(waiting_changes(on)),
        plans=list(waiting_plans(on)),
        escalated=highest_steps(working.add(on, -1), on),
        lights=lights_of_works(on),
        lights_before=lights_of_works(on - dt.timedelta(days=7)),
        led=works_led(on),
        since=since,
        between=(slots.due_at(job, since), slots.due_at(job, on)),
        until=slots.due_at(job, slots.after(job, on, working)),
        raised=list(flags().filter(raised_on__gt=since, raised_on__lte=on)),
        cleared=list(flags().filter(cleared_on__gt=since, cleared_on__lte=on)),
        silent=silent,
        first_open=first_open([row.id for row in silent]),
        instructions=list(Instruction.objects.open_on(on).with_names().order_by("reply_by", "id")),
        kind=kind,
    )


def flags():
    return OverdueFlag.objects.select_related("milestone__project", "milestone__owner").order_by(
        "since", "id"
    )


def first_open(projects) -> dict[int, int]:
    """Of each project the first milestone that is not finished."""
    rows = Milestone.objects.filter(project__in=projects, finished_on=None, cancelled_on=None)
    rows = rows.order_by("project", "sequence", "id").distinct("project")
    return dict(rows.values_list("project", "pk"))


def worth_saying(on):
    """Overdue, far behind, due soon, awaiting a decision, or returned."""
    soon = Q(state="open", due_in__lte=F("policy__due_soon_workdays"))
    returned = Q(state="open", returned_times__gt=0)
    rows = Standing.objects.on(on).filter(
        Q(state="overdue") | Q(claim_pending=True) | Q(light="red") | soon | returned
    )
    return rows.with_names().worst_first()


def newest_claims(milestones, on) -> dict[int, Claim]:
    known = Claim.objects.filter(milestone__in=milestones, at__lt=end_of(on)).select_related("by")
    return {claim.milestone_id: claim for claim in known.order_by("at", "id")}


def decided(claim, on) -> str:
    """The claim's state at the end of the day."""
    return claim.state if claim.decided_at and claim.decided_at < end_of(on) else "pending"


def waiting_changes(on):
    known = ChangeRequest.objects.filter(at__lt=end_of(on))
    known = known.filter(Q(state="pending") | Q(decided_at__gte=end_of(on))).order_by("at", "id")
    return known.select_related("by", "milestone__project", "milestone__target", "target__project", "project")


def waiting_figures(on):
    known = weighed(ProgressReport.objects.filter(doubted(end_of(on))), on).order_by("at", "id")
    return known.select_related("by", "milestone__project", "target__project")


def waiting_plans(on):
    """What nobody has approved to this day, as far as it was there on the day asked for."""
    found = waiting_for_approval(Project.objects.filter(at__lt=end_of(on)))
    return found.select_related("unit").order_by("code")


def highest_steps(after, on) -> dict[int, Escalation]:
    taken = Escalation.objects.filter(on__gt=after, on__lte=on).select_related("flag")
    return {step.flag.milestone_id: step for step in taken.order_by("step")}


def lights_of_works(on) -> dict[int, str]:
    return {pk: found.light for pk, found in project_lights(on, standing_works(on).only("pk")).items()}


def standing_works(on):
    """What counts as a project on the day."""
    return counted(Project.objects.filter(at__lt=end_of(on)), on).exclude(cancelled_on__lte=on)


def works_led(on) -> dict[int, set[int]]:
    led = defaultdict(set)
    for leader, project in standing_works(on).exclude(leader=None).values_list("leader", "pk"):
        led[leader].add(project)
    return led


def count_lights(lights: dict[int, str], projects: set[int]) -> Counter:
    """How many of the projects have each light."""
    return Counter(light for pk, light in lights.items() if pk in projects)
