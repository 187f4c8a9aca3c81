"""What happened to a project by the end of a day: versions, forecasts, claims, flags, reports. Nothing from after
it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Prefetch, Q, QuerySet, When

from backoffice.clock import day_of_instant, end_of_day
from backoffice.keys import key_among_q
from milestones.models import (
    Attachment,
    BaselineVersion,
    ChangeRequest,
    Claim,
    Escalation,
    OverdueFlag,
    ProgressReport,
)
from milestones.models.figures import counted_figure_condition, undecided_figure_condition
from milestones.models.lookups import decision_state_before
from projects.models import Project, Target, User


@dataclass(frozen=True)
class BaselineMove:
    """A version of a baseline, and by how many days it moved the date before it (None for the first)."""

    version: BaselineVersion
    days: int | None

    @property
    def day(self) -> dt.date:
        return day_of_instant(self.version.from_at)


def baseline_history(ids: Iterable[int], on: dt.date) -> dict[int, list[BaselineMove]]:
    """Every version of each milestone's baseline, the first one first; one query."""
    found = BaselineVersion.objects.filter(milestone__in=ids, from_at__lt=end_of_day(on))
    moves: dict[int, list[BaselineMove]] = defaultdict(list)
    for version in found.select_related("change", "by").order_by("milestone", "number"):
        before = moves[version.milestone_id]
        moves[version.milestone_id].append(
            BaselineMove(version, (version.due - before[-1].version.due).days if before else None)
        )
    return dict(moves)


@dataclass(frozen=True)
class ReportedNumbers:
    """What a report says in numbers: the day it was recorded, a forecast, a quantity."""

    milestone: int | None
    target: int | None
    day: dt.date
    forecast: dt.date | None
    quantity: Decimal | None
    waits: Decimal | None  # a doubtful figure that nobody had decided about


def reported_numbers(ids: Iterable[int], targets: Iterable[Target], on: dt.date) -> list[ReportedNumbers]:
    """Return every forecast, counted figure and undecided doubtful figure reported by the end of the day, oldest first;
    one query.
    """
    about = Q(milestone__in=ids) | Q(target__in=targets)
    found = ProgressReport.objects.filter(about, at__lt=end_of_day(on)).order_by("at", "id")
    found = found.annotate(
        figure=Case(When(counted_figure_condition(end_of_day(on)), then="quantity")),
        waits=Case(When(undecided_figure_condition(end_of_day(on)), then="quantity")),
    )
    found = found.exclude(forecast_due=None, figure=None, waits=None)
    rows = found.values_list("milestone", "target", "at", "forecast_due", "figure", "waits")
    return [ReportedNumbers(milestone, target, day_of_instant(at), *rest) for milestone, target, at, *rest in rows]


@dataclass(frozen=True)
class ClaimEntry:
    """A claim as it stood on the day; later decisions are not known yet."""

    claim: Claim
    state: str
    reopened: bool


def claim_history(ids: Iterable[int], on: dt.date) -> list[ClaimEntry]:
    """Every claim, newest first, with its files."""
    bound = end_of_day(on)
    found = Claim.objects.filter(milestone__in=ids, at__lt=bound).select_related(
        "milestone", "by", "decided_by", "reopened_by"
    )
    return [claim_entry(claim, bound) for claim in found.prefetch_related(files_prefetch(bound))]


def claim_entry(claim: Claim, bound: dt.datetime) -> ClaimEntry:
    return ClaimEntry(claim, decision_state_before(claim, bound), bool(claim.reopened_at and claim.reopened_at < bound))


def files_prefetch(bound: dt.datetime) -> Prefetch:
    return Prefetch("files", Attachment.objects.filter(at__lt=bound).order_by("id"), to_attr="shown_files")


@dataclass(frozen=True)
class FlagHistoryEvent:
    """Something that a flag did on a day: raised, escalated to a step, cleared."""

    day: dt.date
    kind: str
    flag: OverdueFlag
    step: int = 0
    to: str = ""


def flag_history(ids: Iterable[int], on: dt.date) -> list[FlagHistoryEvent]:
    """Flags and their escalations as one list, newest first; two queries."""
    steps = Escalation.objects.filter(on__lte=on).select_related("to").order_by("step")
    flags = OverdueFlag.objects.filter(milestone__in=ids, raised_on__lte=on).select_related("milestone")
    events: list[FlagHistoryEvent] = []
    for flag in flags.prefetch_related(Prefetch("escalations", steps, to_attr="reached")):
        events.append(FlagHistoryEvent(flag.raised_on, "raised", flag))
        events += [FlagHistoryEvent(one.on, "step", flag, one.step, str(one.to or "")) for one in flag.reached]
        if flag.cleared_on and flag.cleared_on <= on:
            events.append(FlagHistoryEvent(flag.cleared_on, "cleared", flag))
    order = ("raised", "step", "cleared")
    return sorted(events, key=lambda one: (one.day, order.index(one.kind), one.step), reverse=True)


def parts_of_project_q(project: Project) -> Q:
    """Facts about the project's milestones and quantities, which their indexes find."""
    return key_among_q("milestone_id", project.milestones.all()) | key_among_q("target_id", project.targets.all())


def change_request_history(project: Project, on: dt.date) -> list[tuple[ChangeRequest, str]]:
    """Every request about the project, newest first, with its state at the end of the day and its files."""
    bound = end_of_day(on)
    found = ChangeRequest.objects.filter(Q(project=project) | parts_of_project_q(project), at__lt=bound).select_related(
        "milestone__target", "target", "by", "decided_by"
    )
    return [(change, decision_state_before(change, bound)) for change in found.prefetch_related(files_prefetch(bound))]


def progress_report_history(project: Project, user: User, on: dt.date) -> QuerySet[ProgressReport]:
    """Progress reports on the milestones and quantities in sight, newest first, with their files."""
    bound = end_of_day(on)
    found = ProgressReport.objects.visible_to(user).filter(parts_of_project_q(project), at__lt=bound)
    return found.select_related("milestone", "target", "by").prefetch_related(files_prefetch(bound))
