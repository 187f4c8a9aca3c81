"""Start-page sections of what a supervisor must decide: change requests, claims, doubtful figures and schedules;
auditors see them without buttons.
"""

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from backoffice.actions import RecordActionForm
from backoffice.clock import day_of_instant
from backoffice.dashboard import (
    SHOWN,
    DashboardRow,
    DashboardSection,
    list_address,
    record_address,
    row_buttons,
)
from backoffice.days import show_day
from milestones.admin.change_actions import ApproveChangeForm, RefuseChangeForm
from milestones.admin.claim_actions import ConfirmClaimForm, ReturnClaimForm
from milestones.admin.figure_actions import AcceptFigureForm, ReturnFigureForm
from milestones.admin.lights import local_time_text
from milestones.admin.project_actions import ApprovePlanForm
from milestones.models import ChangeRequest, Claim, ProgressReport
from milestones.models.plan import projects_awaiting_approval
from milestones.models.status import Light
from milestones.reports.late_decisions import CHANGE, CLAIM, FIGURE, decision_cutoffs, late_decisions_q
from milestones.rules.workdays import Workdays
from projects.models import Project, Role, User
from projects.quantities import format_quantity

from .addresses import project_address

# From which day on a record waits too long, with the categories of which it is that day.
Cutoffs = dict[dt.date, list[int]]


def forms_for_supervisor(user: User, *forms: type[RecordActionForm]) -> tuple[type[RecordActionForm], ...]:
    """Only a supervisor has the buttons."""
    return forms if user.role == Role.SUPERVISOR else ()


def decision_sections(user: User, on: dt.date, calendar: Workdays) -> list[DashboardSection]:
    """What somebody claimed, reported or asked; how long each may wait is read once."""
    days = decision_cutoffs(on, calendar)
    return [
        section(user, on, calendar, days)
        for section in (pending_claims_section, pending_figures_section, pending_changes_section)
    ]


def pending_changes_section(user: User, on: dt.date, calendar: Workdays, days: Cutoffs) -> DashboardSection:
    rows = ChangeRequest.objects.visible_to(user).filter(state=ChangeRequest.State.PENDING)
    found = DecisionQueue(rows, late_decisions_q(on, CHANGE, days), on, calendar)
    lines = [
        DashboardRow(
            title=str(row.concerns),
            link=project_address(row.concerns.code),
            edit=record_address("milestones_changerequest", row.pk),
            why=change_request_text(row, on),
            under=f"{row.by}　{local_time_text(row.at)}",
            buttons=row_buttons(
                ChangeRequest,
                forms_for_supervisor(user, ApproveChangeForm, RefuseChangeForm),
                row.pk,
            ),
            **found.waited(row),
        )
        for row in found.page("milestone__project", "milestone__target", "target__project", "project", "by")
    ]
    link = list_address("milestones_changerequest", "?state__exact=pending")
    empty = _("No request waits for a decision.")
    return found.section("changes", _("Requests to decide"), link, empty, lines, _("Requests"))


def change_request_text(change: ChangeRequest, on: dt.date) -> str:
    """What is asked for, and why; with the date or the quantity that it would change."""
    about = change.milestone or change.target
    subject = f"“{about}”" if about else ""
    was = show_day(change.milestone.baseline_due, on) if change.milestone else ""
    new = f" {was}→{show_day(change.new_due, on)}" if change.new_due else ""
    new += f" {change.present_amount}→{change.new_amount}" if change.new_amount else ""
    new += "".join(f" {old}→{word}" for _name, old, word in change.corrected)
    return f"{change.get_kind_display()}{subject}{new}（{change.get_reason_class_display()}）{change.text}"


def pending_claims_section(user: User, on: dt.date, calendar: Workdays, days: Cutoffs) -> DashboardSection:
    rows = Claim.objects.visible_to(user).filter(state=Claim.State.PENDING)
    found = DecisionQueue(rows, late_decisions_q(on, CLAIM, days), on, calendar)
    said = _("“%(name)s” claimed finished on %(day)s: %(note)s")
    lines = [
        DashboardRow(
            title=str(row.milestone.project),
            link=project_address(row.milestone.project.code),
            edit=record_address("milestones_claim", row.pk),
            why=said % {"name": row.milestone, "day": show_day(row.finished_on, on), "note": row.note},
            under=f"{row.by}　{local_time_text(row.at)}",
            buttons=row_buttons(Claim, forms_for_supervisor(user, ConfirmClaimForm, ReturnClaimForm), row.pk),
            **found.waited(row),
        )
        for row in found.page("milestone__project", "by")
    ]
    link = list_address("milestones_claim", "?state__exact=pending")
    empty = _("No claim waits for confirmation.")
    return found.section("claims", _("Claims to confirm"), link, empty, lines, _("Claims"))


def pending_figures_section(user: User, on: dt.date, calendar: Workdays, days: Cutoffs) -> DashboardSection:
    rows = ProgressReport.objects.visible_to(user).filter(state=ProgressReport.State.PENDING)
    found = DecisionQueue(rows, late_decisions_q(on, FIGURE, days), on, calendar)
    said = _("“%(name)s” reported %(figure)s, hard to believe: %(reason)s")
    lines = [
        DashboardRow(
            title=str((row.milestone or row.target).project),
            link=project_address((row.milestone or row.target).project.code),
            edit=record_address("milestones_progressreport", row.pk),
            why=said
            % {
                "name": row.milestone or row.target,
                "reason": row.doubt,
                "figure": format_quantity(row.quantity, row.target.unit),
            },
            under=f"{row.by}　{local_time_text(row.at)}",
            buttons=row_buttons(ProgressReport, forms_for_supervisor(user, AcceptFigureForm, ReturnFigureForm), row.pk),
            **found.waited(row),
        )
        for row in found.page("milestone__project", "target__project", "by")
    ]
    link = list_address("milestones_progressreport", "?state__exact=pending")
    empty = _("No doubtful figure waits for a decision.")
    return found.section("figures", _("Doubtful figures to decide"), link, empty, lines, _("Figures"))


class DecisionQueue:
    """A queue of undecided records as of day `on`: its oldest rows, waiting time in working days, and the number
    waiting longer than the policy allows.
    """

    def __init__(self, rows: QuerySet[Any], tardy: Q, on: dt.date, calendar: Workdays) -> None:
        self.rows, self.tardy, self.on, self.calendar = rows, tardy, on, calendar

    def page(self, *related: str) -> QuerySet[Any]:
        rows = self.rows.select_related(*related).order_by("at", "id")
        return rows.annotate(tardy=Case(When(self.tardy, then=True), default=False))[:SHOWN]

    def waited(self, row: Any) -> dict[str, Any]:
        days = self.calendar.between(day_of_instant(row.at), self.on)
        text = _("Waits for %(days)s working days") % {"days": days}
        return {
            "head": text,
            "mark": "diamond",
            "late": row.tardy,
            "small": _("too long") if row.tardy else "",
        }

    def section(
        self, name: str, title: str, link: str, empty: str, lines: list[DashboardRow], label: str
    ) -> DashboardSection:
        counts = self.rows.aggregate(total=Count("pk"), tardy=Count("pk", filter=self.tardy))
        return DashboardSection(
            name,
            title,
            counts["total"],
            link,
            empty,
            lines,
            label,
            late=counts["tardy"],
            late_link=link + "&late=true",
        )


def unapproved_plans_section(user: User) -> DashboardSection:
    found = projects_awaiting_approval(Project.objects.visible_to(user))
    lines = [
        DashboardRow(
            title=project.name,
            link=project_address(project.code),
            edit=record_address("projects_project", project.pk),
            why=project.code,
            under=str(project.unit or ""),
            buttons=row_buttons(Project, forms_for_supervisor(user, ApprovePlanForm), project.pk),
        )
        for project in found.select_related("unit").order_by("code")[:SHOWN]
    ]
    link = list_address("projects_project", "?plan=waiting")
    empty = _("No schedule waits for approval.")
    return DashboardSection(
        "plans", _("Schedules to approve"), found.count(), link, empty, lines, _("Schedules"), Light.GREY
    )
