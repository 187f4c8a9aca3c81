"""The few words beside a project on the wall: what its light rests on."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from backoffice.days import show_day
from backoffice.numbers import plain_decimal
from milestones.models import Standing
from milestones.models.status import State
from milestones.reports.project_lights import ProjectLight
from milestones.rules.reasons import rule_note

if TYPE_CHECKING:
    from milestones.reports.wall.report import MilestoneMark


def wall_note(light: ProjectLight, rows: list[Standing], on: dt.date) -> str:
    """Days for what is late, a day for what is finished or not begun, nothing for what runs on time."""
    if light.worst is None:
        return "" if rows else _("No schedule yet")
    if rows and all(row.state == State.FINISHED for row in rows):
        return finish_note(rows, on)
    return rule_note(light.rule) % note_numbers(light.worst, on)


def next_milestone_note(marks: "Sequence[MilestoneMark]", on: dt.date) -> str:
    """The milestones that are overdue, else the next one with its day; nothing where all is done."""
    late = [mark.name for mark in marks if mark.kind == "overdue"]
    if late:
        return _("Overdue: %(names)s") % {"names": _(", ").join(late)}
    coming = min((mark for mark in marks if mark.kind in ("todo", "plan")), key=lambda mark: mark.day, default=None)
    if coming is None:
        return ""
    return _("Next: %(name)s %(day)s") % {"name": coming.name, "day": show_day(coming.day, on)}


def mark_title(mark: "MilestoneMark", on: dt.date) -> str:
    """The title of a mark: its milestone, its day, and what became of it."""
    states = {
        "overdue": _("%(days)s days overdue"),
        "done": _("finished"),
        "late": _("finished, %(days)s days late"),
        "awaiting": _("awaiting confirmation"),
        "plan": _("not approved"),
    }
    state = states.get(mark.kind, "") % {"days": mark.late}
    return " ".join(filter(None, [mark.name, show_day(mark.day, on), state]))


def finish_note(rows: list[Any], on: dt.date) -> str:
    """The last finish; late when it came after the last baseline."""
    end = max(row.finished_on for row in rows)
    late = (end - max(row.baseline_due for row in rows)).days
    if late > 0:
        return _("done, %(days)s days late") % {"days": late}
    return _("finished %(day)s") % {"day": show_day(end, on)}


def note_numbers(row: Standing, on: dt.date) -> dict:
    slip = (row.forecast_due - row.baseline_due).days if row.baseline_due else 0
    return {
        "late": row.days_late,
        "behind": plain_decimal(round(row.behind)) if row.behind is not None else "",  # type: ignore[arg-type]
        "left": row.due_in or 0,
        "slip": slip,
        "starts": show_day(row.milestone.starts_on, on),
    }
