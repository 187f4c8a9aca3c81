"""The sentence at the head of the first page: how many projects, how many red, against when, and the longest delay."""

import datetime as dt

from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models.status import Light
from milestones.reports.home.report import HomeReport
from projects.models import Role, User

OF_ONE_UNIT = (Role.STEWARD, Role.UNIT_HEAD)


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
    if user.role in OF_ONE_UNIT:
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
