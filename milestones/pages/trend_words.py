"""The sentences of the trend: its headline, and how often the nightly job ran."""

import datetime as dt

from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models import OverdueFlag
from milestones.reports.trend.report import OverdueTrend, TrendWeek


def trend_headline(trend: OverdueTrend) -> str:
    """How many milestones are overdue now and were half a year ago, or why there is nothing to compare."""
    if not trend.planned:
        return _("Nothing is overdue, because no schedule is approved yet.")
    if trend.flat:
        return _("Nothing was overdue in the last 26 weeks.")
    numbers = {"now": trend.weeks[-1].overdue, "then": trend.weeks[0].overdue}
    return _("%(now)s milestones overdue, %(then)s half a year ago") % numbers


def silent_words(trend: OverdueTrend, on: dt.date) -> str:
    """The weeks in which the job never ran."""
    weeks = _(", ").join(show_day(week.last, on) for week in trend.silent)
    before, after = _("The nightly job did not run in the weeks to"), _("; nothing is recorded of them.")
    return f"{before} {weeks}{after}"


def cured_by(flag: OverdueFlag) -> str:
    """Why a milestone is overdue no more."""
    if flag.why == OverdueFlag.Why.FINISHED:
        return _("confirmed")
    return _("cancelled") if flag.why == OverdueFlag.Why.CANCELLED else _("extension approved")


def nights_words(week: TrendWeek) -> str:
    """On how many of its nights the job ran."""
    if not week.nights:
        return "—"
    if week.silent:
        return _("did not run")
    if week.missed:
        return _("%(runs)s of %(nights)s nights") % {"runs": week.runs, "nights": week.nights}
    return _("every night")
