"""The sentences at the head of the overdue report."""

from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.reports.overdue.report import OverdueReport


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
