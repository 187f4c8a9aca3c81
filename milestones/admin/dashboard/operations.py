"""The start page's sections of what the machine noticed: new flags and steps of the ladder, mails and jobs in
trouble.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from backoffice.dashboard import (
    SHOWN,
    DashboardRow,
    DashboardSection,
    count_and_first_rows,
    list_address,
    record_address,
    row_buttons,
)
from backoffice.days import show_day
from milestones.admin.instruction import GiveInstructionForm
from milestones.admin.job import job_kind_label, job_trouble_text
from milestones.models import Delivery, Escalation, JobRun, Milestone, OverdueFlag
from milestones.models.policy import LADDER
from milestones.models.status import Light
from milestones.rules.workdays import Workdays
from projects.models import Role, User

from .addresses import project_address


def new_flags_section(user: User, on: dt.date) -> DashboardSection:
    """Lateness that the nightly job noticed today."""
    found = OverdueFlag.objects.visible_to(user).filter(raised_on=on)
    rows = found.select_related("milestone__project__unit").order_by("since", "id")[:SHOWN]
    return DashboardSection(
        "flags",
        _("Flags raised today"),
        found.count(),
        list_address("milestones_overdueflag", "?raised=today"),
        _("No milestone became overdue today."),
        [new_flag_row(row, user, on) for row in rows],
        _("New flags"),
        Light.RED,
    )


def new_flag_row(flag: OverdueFlag, user: User, on: dt.date) -> DashboardRow:
    said = {"name": flag.milestone.name, "due": show_day(flag.baseline_due, on)}
    return DashboardRow(
        title=flag.milestone.project.name,
        link=project_address(flag.milestone.project.code),
        edit=record_address("milestones_milestone", flag.milestone_id),
        why=_("“%(name)s” was due on %(due)s.") % said,
        under=str(flag.milestone.project.unit or ""),
        buttons=instruct_buttons(flag.milestone_id, user),
    )


def instruct_buttons(milestone: int, user: User) -> list[dict[str, Any]]:
    """A supervisor chases at once."""
    forms = [GiveInstructionForm] if user.role == Role.SUPERVISOR else []
    return row_buttons(Milestone, forms, milestone)


def new_escalations_section(user: User, on: dt.date, calendar: Workdays) -> DashboardSection:
    """Steps of the ladder recorded since the last working day, which on a Monday is the Friday."""
    found = Escalation.objects.visible_to(user).filter(on__gt=calendar.add(on, -1), on__lte=on)
    rows = found.select_related("flag__milestone__project__unit", "to").order_by("-step", "flag__since", "id")
    return DashboardSection(
        "escalations",
        _("Escalations since the last working day"),
        found.count(),
        list_address("milestones_escalation", "?new=true"),
        _("No step of the ladder was reached since the last working day."),
        [escalation_row(row, user, on) for row in rows[:SHOWN]],
        _("Escalations"),
        Light.RED,
    )


def escalation_row(step: Escalation, user: User, on: dt.date) -> DashboardRow:
    flag, milestone = step.flag, step.flag.milestone
    said = {"name": milestone.name, "due": show_day(flag.baseline_due, on)}
    return DashboardRow(
        title=milestone.project.name,
        link=project_address(milestone.project.code),
        edit=record_address("milestones_milestone", milestone.pk),
        mark=Light.RED,
        head=str(LADDER[step.step - 1][1]),
        small=str(step.to or ""),
        why=_("“%(name)s” was due on %(due)s.") % said,
        under=str(milestone.project.unit or ""),
        buttons=instruct_buttons(milestone.pk, user),
    )


def mail_trouble_section(user: User, on: dt.date) -> DashboardSection:
    """Messages that did not arrive, or may not have."""
    found = Delivery.objects.visible_to(user).in_trouble()
    lines = [
        DashboardRow(
            title=row.subject or str(job_kind_label(row.kind)),
            link=record_address("milestones_delivery", row.pk),
            why=f"{row.get_state_display()}　{row.trouble}",
            under=f"{row.recipient}　{show_day(row.slot, on)}",
        )
        for row in found.select_related("recipient").order_by("-planned_at", "-id")[:SHOWN]
    ]
    return DashboardSection(
        "mails",
        _("Mails in trouble"),
        found.count(),
        list_address("milestones_delivery", "?trouble=true"),
        _("No mail waits for a person."),
        lines,
        _("Mails"),
        alarm=True,
    )


def held_messages_address(run: JobRun) -> str:
    """Where the messages of a held run are let go or dropped."""
    return list_address("milestones_delivery", f"?state__exact=held&kind__exact={run.job}")


def no_job_trouble_text(on: dt.date) -> str:
    """That nothing failed is no good news where nothing ran."""
    if JobRun.objects.recent(on).exists():
        return _("No job failed or waits in the last 14 days.")
    return _("No job has run in the last 14 days.")


def job_trouble_section(on: dt.date) -> DashboardSection:
    """Runs that failed or wait for a person to let them go."""
    count, rows = count_and_first_rows(JobRun.objects.in_trouble(on), "-slot", "job")
    lines = [
        DashboardRow(
            title=str(job_kind_label(row.job)),
            link=held_messages_address(row)
            if row.state == JobRun.State.HELD
            else record_address("milestones_jobrun", row.pk),
            why=f"{row.get_state_display()}　{job_trouble_text(row.last_error)}".strip(),
            under=show_day(row.slot, on),
        )
        for row in rows
    ]
    return DashboardSection(
        "jobs",
        _("Job runs in trouble, last 14 days"),
        count,
        list_address("milestones_jobrun", "?trouble=true"),
        no_job_trouble_text(on),
        lines,
        _("Jobs"),
        alarm=True,
    )
