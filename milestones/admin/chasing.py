"""The start page's sections of what is owed: reports not filed, instructions not answered."""

from django.utils.translation import gettext as _

from milestones.models import Instruction
from milestones.reports.silent import silent_projects
from milestones.rules.reasons import show_day
from projects.models import Project

from .instructions import AnswerForm
from .sections import SHOWN, WORKERS, Line, Section, address, buttons, mine, narrowed, record


def silent(user, on):
    """Projects that filed nothing by the filing day: a steward's own, a unit head's unit's, the whole district's."""
    own = set(mine(user, Project).values_list("pk", flat=True)) if user.role in WORKERS else None
    rows = [row for row in silent_projects(user, on) if own is None or row.id in own]
    lines = [
        Line(
            title=row.project_name,
            link=record("projects_project", row.id),
            why=silence(row, on),
            under="　".join(name for name in (row.unit_name, row.steward_name) if name),
        )
        for row in rows[:SHOWN]
    ]
    link = address("projects_project", narrowed(user, "?silent=true"))
    return Section(_("Silent projects"), len(rows), link, lines, _("No report is owed."), alarm=True)


def silence(row, on):
    """Since when nothing was filed."""
    deadline = show_day(row.deadline, on)
    if row.last_filed is None:
        return _("No report by the filing day %(deadline)s, and none before.") % {"deadline": deadline}
    last = show_day(row.last_filed, on)
    return _("No report by the filing day %(deadline)s; the last one is of %(last)s.") % {
        "deadline": deadline, "last": last,
    }  # fmt: skip


def unanswered(user, on):
    """Instructions past the day to reply by, apart from what is overdue."""
    found = mine(user, Instruction).unanswered(on)
    link = address("milestones_instruction", narrowed(user, "?reply=late"))
    lines = lines_of(found, user, on)
    empty = _("No instruction is past its day without an answer.")
    return Section(_("Instructions unanswered past their day"), found.count(), link, lines, empty, alarm=True)


def waiting(user, on):
    """Instructions that may still be answered in time."""
    found = mine(user, Instruction).waiting(on)
    link = address("milestones_instruction", narrowed(user, "?reply=waiting"))
    empty = _("No instruction waits for an answer.")
    return Section(_("Instructions waiting"), found.count(), link, lines_of(found, user, on), empty)


def lines_of(found, user, on):
    """The first rows, with the button for whoever answers."""
    forms = (AnswerForm,) if user.role in WORKERS else ()
    said = _("%(person)s, reply by %(day)s")
    return [
        Line(
            title=str(row.concerns),
            link=record("milestones_instruction", row.pk),
            why=f"{row.milestone or ''} {row.text}".strip(),
            under=said % {"person": row.by, "day": show_day(row.reply_by, on)},
            buttons=buttons("milestones_instruction", forms, row.pk),
        )
        for row in found.with_names().order_by("reply_by", "id")[:SHOWN]
    ]
