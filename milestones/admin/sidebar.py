"""The sidebar: what each role works with, in the order of a morning."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.requests import PersonRequest
from projects.permissions import KEEPERS, may_perform


def sidebar(request: PersonRequest) -> list[dict[str, Any]]:
    """Groups of links; a group that a role has no business with is left out."""
    groups = [work_links(), decision_links(), record_links()]
    if may_perform(request.user, "watch"):
        groups.append(base_data_links())
    if request.user.role in KEEPERS:
        groups.append(operation_links())
    return groups


def sidebar_group(title: str, *items: dict[str, str], collapsible: bool = False) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": collapsible, "items": list(items)}


def sidebar_item(title: str, icon: str, name: str) -> dict[str, str]:
    return {"title": title, "icon": icon, "link": reverse(f"admin:{name}")}


def work_links() -> dict[str, Any]:
    return sidebar_group(
        _("Work"),
        sidebar_item(_("My work"), "checklist", "index"),
        sidebar_item(_("Milestones"), "flag", "milestones_milestone_changelist"),
        sidebar_item(_("Projects"), "domain", "projects_project_changelist"),
        {"title": _("Overdue report"), "icon": "assignment_late", "link": reverse("overdue")},
    )


def decision_links() -> dict[str, Any]:
    return sidebar_group(
        _("Decisions"),
        sidebar_item(_("Change requests"), "edit_calendar", "milestones_changerequest_changelist"),
        sidebar_item(_("Claims"), "task_alt", "milestones_claim_changelist"),
        sidebar_item(_("Instructions"), "campaign", "milestones_instruction_changelist"),
    )


def record_links() -> dict[str, Any]:
    return sidebar_group(
        _("Records"),
        sidebar_item(_("Progress reports"), "edit_note", "milestones_progressreport_changelist"),
        sidebar_item(_("Quantities"), "straighten", "projects_target_changelist"),
        sidebar_item(_("Baseline versions"), "history", "milestones_baselineversion_changelist"),
        sidebar_item(_("Overdue flags"), "notifications", "milestones_overdueflag_changelist"),
        sidebar_item(_("Outbox"), "mail", "milestones_delivery_changelist"),
        sidebar_item(_("Import and export"), "table_view", "milestones_import_changelist"),
    )


def base_data_links() -> dict[str, Any]:
    return sidebar_group(
        _("Base data"),
        sidebar_item(_("People"), "group", "projects_user_changelist"),
        sidebar_item(_("Grants"), "verified_user", "projects_rolegrant_changelist"),
        sidebar_item(_("Units"), "account_balance", "projects_unit_changelist"),
        sidebar_item(_("Reorganizations"), "merge", "projects_reorganization_changelist"),
        sidebar_item(_("Categories"), "category", "projects_category_changelist"),
        sidebar_item(_("Policies"), "rule", "milestones_policy_changelist"),
        sidebar_item(_("Calendar days"), "calendar_month", "milestones_calendarday_changelist"),
        sidebar_item(_("Calendar corrections"), "edit_calendar", "milestones_calendarcorrection_changelist"),
        sidebar_item(_("Milestone templates"), "view_timeline", "milestones_milestonetemplate_changelist"),
        sidebar_item(_("Subscriptions"), "notifications_active", "milestones_subscription_changelist"),
        {"title": _("Who did what"), "icon": "manage_search", "link": reverse("audit_log")},
    )


def operation_links() -> dict[str, Any]:
    return sidebar_group(
        _("Operation"),
        sidebar_item(_("Scheduled jobs"), "alarm", "milestones_job_changelist"),
        sidebar_item(_("Job runs"), "schedule", "milestones_jobrun_changelist"),
        sidebar_item(_("Escalations"), "trending_up", "milestones_escalation_changelist"),
        sidebar_item(_("Suspensions"), "pause_circle", "milestones_suspension_changelist"),
        sidebar_item(_("Password resets"), "lock_reset", "projects_passwordreset_changelist"),
        sidebar_item(_("Hand-overs"), "swap_horiz", "milestones_handover_changelist"),
        sidebar_item(_("Assignments"), "assignment_ind", "projects_assignment_changelist"),
        sidebar_item(_("Changes of phase"), "linear_scale", "projects_phasechange_changelist"),
        sidebar_item(_("Calendar years"), "event", "milestones_calendaryear_changelist"),
    )
