"""What a person reads above the form of an instruction or of its answer: about what, whose, and how late."""

import datetime as dt

from django.utils.translation import gettext as _

from backoffice.clock import today
from backoffice.days import show_day
from milestones.models import Instruction, Milestone, Standing
from milestones.rules.official_calendar import workday_calendar
from milestones.rules.reasons import light_sentence, sentence_values
from projects.models import Project

REPLY_WORKDAYS = 5  # proposed; the giver says otherwise in the form


def proposed_reply_day() -> dt.date:
    """The day to reply by that a form proposes."""
    return workday_calendar().add(today(), REPLY_WORKDAYS)


def subject_lines(subject: Project | Milestone) -> list[str]:
    """Project and milestone, the unit with its people, and how late it is today."""
    if isinstance(subject, Milestone):
        row = Standing.objects.on(today()).with_names().get(pk=subject.pk)
        named = f"{subject.project.code}　{subject.project}　{subject}"
        return [named, charge_line(subject.project, subject), light_sentence(row) % sentence_values(row, today())]
    return [f"{subject.code}　{subject}", charge_line(subject), project_lateness(subject.pk, today())]


def charge_line(project: Project, milestone: Milestone | None = None) -> str:
    """Responsible unit, steward, and the milestone's owner where that is another person."""
    said = [
        _("Responsible unit: %(unit)s") % {"unit": project.unit or _("none yet")},
        _("Steward: %(person)s") % {"person": project.steward or _("none yet")},
    ]
    if milestone and milestone.owner_id and milestone.owner_id != project.steward_id:
        said.append(_("Owner of the milestone: %(person)s") % {"person": milestone.owner})
    return "　".join(said)


def project_lateness(project: int, on: dt.date) -> str:
    """How many of a project's milestones are overdue, and the longest."""
    late = Standing.objects.on(on).of_projects([project]).filter(is_overdue=True)
    days = list(late.values_list("days_late", flat=True))
    if not days:
        return _("None of its milestones is overdue.")
    said = {"count": len(days), "days": max(days)}
    return _("%(count)s of its milestones are overdue, the longest by %(days)s days.") % said


def instruction_lines(instruction: Instruction) -> list[str]:
    """What was asked by whom, of whom and until when, about what."""
    said = {"kind": instruction.get_kind_display(), "by": instruction.by, "text": instruction.text}
    asked = _("Asked of %(who)s, reply by %(day)s.")
    day = instruction.reply_by
    return [
        _("%(kind)s of %(by)s: %(text)s") % said,
        asked % {"who": instruction.addressee, "day": reply_day_text(day)},
        *subject_lines(instruction.milestone or instruction.project),  # type: ignore[arg-type]
    ]


def given_text(instruction: Instruction) -> str:
    """To whom an instruction went, by role and by name, and until when they answer."""
    people = _(", ").join(str(person) for person in instruction.asked_people())
    said = {"who": instruction.addressee, "people": people, "day": show_day(instruction.reply_by, today())}
    if not people:
        return _("The instruction is given. It asks the %(who)s; nobody answers for the project yet.") % said
    return _("The instruction is given to %(people)s (%(who)s), reply by %(day)s.") % said


def reply_day_text(day: dt.date) -> str:
    """The day to reply by, and by how much it has passed."""
    late = (today() - day).days
    shown = show_day(day, today())
    return _("%(day)s (%(late)s days ago)") % {"day": shown, "late": late} if late > 0 else shown
