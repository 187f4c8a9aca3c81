"""The start page's sections of what waits for a supervisor: requests, claims, doubtful figures, schedules. An auditor reads them without buttons."""

from django.db.models import Case, Count, When
from django.utils.translation import gettext as _

from milestones.models import ChangeRequest, Claim, ProgressReport
from milestones.models.plan import waiting_for_approval
from milestones.reports.pending import CHANGE, CLAIM, FIGURE, late, limits
from milestones.rules.reasons import show_day
from projects.clock import day_of
from projects.models import Project, Role
from projects.quantities import show_number

from .decisions import (
    AcceptForm,
    ApproveForm,
    ApprovePlanForm,
    ConfirmForm,
    RefuseForm,
    ReturnFigureForm,
    ReturnForm,
)
from .lights import moment
from .sections import SHOWN, Line, Section, address, buttons, record


def deciding(user, *forms):
    """Only a supervisor has the buttons."""
    return forms if user.role == Role.SUPERVISOR else ()


def decisions(user, on, calendar):
    """What somebody claimed, reported or asked; how long each may wait is read once."""
    days = limits(on, calendar)
    return [section(user, on, calendar, days) for section in (claims, figures, changes)]


def changes(user, on, calendar, days):
    rows = ChangeRequest.objects.visible_to(user).filter(state="pending")
    found = Waiting(rows, late(on, CHANGE, days), on, calendar)
    lines = [
        Line(
            title=str(row.concerns),
            link=record("milestones_changerequest", row.pk),
            why=asked(row, on),
            under=f"{row.by}　{moment(row.at)}",
            buttons=buttons("milestones_changerequest", deciding(user, ApproveForm, RefuseForm), row.pk),
            **found.waited(row),
        )
        for row in found.page("milestone__project", "milestone__target", "target__project", "project", "by")
    ]
    link = address("milestones_changerequest", "?state__exact=pending")
    empty = _("No request waits for a decision.")
    return found.section("changes", _("Requests to decide"), link, empty, lines, _("Requests"))


def asked(change, on):
    """What is asked for, and why; for a date also the one that it would move."""
    about = change.milestone or change.target
    subject = f"“{about}”" if about else ""
    was = show_day(change.milestone.baseline_due, on) if change.milestone else ""
    new = f" {was}→{show_day(change.new_due, on)}" if change.new_due else ""
    new += f" →{change.new_amount}" if change.new_amount else ""
    new += "".join(f" {old}→{word}" for _name, old, word in change.corrected)
    return f"{change.get_kind_display()}{subject}{new}（{change.get_reason_class_display()}）{change.text}"


def claims(user, on, calendar, days):
    rows = Claim.objects.visible_to(user).filter(state="pending")
    found = Waiting(rows, late(on, CLAIM, days), on, calendar)
    said = _("“%(name)s” claimed finished on %(day)s: %(note)s")
    lines = [
        Line(
            title=str(row.milestone.project),
            link=record("milestones_claim", row.pk),
            why=said % {"name": row.milestone, "day": show_day(row.finished_on, on), "note": row.note},
            under=f"{row.by}　{moment(row.at)}",
            buttons=buttons("milestones_claim", deciding(user, ConfirmForm, ReturnForm), row.pk),
            **found.waited(row),
        )
        for row in found.page("milestone__project", "by")
    ]
    link = address("milestones_claim", "?state__exact=pending")
    empty = _("No claim waits for confirmation.")
    return found.section("claims", _("Claims to confirm"), link, empty, lines, _("Claims"))


def figures(user, on, calendar, days):
    rows = ProgressReport.objects.visible_to(user).filter(state="pending")
    found = Waiting(rows, late(on, FIGURE, days), on, calendar)
    said = _("“%(name)s” reported %(figure)s, hard to believe: %(reason)s")
    lines = [
        Line(
            title=str((row.milestone or row.target).project),
            link=record("milestones_progressreport", row.pk),
            why=said % {
                "name": row.milestone or row.target, "reason": row.reason,
                "figure": show_number(row.quantity, row.target.unit),
            },
            under=f"{row.by}　{moment(row.at)}",
            buttons=buttons("milestones_progressreport", deciding(user, AcceptForm, ReturnFigureForm), row.pk),
            **found.waited(row),
        )
        for row in found.page("milestone__project", "target__project", "by")
    ]  # fmt: skip
    link = address("milestones_progressreport", "?state__exact=pending")
    empty = _("No doubtful figure waits for a decision.")
    return found.section("figures", _("Doubtful figures to decide"), link, empty, lines, _("Figures"))


class Waiting:
    """What waits for a decision, the oldest first; what has waited too long is the supervisor's own late item."""

    def __init__(self, rows, tardy, on, calendar):
        self.rows, self.tardy, self.on, self.calendar = rows, tardy, on, calendar

    def page(self, *related):
        rows = self.rows.select_related(*related).order_by("at", "id")
        return rows.annotate(tardy=Case(When(self.tardy, then=True), default=False))[:SHOWN]

    def waited(self, row):
        days = self.calendar.between(day_of(row.at), self.on)
        text = _("Waits for %(days)s working days") % {"days": days}
        return {
            "head": text,
            "mark": "diamond",
            "late": row.tardy,
            "small": _("too long") if row.tardy else "",
        }

    def section(self, name, title, link, empty, lines, label):
        counts = self.rows.aggregate(total=Count("pk"), tardy=Count("pk", filter=self.tardy))
        return Section(
            name, title, counts["total"], link, empty, lines, label, late=counts["tardy"],
            late_link=link + "&late=true",
        )  # fmt: skip


def plans(user):
    found = waiting_for_approval(Project.objects.visible_to(user))
    lines = [
        Line(
            title=project.name,
            link=record("projects_project", project.pk),
            why=project.code,
            under=str(project.unit or ""),
            buttons=buttons("projects_project", deciding(user, ApprovePlanForm), project.pk),
        )
        for project in found.select_related("unit").order_by("code")[:SHOWN]
    ]
    link = address("projects_project", "?plan=waiting")
    empty = _("No schedule waits for approval.")
    return Section(
        "plans", _("Schedules to approve"), found.count(), link, empty, lines, _("Schedules"), "grey"
    )
