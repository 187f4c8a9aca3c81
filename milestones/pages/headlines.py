"""The sentences at the head of the first page and of the overdue report."""

import datetime as dt

from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models.status import Light
from milestones.reports.home.report import HomeReport
from milestones.reports.overdue.report import OverdueReport
from projects.models import User
from projects.permissions import WORKERS


def home_headline(user: User, report: HomeReport, since_week: bool) -> str:
    """One sentence, honest where nothing is registered or nothing has a schedule."""
    district = report.district
    if not district.total:
        return nothing_registered(user)
    if not district.planned:
        return _("%(total)s projects are registered, none has a schedule yet: too early to call any fast or slow.") % {
            "total": district.total
        }
    if not district.lights[Light.RED]:
        return _("%(total)s projects, none with a red light.") % {"total": district.total}
    return red_lights(report) + red_change(report, since_week) + longest_delay(report)


def nothing_registered(user: User) -> str:
    """Why a reader sees no project: none is theirs, none exists, or the account may read nothing yet."""
    if user.role in WORKERS:
        return _("There is no project within your sight.")
    if user.role:
        return _("No project is registered yet.")
    return _("This account has no role yet; the administrator gives it one.")


def red_lights(report: HomeReport) -> str:
    numbers = {"total": report.district.total, "red": report.district.lights[Light.RED]}
    return _("%(total)s projects, %(red)s with a red light") % numbers


def red_change(report: HomeReport, since_week: bool) -> str:
    """How many more or fewer than on the earlier day; nothing where that day is no measure."""
    if not report.comparable:
        return ""
    change = report.district.lights[Light.RED] - report.prior.lights[Light.RED]
    return change_on_week(change) if since_week else change_on_day(change, report.since, report.on)


def change_on_week(change: int) -> str:
    if change > 0:
        return _(", %(change)s more than the week before") % {"change": change}
    return _(", %(change)s fewer than the week before") % {"change": -change} if change else ""


def change_on_day(change: int, since: dt.date, on: dt.date) -> str:
    numbers = {"change": abs(change), "day": show_day(since, on)}
    if change > 0:
        return _(", %(change)s more than on %(day)s") % numbers
    return _(", %(change)s fewer than on %(day)s") % numbers if change else ""


def longest_delay(report: HomeReport) -> str:
    """The end of the sentence; a project may be red without a milestone that is overdue."""
    if not report.total:
        return _(".")
    return _("; the longest is %(longest)s days overdue.") % {"longest": report.now.longest}


def overdue_headline(report: OverdueReport, filtered: bool, planned: bool) -> str:
    """How much, in how many projects and units; without a row why there is none."""
    numbers = {"total": report.total, "projects": report.projects, "units": report.units}
    if report.total and not report.of_overdue:
        return _("%(total)s milestones fit, in %(projects)s projects of %(units)s units") % numbers
    if report.total:
        return _("%(total)s milestones overdue, in %(projects)s projects of %(units)s units") % numbers
    if filtered:
        return _("No milestone fits")
    if planned:
        return _("Nothing is overdue as of %(day)s.") % {"day": show_day(report.on, report.on)}
    return _("Nothing is overdue, because no schedule is approved yet.")


def overdue_subtitle(report: OverdueReport, on_text: str, conditions: str) -> str:
    """The day, with the conditions of other rows than the overdue ones, or the longest delay and what is not
    counted.
    """
    if not report.of_overdue:
        return "　".join([_("As of %(day)s.") % {"day": on_text}, conditions])
    numbers = {"day": on_text, "longest": report.longest}
    said = _("As of %(day)s; the longest is %(longest)s days overdue.") % numbers
    return said + not_counted(report)


def not_counted(report: OverdueReport) -> str:
    if not (report.awaiting or report.suspended):
        return ""
    return _(
        " Not counted: %(awaiting)s claimed finished and awaiting confirmation, %(suspended)s suspended by approval."
    ) % {"awaiting": report.awaiting, "suspended": report.suspended}
