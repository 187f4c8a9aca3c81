"""Preview a plan before approval: what would refuse it, dates already past and implausible dates."""

import datetime as dt

from django.forms import Field
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.clock import today
from backoffice.errors import NotAllowed
from backoffice.numbers import plain_decimal
from milestones.models import Milestone
from milestones.models.checks import require_supervisor
from milestones.models.plan import (
    answerers_needed_text,
    is_dated_by_template,
    milestones_late_at_approval,
    missing_answerers,
)
from projects.models import Project, User

YEARS = 3  # after the plan year; a day beyond is out of sense


def late_approval_note_field() -> Field:
    """The field for the word with which a day that has passed is approved."""
    said = _("A day has passed: write why the schedule is approved all the same. The note stays with the milestone.")
    return fields.text_field(_("note"), rows=2, help_text=said)


def lateness_on_approval(waiting: list[Milestone], day: dt.date) -> str:
    """Text with the number of milestones to approve, how many forecasts lie before `day`, and the longest such delay in
    calendar days.
    """
    late = milestones_late_at_approval(waiting, day)
    said = {"count": len(waiting), "late": len(late)}
    if not late:
        return _t("%(count)s milestones; none is late on approval.") % said
    said["days"] = (day - late[0].forecast_due).days
    return _t("%(count)s milestones; %(late)s late on approval, the longest by %(days)s days.") % said


def plan_milestone_line(project: Project, milestone: Milestone, day: dt.date) -> str:
    """A milestone with its day, its quantity and what is to be said of it."""
    due, notes = date_format(milestone.forecast_due, "DATE_FORMAT"), plan_milestone_notes(project, milestone, day)
    return "　".join([milestone.name, due, *milestone_amount(milestone), *notes])


def milestone_amount(milestone: Milestone) -> list[str]:
    """What it asks of its quantity, and its weight where that is not one."""
    said = [milestone.target.amount(milestone.quantity)] if milestone.target and milestone.quantity is not None else []
    if milestone.weight != 1:
        said.append(_t("weight %(weight)s") % {"weight": plain_decimal(milestone.weight)})
    return said


def plan_milestone_notes(project: Project, milestone: Milestone, day: dt.date) -> list[str]:
    due, notes = milestone.forecast_due, []
    if due < day:
        notes.append(_t("%(days)s days late on approval") % {"days": (day - due).days})
    if project.starts_on and due < project.starts_on:
        notes.append(_t("before the start of the project"))
    if due.year > project.plan_year + YEARS:
        notes.append(_t("more than %(years)s years after the plan year") % {"years": YEARS})
    return notes


def plan_warnings(project: Project, waiting: list[Milestone]) -> list[str]:
    """What is odd about the plan as a whole."""
    said = []
    if project.starts_on is None and any(one.quantity is not None for one in waiting):
        said.append(_t("No start is given: nothing is expected of its quantities by now, and it is not added later."))
    if len(waiting) == 1 and not project.approved_at:
        said.append(_t("The schedule to approve has a single milestone."))
    elif len(waiting) > 1 and len({one.forecast_due for one in waiting}) == 1:
        said.append(_t("All its milestones fall on one day."))
    return said


def plan_refusals(project: Project, waiting: list[Milestone], user: User, authors: set[int]) -> list[str]:
    """Why this person's approval would be refused, as far as is known before."""
    said = []
    if project.cancelled_on:
        said.append(_t("This project is cancelled."))
    if not waiting:
        said.append(_t("No milestone of this project waits for approval."))
    if missing := missing_answerers(project):
        said.append(answerers_needed_text(missing))
    try:
        for milestone in waiting:
            require_supervisor(user, "approve-plan", project=project, milestone=milestone, authors=authors)
    except NotAllowed as error:
        said.append(str(error))
    return [_t("It would be refused now: %(why)s") % {"why": why} for why in said]


def plan_lines(
    project: Project, waiting: list[Milestone], user: User, authors: set[int], day: dt.date | None = None
) -> list[str]:
    """A plan before its approval: why it would be refused, its sum, what is odd about it, and every milestone."""
    day = day or today()
    drafted = sum(map(is_dated_by_template, waiting))
    text = _t("%(drafted)s of %(total)s milestones have their date from the template; nobody has checked it yet.")
    return [
        *plan_refusals(project, waiting, user, authors),
        *([lateness_on_approval(waiting, day), *plan_warnings(project, waiting)] if waiting else []),
        *([text % {"drafted": drafted, "total": len(waiting)}] if drafted else []),
        *(plan_milestone_line(project, one, day) for one in waiting),
    ]
