"""Why a milestone is late and what was asked for it, from the requests and reports recorded by the end of a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from backoffice.clock import end_of_day
from milestones.models import ChangeRequest, ProgressReport, Standing
from milestones.models.lookups import decision_state_before
from milestones.models.status import State


@dataclass(frozen=True)
class DelayCause:
    """The reason last given, the state of the latest extension request, and what is asked of the leader."""

    reason: str = ""
    extension: str = ""
    need: str = ""
    asked: bool = False  # whether a later date was ever asked for
    source: tuple = ()  # the newest request and report that it rests on, by their keys


def delay_causes(ids: Iterable[int], on: dt.date) -> dict[int, DelayCause]:
    """The cause of each milestone, in two queries."""
    changes: dict[int | None, list[ChangeRequest]] = defaultdict(list)
    reports: dict[int | None, list[ProgressReport]] = defaultdict(list)
    recorded = {"milestone__in": ids, "at__lt": end_of_day(on)}
    for change in ChangeRequest.objects.filter(**recorded).exclude(kind=ChangeRequest.Kind.WORDS).order_by("at", "id"):
        changes[change.milestone_id].append(change)
    said = ProgressReport.objects.of_the_project().filter(**recorded).order_by("at", "id")
    for report in said.only("milestone_id", "problem", "need", "at"):
        reports[report.milestone_id].append(report)
    return {pk: _delay_cause(changes[pk], reports[pk], end_of_day(on)) for pk in ids}


def _delay_cause(changes: list[ChangeRequest], reports: list[ProgressReport], bound: dt.datetime) -> DelayCause:
    extensions = [change for change in changes if change.kind == ChangeRequest.Kind.EXTEND]
    need = reports[-1].need if reports else ""
    source = (
        (changes[-1].pk, decision_state_before(changes[-1], bound)) if changes else (),
        reports[-1].pk if reports else None,
    )
    return DelayCause(
        _latest_reason(changes, reports), _extension_status(extensions, bound), need, bool(extensions), source
    )


def _latest_reason(changes: list[ChangeRequest], reports: list[ProgressReport]) -> str:
    """The newest of the request with its class of reason and the report with its problem."""
    problems = [report for report in reports if report.problem]
    if changes and not (problems and problems[-1].at > changes[-1].at):
        last = changes[-1]
        return _("%(class)s: %(text)s") % {"class": last.get_reason_class_display(), "text": last.text}
    return problems[-1].problem if problems else ""


def _extension_status(extensions: list[ChangeRequest], bound: dt.datetime) -> str:
    """In which state the requests for a later date stood at an instant."""
    if not extensions:
        return _("No extension asked")
    last = extensions[-1]
    states = ChangeRequest.State
    approved = sum(decision_state_before(change, bound) == states.APPROVED for change in extensions)
    said: dict[str, str] = {
        states.PENDING: _("Extension awaits its decision"),
        states.REFUSED: _("Extension refused"),
        states.WITHDRAWN: _("Extension request withdrawn"),
        states.APPROVED: _("Extended %(times)s times") % {"times": approved},
    }
    return said[decision_state_before(last, bound)]


def finished_milestone_counts(projects: Iterable[int], on: dt.date) -> dict[int, tuple[int, int]]:
    """How many milestones of each project are finished, of how many that are not cancelled; one query."""
    standings = Standing.objects.on(on).filter(project__in=projects).exclude(state=State.CANCELLED).order_by()
    rows = standings.values("project").annotate(done=Count("pk", filter=Q(state=State.FINISHED)), all=Count("pk"))
    return {row["project"]: (row["done"], row["all"]) for row in rows}
