"""Figures hard to believe that nobody has decided about: shown apart, and counted by no light until then."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from milestones.models import ProgressReport
from milestones.models.figures import doubted
from milestones.rules.calendar import workdays
from projects.clock import day_of, end_of, today
from projects.models.facts import in_charge
from projects.models.wording import of_its_day

from .promised import number_on


@dataclass(frozen=True)
class Doubtful:
    """A reported figure that waits for a supervisor, beside what is promised and what counts meanwhile."""

    project: str
    project_name: str
    subject: str  # the milestone, or the measure
    figure: str  # with its unit
    counts: str  # the last figure that is beyond doubt
    promised: str
    reason: str
    reported_on: dt.date
    reported_by: str
    waits: int  # working days


@of_its_day
def doubtful(user, on: dt.date | None = None, leader=None) -> list[Doubtful]:
    """What waited for its decision at the end of a day, the longest first, in two queries."""
    on = on or today()
    found = doubts(user, on, leader).select_related(
        "milestone__project", "target__project", "milestone__target", "by"
    )
    calendar, found = workdays(on), weighed(found, on)
    return [_row(report, calendar.between(day_of(report.at), on)) for report in found.order_by("at", "id")]


def weighed(reports: QuerySet[ProgressReport], on: dt.date) -> QuerySet[ProgressReport]:
    """The reports beside what is promised on the day, and the figure that counts on it."""
    promised, counts = (number_on(rule, on, "target") for rule in ("target_on", "figure_on"))
    return reports.annotate(promised=promised, counts=counts)


def doubts(user, on: dt.date, leader=None) -> QuerySet[ProgressReport]:
    """The reports whose figure was in doubt at the end of the day."""
    bound = end_of(on)
    found = ProgressReport.objects.visible_to(user).filter(doubted(bound))
    found = found.annotate(of_project=Coalesce("milestone__project", "target__project"))
    return found if leader is None else in_charge(found, leader, bound)


def _row(report, waits: int) -> Doubtful:
    subject, target = report.milestone or report.target, report.target
    return Doubtful(
        project=subject.project.code,
        project_name=subject.project.name,
        subject=report.milestone.name if report.milestone else target.measure,
        figure=target.figure(report.quantity),
        counts=target.figure(report.counts),
        promised=target.in_force(report.promised),
        reason=report.reason,
        reported_on=day_of(report.at),
        reported_by=report.by.name,
        waits=waits,
    )
