"""Build the start page: the sections shown to each role as of today, each with a count that links to the matching
list.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from backoffice.clock import today
from backoffice.dashboard import DashboardSection, own_records
from backoffice.requests import PersonRequest
from milestones.models import Milestone
from milestones.rules.official_calendar import workday_calendar
from projects.models import Project, Role, User
from projects.permissions import may_perform

from . import accounts, approvals, operations, reporting
from .first_run import first_run_steps
from .milestones import standing_sections

RED = ("overdue", "behind")  # between them every milestone with a red light


def dashboard(request: PersonRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the start page shows to this person."""
    user, on = request.user, today()
    sections = SECTIONS[user.role](user, on)
    bare = (
        no_baseline_notice(user) if not any(section.total for section in sections if section.name == "overdue") else ""
    )
    if bare:
        set_no_baseline_text(sections)
    return context | {
        "sections": sections,
        "on": on,
        "person": user,
        "role": Role(user.role).label,
        "bare": bare,
        "first_run": first_run_steps(user, on) if user.role == Role.ADMIN else [],
    }


def steward_sections(user: User, on: dt.date) -> list[DashboardSection]:
    standing = standing_sections(user, on)
    owed = [reporting.overdue_instructions_section(user, on), reporting.open_instructions_section(user, on)]
    return [
        *owed,
        *standing.values(),
        reporting.questioned_figures_section(user, on),
        reporting.silent_projects_section(user, on),
    ]


def unit_head_sections(user: User, on: dt.date) -> list[DashboardSection]:
    return [*steward_sections(user, on), reporting.late_reporters_section(user, on)]


def supervisor_sections(user: User, on: dt.date) -> list[DashboardSection]:
    """A supervisor's morning: one's own late items, then the new, the worst and the silent, then the machine."""
    calendar = workday_calendar()
    grants = (
        [accounts.pending_grants_section(user), accounts.pending_corrections_section()]
        if may_perform(user, "grant")
        else []
    )
    return [
        *grants,
        *approvals.decision_sections(user, on, calendar),
        approvals.unapproved_plans_section(user),
        accounts.open_reorganizations_section(),
        operations.new_flags_section(user, on),
        operations.new_escalations_section(user, on, calendar),
        *standing_sections(user, on, RED).values(),
        reporting.silent_projects_section(user, on),
        reporting.overdue_instructions_section(user, on),
        operations.mail_trouble_section(user, on),
        operations.job_trouble_section(on),
    ]


def administrator_sections(user: User, on: dt.date) -> list[DashboardSection]:
    """What an administrator keeps, and the district's figures to read."""
    return [
        accounts.pending_grants_section(user),
        accounts.pending_corrections_section(),
        accounts.open_reorganizations_section(),
        accounts.headless_units_section(),
        accounts.left_accounts_section(),
        accounts.unplaced_accounts_section(),
        accounts.waiting_accounts_section(),
        accounts.absent_people_section(on),
        accounts.missing_years_section(on),
        accounts.provisional_years_section(),
        accounts.upcoming_policies_section(on),
        operations.mail_trouble_section(user, on),
        operations.job_trouble_section(on),
        *standing_sections(user, on, (*RED, "awaiting"), bare=True).values(),
        silent_count_section(user, on),
    ]


def silent_count_section(user: User, on: dt.date) -> DashboardSection:
    section = reporting.silent_projects_section(user, on)
    section.bare, section.lines = True, []
    return section


SECTIONS: dict[str, Callable[[User, dt.date], list[DashboardSection]]] = {
    Role.STEWARD: steward_sections,
    Role.UNIT_HEAD: unit_head_sections,
    Role.SUPERVISOR: supervisor_sections,
    Role.AUDITOR: supervisor_sections,
    Role.ADMIN: administrator_sections,
}


def no_baseline_notice(user: User) -> str:
    """Return why no lateness can be shown (no projects, or no approved schedule); an empty string once a baseline
    exists.
    """
    if own_records(user, Milestone).filter(baseline_due__isnull=False).exists():
        return ""
    projects = own_records(user, Project).filter(cancelled_on=None).count()
    if not projects and may_perform(user, "read-all"):
        return _("No project is registered yet.")
    if not projects:
        return _("No project is registered in this charge yet.")
    return _("%(total)s projects are registered; none has an approved schedule, so nothing is fast or slow yet.") % {
        "total": projects
    }


def set_no_baseline_text(sections: list[DashboardSection]) -> None:
    """Nothing can be overdue before a schedule is approved: that is not the same as being on time."""
    for section in sections:
        if section.name == "overdue":
            section.empty = _("Nothing is overdue, for no schedule is approved yet.")
