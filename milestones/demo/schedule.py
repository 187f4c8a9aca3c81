"""A schedule for one project of the demonstration: its category's template, moved so that the plot's milestone fits."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from milestones.models import Milestone, MilestoneTemplate
from milestones.rules.schedule_templates import draft_schedule, unsaved_milestones
from milestones.rules.workdays import Workdays
from projects.models import Project, Target

from .scenarios import DemoScenario

LONGEST = 400  # days from start to deadline
STEPS = ((50, 50), (75, 75), (95, 100))  # share of the way, per cent of the quantity


@dataclass(frozen=True)
class ScheduleRow:
    """A line of a template, or a step of a quantity between its lines."""

    sequence: int
    name: str
    share: int
    weight: Decimal
    quantity: Decimal | None = None


def quantity_share(target: Target, share: int) -> Decimal:
    """A share of the quantity in steps that the promise itself is written in."""
    step = Decimal(1) if target.value == target.value.to_integral() else Decimal("0.1")
    return (target.value * Decimal(share) / 100).quantize(step, ROUND_HALF_UP)


def demo_schedule_rows(template: Iterable[MilestoneTemplate], target: Target | None) -> list[ScheduleRow]:
    """The template's lines; with a quantity, its steps take the place of the middle ones."""
    lines = [ScheduleRow(row.sequence * 10, row.name, row.share, row.weight) for row in template]
    if target is None:
        return lines
    steps = []
    for number, (share, part) in enumerate(STEPS):
        done = quantity_share(target, part)
        name = f"{target.measure}累计{done.normalize():f}{target.unit}"
        steps.append(ScheduleRow(900 + number, name, share, Decimal(2), done))
    return [*lines[:2], *steps, ScheduleRow(999, lines[-1].name, 100, lines[-1].weight)]


@dataclass
class DemoSchedule:
    """The milestones of one project, not saved yet, and which of them the plot is about."""

    starts_on: dt.date
    milestones: list[Milestone]
    focus: int


def focus_row_number(plot: DemoScenario, rows: list[ScheduleRow]) -> int:
    counted = [number for number, row in enumerate(rows) if row.quantity is not None]
    if counted:
        return counted[0] if plot.fate == "behind" else counted[1]
    return round(plot.focus * (len(rows) - 1))


def draft_demo_schedule(
    project: Project,
    plot: DemoScenario,
    anchor: dt.date,
    template: Iterable[MilestoneTemplate],
    target: Target | None,
    calendar: Workdays,
) -> DemoSchedule:
    """Draft the project's milestones so that the plot's milestone is due on its day."""
    rows = demo_schedule_rows(template, target)
    focus, starts_on = focus_row_number(plot, rows), calendar.add(anchor - dt.timedelta(plot.started), 0)
    way = (anchor - starts_on).days - plot.late
    length = min(LONGEST, way * 100 // rows[focus].share)
    drafts = draft_schedule(project, starts_on + dt.timedelta(length), starts_on, rows=rows, calendar=calendar)
    milestones = unsaved_milestones(project, drafts)
    for milestone, row in zip(milestones, rows, strict=True):
        milestone.target, milestone.quantity = (target, row.quantity) if row.quantity is not None else (None, None)
    pin_focus_date(milestones, focus, anchor - dt.timedelta(plot.late), starts_on)
    for before, milestone in zip(milestones[focus + 1 :], milestones[focus + 2 :], strict=False):
        milestone.starts_on = before.forecast_due
    return DemoSchedule(starts_on, milestones, focus)


def pin_focus_date(milestones: list[Milestone], focus: int, day: dt.date, starts_on: dt.date) -> None:
    """Put one milestone on its day, and keep the others before and after it."""
    milestones[focus].forecast_due = day
    for number in range(focus - 1, -1, -1):
        latest = milestones[number + 1].forecast_due - dt.timedelta(5)
        milestones[number].forecast_due = max(
            starts_on + dt.timedelta(number + 1), min(milestones[number].forecast_due, latest)
        )
    for number in range(focus + 1, len(milestones)):
        earliest = milestones[number - 1].forecast_due + dt.timedelta(8)
        milestones[number].forecast_due = max(milestones[number].forecast_due, earliest)
