"""What a new district still lacks before its first plan, each step ticked by the data itself."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.dashboard import list_address
from milestones.models import CalendarYear, Delivery, Milestone, MilestoneTemplate
from milestones.models.delivery import mail_trouble_text
from projects.models import Project, Role, Unit, User
from projects.permissions import WORKERS


@dataclass(frozen=True)
class FirstStep:
    """One step: what it is, who does it and how, and the one page where it is done."""

    title: str
    how: str
    link: str
    done: bool


def first_run_steps(user: User, on: dt.date) -> list[FirstStep]:
    """All steps while one is open; none once all are done."""
    done = finished_steps(user, on)
    failed = done.pop("mail_error")
    if all(done.values()):
        return []
    steps = [FirstStep(title, how, link, bool(done[name])) for name, title, how, link in described_steps()]
    if failed and not done["mail"]:
        why = _("%(said)s Technical text: %(text)s") % {"said": mail_trouble_text(failed), "text": failed}
        steps[-1] = replace(steps[-1], how=why)
    return steps


def finished_steps(user: User, on: dt.date) -> dict[str, Any]:
    """Which steps the data shows as done, and why the newest mail that is not sent is not, in one query."""
    failed = Delivery.objects.exclude(state=Delivery.State.SENT).exclude(last_error="").order_by("-pk")
    active = User.objects.open()
    facts = {
        "administrator": Exists(User.objects.may_grant().filter(must_change_password=False)),
        "units": Exists(Unit.objects.all()),
        "supervisor": Exists(active.filter(groups__name=Role.SUPERVISOR)),
        "worker": Exists(active.filter(groups__name__in=WORKERS)),
        "calendar": Exists(CalendarYear.objects.filter(year=on.year)),
        "templates": Exists(MilestoneTemplate.objects.all()),
        "projects": Exists(Project.objects.all()),
        "plan": Exists(Milestone.objects.filter(baseline_due__isnull=False)),
        "mail": Exists(Delivery.objects.filter(state=Delivery.State.SENT)),
        "mail_error": Subquery(failed.values("last_error")[:1]),
    }
    found = User.objects.order_by().filter(pk=user.pk).annotate(**facts).values(*facts).get()
    found["people"] = found.pop("supervisor") and found.pop("worker")
    return found


def described_steps() -> Iterator[tuple[str, str, str, str]]:
    """Name, title, way and address of each, in the order in which they build on each other."""
    yield "administrator", _("Administrator"), _("The first is made in the terminal."), people_address(Role.ADMIN)
    yield (
        "units",
        _("Units"),
        _("One by one, or with the people at once by the workbook."),
        list_address("projects_unit"),
    )
    yield (
        "people",
        _("People"),
        _("At least a supervisor and a steward, by the form or the people sheet of the workbook; then invite them."),
        list_address("projects_user"),
    )
    yield (
        "calendar",
        _("Working calendar of the year"),
        _("Upload the days that the State Council published, then enter the year under “Calendar years”."),
        reverse("admin:milestones_calendarday_upload"),
    )
    yield (
        "templates",
        _("Categories and milestone templates"),
        _("The usual milestones of each category; schedules are made of them."),
        list_address("milestones_milestonetemplate"),
    )
    yield (
        "projects",
        _("Projects"),
        _("A supervisor adds them by the form; many at once come by the workbook."),
        list_address("milestones_import"),
    )
    yield (
        "plan",
        _("The first plan approved"),
        _("A steward or a supervisor makes a schedule, a supervisor who wrote nothing of it approves."),
        list_address("projects_project"),
    )
    yield (
        "mail",
        _("Mail tried"),
        _("Done once a first mail was handed over, say an invitation; what failed tells here why."),
        list_address("milestones_delivery"),
    )


def people_address(role: Role) -> str:
    return list_address("projects_user", f"?role={role}")
