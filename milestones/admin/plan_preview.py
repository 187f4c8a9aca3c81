"""Preview a plan before approval: dates already past, missing people and implausible dates."""

import datetime as dt

from django.forms import Field
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.numbers import plain_decimal
from milestones.models import Milestone
from milestones.models.plan import milestones_late_at_approval
from projects.models import Project

YEARS = 3  # after the plan year; a day beyond is out of sense
SHOWN = 5  # notable milestones of one project, where many projects are shown


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


def plan_milestone_lines(project: Project, waiting: list[Milestone], day: dt.date) -> list[tuple[str, bool]]:
    """Each milestone with its day and what is to be said of it, and whether that is notable."""
    found: list[tuple[str, bool]] = []
    for one in waiting:
        notes = plan_milestone_notes(project, one, day)
        said = [one.name, date_format(one.forecast_due, "DATE_FORMAT"), *milestone_amount(one), *notes]
        found.append(("　".join(said), bool(notes)))
    return found


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
    missing = [
        str(Project._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in ("unit", "steward", "leader")
        if getattr(project, f"{name}_id") is None
    ]
    said = [_t("Without: %(names)s.") % {"names": _t(", ").join(missing)}] if missing else []
    if project.starts_on is None and any(one.quantity is not None for one in waiting):
        said.append(_t("No start is given: nothing is expected of its quantities by now, and it is not added later."))
    if len(waiting) == 1 and not project.approved_at:
        said.append(_t("The schedule to approve has a single milestone."))
    elif len(waiting) > 1 and len({one.forecast_due for one in waiting}) == 1:
        said.append(_t("All its milestones fall on one day."))
    return said


def plan_highlights(project: Project, waiting: list[Milestone], day: dt.date) -> list[str]:
    """A plan in a few lines: its sum, what is odd about it, and the first of its notable milestones."""
    odd = [text for text, is_notable in plan_milestone_lines(project, waiting, day) if is_notable]
    more = [_t("and %(more)s more") % {"more": len(odd) - SHOWN}] if len(odd) > SHOWN else []
    return [lateness_on_approval(waiting, day), *plan_warnings(project, waiting), *odd[:SHOWN], *more]
