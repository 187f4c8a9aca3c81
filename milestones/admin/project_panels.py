"""What the pages of a project and of a milestone show in their tabs, each in a constant number of queries."""

from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.clock import today
from backoffice.panels import ROWS, Panel, action_buttons, allowed_forms, tab_address
from backoffice.requests import PersonRequest
from milestones.models import ChangeRequest, Claim, Instruction, Milestone, ProgressReport
from milestones.models.lookups import latest_figures
from milestones.reports.late_decisions import workdays_waited
from milestones.reports.promised_quantity import target_number_on
from projects.models import Project
from projects.quantities import format_rounded_quantity

from .attachment import attached_files
from .change_actions import ApproveChangeForm, RefuseChangeForm, WithdrawChangeForm
from .claim_actions import ConfirmClaimForm, ReopenClaimForm, ReturnClaimForm
from .figure_actions import AcceptFigureForm, ReturnFigureForm
from .lights import light_badge, state_counts_text
from .standing_lists import attach_project_lights

WIDTH = 92  # of a quantity bar


def project_facts_condition(project: Project) -> Q:
    """Facts about the project itself, its milestones or its quantities."""
    return Q(milestone__project=project) | Q(target__project=project)


def filtered_list_address(model: str, parameters: str) -> str:
    """A list of the admin with a filter."""
    return reverse(f"admin:milestones_{model}_changelist") + "?" + parameters


def report_panel(request: PersonRequest, obj: Project | Milestone, about: Q, more: str) -> Panel:
    """The newest reports with their files, and what a supervisor may decide about a doubtful figure."""
    found = ProgressReport.objects.visible_to(request.user).filter(about)
    found = found.select_related("milestone", "target", "by", "decided_by").prefetch_related("files")
    rows = list(found[: ROWS + 1])
    forms, back = (AcceptFigureForm, ReturnFigureForm), tab_address(obj, "reports")
    shown = [
        (
            report,
            attached_files(report),
            action_buttons(report, allowed_forms(request.user, report, forms), back),
        )
        for report in rows[:ROWS]
    ]
    return Panel("reports", _("Reports"), "admin/panels/reports.html", shown, more if len(rows) > ROWS else "")


def request_panel(request: PersonRequest, obj: Project | Milestone, about: Q) -> Panel:
    """Extensions and other requests, with what was decided and by whom."""
    found = ChangeRequest.objects.visible_to(request.user).filter(about)
    found = found.select_related(
        "milestone__project", "milestone__target", "target__project", "project", "by", "decided_by"
    ).prefetch_related("files")
    forms, back = (ApproveChangeForm, RefuseChangeForm, WithdrawChangeForm), tab_address(obj, "requests")
    rows = [
        (
            change,
            attached_files(change),
            action_buttons(change, allowed_forms(request.user, change, forms), back),
        )
        for change in found[:ROWS]
    ]
    return Panel("requests", _("Requests"), "admin/panels/requests.html", rows)


def claim_panel(request: PersonRequest, obj: Project | Milestone, about: Q) -> Panel:
    """Claims and what became of them."""
    found = Claim.objects.visible_to(request.user).filter(about)
    found = found.select_related("milestone__project", "by", "decided_by", "reopened_by").prefetch_related("files")
    found = found.annotate(waited=workdays_waited(today()))
    forms, back = (ConfirmClaimForm, ReturnClaimForm, ReopenClaimForm), tab_address(obj, "claims")
    rows = [
        (claim, attached_files(claim), action_buttons(claim, allowed_forms(request.user, claim, forms), back))
        for claim in found[:ROWS]
    ]
    return Panel("claims", _("Claims"), "admin/panels/claims.html", rows)


def instruction_panel(request: PersonRequest, about: Q) -> Panel:
    """Instructions with their answers."""
    found = Instruction.objects.visible_to(request.user).filter(about)
    rows = found.select_related("milestone", "project", "by", "unit", "reply__by", "closed_by").order_by("-at", "-pk")[
        :ROWS
    ]
    return Panel("instructions", _("Instructions"), "admin/panels/instructions.html", rows)


def programme_panel(request: PersonRequest, project: Project) -> Panel:
    """The whole programme: the heading above, its works below, each with its light; this one is marked."""
    root = project.parent or project
    family = Project.objects.visible_to(request.user).filter(Q(pk=root.pk) | Q(parent=root))
    family = family.select_related("unit", "steward")
    works = attach_project_lights(sorted(family, key=lambda one: (one.pk != root.pk, one.code)))
    rows = [(one, light_badge(one.light.light), state_counts_text(one)) for one in works]
    return Panel(
        "works",
        _("Programme and works"),
        "admin/panels/tree.html",
        rows,
        extra={"current": project, "root": root},
    )


def assignment_panel(project: Project) -> Panel:
    """Who answered for the project, and its phases, newest first."""
    rows = project.assignments.select_related("unit", "steward", "leader").order_by("-from_at", "-pk")
    phases = project.phase_changes.order_by("-from_at", "-pk")
    return Panel("charge", _("Assignments and phases"), "admin/panels/charge.html", rows, extra={"phases": phases})


def baseline_panel(milestone: Milestone) -> Panel:
    """The approved dates one after another, each with the request that moved it."""
    rows = list(milestone.baselines.select_related("change", "by", "milestone__target").order_by("number"))
    steps = [
        (row, (row.due - before.due).days if before else None) for row, before in zip(rows, [None, *rows], strict=False)
    ]
    return Panel("baselines", _("Baselines"), "admin/panels/baselines.html", steps[::-1])


def quantities_with_progress(project: Project) -> list[Any]:
    """The project's quantities, each with what is done and what is expected by now, in one query."""
    newest = latest_figures(today()).filter(target=OuterRef("pk"))
    rows: list[Any] = list(
        project.targets.annotate(
            reported=Subquery(newest.values("quantity")[:1]),
            reported_on=Subquery(newest.values("day")[:1]),
            expected=target_number_on("expected_on", today()),
            asked=target_number_on("target_on", today()),
        )
    )
    for row in rows:
        row.bar, row.tick = (scaled_bar_length(value, row) for value in (row.reported or Decimal(0), row.expected))
        row.done = row.progress(row.reported, row.asked)
        row.should = format_rounded_quantity(row.expected, row.unit) if row.expected is not None else ""
    return rows


def scaled_bar_length(value: Decimal | None, target: Any) -> float | None:
    """A quantity on the width of the bar; None where there is nothing to draw."""
    if value is None or not target.asked or not target.adds_up:
        return None
    return round(WIDTH * min(max(float(value / target.asked), 0), 1), 1)
