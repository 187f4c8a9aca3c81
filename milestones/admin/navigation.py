"""The sidebar: what each role works with, in the order of a morning."""

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.access import may
from projects.models import Role


def sidebar(request):
    """Groups of links; a group that a role has no business with is left out."""
    groups = [work(), decisions(), records()]
    if may(request.user, "watch"):
        groups.append(base())
    if request.user.role in {Role.ADMIN, Role.AUDITOR}:
        groups.append(machine())
    return groups


def group(title, *items, collapsible=False):
    return {"title": title, "separator": True, "collapsible": collapsible, "items": list(items)}


def item(title, icon, name):
    return {"title": title, "icon": icon, "link": reverse(f"admin:{name}")}


def work():
    return group(
        _("Work"),
        item(_("My work"), "checklist", "index"),
        item(_("Milestones"), "flag", "milestones_milestone_changelist"),
        item(_("Projects"), "domain", "projects_project_changelist"),
        {"title": _("Overdue report"), "icon": "assignment_late", "link": reverse("overdue")},
    )


def decisions():
    return group(
        _("Decisions"),
        item(_("Change requests"), "edit_calendar", "milestones_changerequest_changelist"),
        item(_("Claims"), "task_alt", "milestones_claim_changelist"),
        item(_("Instructions"), "campaign", "milestones_instruction_changelist"),
    )


def records():
    return group(
        _("Records"),
        item(_("Progress reports"), "edit_note", "milestones_progressreport_changelist"),
        item(_("Quantities"), "straighten", "projects_target_changelist"),
        item(_("Baseline versions"), "history", "milestones_baselineversion_changelist"),
        item(_("Overdue flags"), "notifications", "milestones_overdueflag_changelist"),
        item(_("Outbox"), "mail", "milestones_delivery_changelist"),
        item(_("Import and export"), "table_view", "milestones_import_changelist"),
    )


def base():
    return group(
        _("Base data"),
        item(_("People"), "group", "projects_user_changelist"),
        item(_("Grants"), "verified_user", "projects_rolegrant_changelist"),
        item(_("Units"), "account_balance", "projects_unit_changelist"),
        item(_("Categories"), "category", "projects_category_changelist"),
        item(_("Policies"), "rule", "milestones_policy_changelist"),
        item(_("Calendar days"), "calendar_month", "milestones_calendarday_changelist"),
        item(_("Calendar corrections"), "edit_calendar", "milestones_calendarcorrection_changelist"),
        item(_("Milestone templates"), "view_timeline", "milestones_milestonetemplate_changelist"),
        item(_("Subscriptions"), "notifications_active", "milestones_subscription_changelist"),
        {"title": _("Who did what"), "icon": "manage_search", "link": reverse("trail")},
    )


def machine():
    return group(
        _("Operation"),
        item(_("Scheduled jobs"), "alarm", "milestones_job_changelist"),
        item(_("Job runs"), "schedule", "milestones_jobrun_changelist"),
        item(_("Escalations"), "trending_up", "milestones_escalation_changelist"),
        item(_("Suspensions"), "pause_circle", "milestones_suspension_changelist"),
        item(_("Password resets"), "lock_reset", "projects_passwordreset_changelist"),
        item(_("Hand-overs"), "swap_horiz", "milestones_handover_changelist"),
        item(_("Assignments"), "assignment_ind", "projects_assignment_changelist"),
        item(_("Changes of phase"), "linear_scale", "projects_phasechange_changelist"),
        item(_("Calendar years"), "event", "milestones_calendaryear_changelist"),
    )
