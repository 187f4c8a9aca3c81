"""Figures hard to believe that nobody has decided about: shown apart, and counted by no light until then."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from backoffice.clock import day_of_instant, end_of_day, today
from milestones.models import ProgressReport
from milestones.models.figures import undecided_figure_condition
from milestones.rules.official_calendar import workday_calendar
from projects.models import User
from projects.models.assignment import rows_of_leader
from projects.models.wording import with_wording_of_day

from .promised_quantity import target_number_on


@dataclass(frozen=True)
class DoubtfulFigure:
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


@with_wording_of_day
def doubtful_figures(user: User, on: dt.date | None = None, leader: User | None = None) -> list[DoubtfulFigure]:
    """What waited for its decision at the end of a day, the longest first, in two queries."""
    on = on or today()
    found = doubtful_reports(user, on, leader).select_related(
        "milestone__project", "target__project", "milestone__target", "by"
    )
    calendar, found = workday_calendar(on), with_promised_and_counted(found, on)
    return [
        _doubtful_figure(report, calendar.between(day_of_instant(report.at), on))
        for report in found.order_by("at", "id")
    ]


def with_promised_and_counted(reports: QuerySet[ProgressReport], on: dt.date) -> QuerySet[ProgressReport]:
    """The reports beside what is promised on the day, and the figure that counts on it."""
    promised, counts = (target_number_on(rule, on, "target") for rule in ("target_on", "figure_on"))
    return reports.annotate(promised=promised, counts=counts)


def doubtful_reports(user: User, on: dt.date, leader: User | None = None) -> QuerySet[ProgressReport]:
    """The reports whose figure was in doubt at the end of the day."""
    bound = end_of_day(on)
    found = ProgressReport.objects.visible_to(user).filter(undecided_figure_condition(bound))
    found = found.annotate(of_project=Coalesce("milestone__project", "target__project"))
    return found if leader is None else rows_of_leader(found, leader, bound)


def _doubtful_figure(report: Any, waits: int) -> DoubtfulFigure:
    subject, target = report.milestone or report.target, report.target
    return DoubtfulFigure(
        project=subject.project.code,
        project_name=subject.project.name,
        subject=report.milestone.name if report.milestone else target.measure,
        figure=target.figure(report.quantity),
        counts=target.figure(report.counts),
        promised=target.in_force(report.promised),
        reason=report.doubt,
        reported_on=day_of_instant(report.at),
        reported_by=report.by.name,
        waits=waits,
    )
