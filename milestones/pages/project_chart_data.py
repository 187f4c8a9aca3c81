"""From what was recorded about a project to its charts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant
from backoffice.days import show_day
from milestones.models import Standing
from milestones.models.status import State
from milestones.reports.project_story import ReportedNumbers
from milestones.templatetags.show import month
from projects.models import Project, Target
from projects.quantities import format_quantity, format_rounded_quantity

from .project_charts import (
    ForecastLine,
    ForecastTrendChart,
    QuantityGrowth,
    QuantityStepChart,
    forecast_trend_chart,
    quantity_step_chart,
)

if TYPE_CHECKING:
    from milestones.pages.project import PlanLine

BAR = 92


def project_forecast_chart(
    plan: "Iterable[PlanLine]", said: list[ReportedNumbers], on: dt.date
) -> ForecastTrendChart | None:
    """The milestones that are not cancelled, each with the forecast it began with and every later one."""
    lines = [forecast_line(line, said, on) for line in plan if line.row.state != State.CANCELLED]
    return forecast_trend_chart(lines, on, month)


def forecast_line(line: "PlanLine", said: Iterable[ReportedNumbers], on: dt.date) -> ForecastLine:
    row = line.row
    began = (day_of_instant(row.milestone.at), row.milestone.first_forecast)
    later = [(one.day, one.forecast) for one in said if one.milestone == row.pk and one.forecast]
    late = row.state == State.OVERDUE or bool(line.against_now and line.against_now > 0)
    end = _("%(name)s %(day)s finished") if row.finished_on else "%(name)s %(day)s"
    return ForecastLine(
        name=row.milestone.name,
        forecasts=[began, *later],  # type: ignore[list-item]
        baselines=[(move.day, move.version.due) for move in line.moves],
        finished=row.finished_on,
        late=late,
        label=end % {"name": row.milestone.name, "day": show_day(line.end, on)},
    )


@dataclass(frozen=True)
class AmountLine:
    """A promised quantity on the day: the bar, the gap in points, and the chart where something was due or reported."""

    target: Target
    value: Decimal
    done: Decimal | None
    expected: Decimal | None
    behind: int
    chart: QuantityStepChart | None
    figure_day: dt.date | None  # of the last figure, where it is that of one period
    waits: Decimal | None  # the newest doubtful figure that nobody had decided about

    @property
    def said(self) -> str:
        """What is done of the promise in force; the promise alone where nothing is reported."""
        amount = self.target.amount(self.value)
        return amount if self.done is None else self.target.progress(self.done, self.value)

    @property
    def replaced(self) -> str:
        """The words of the promise, where a decision put another figure in its place."""
        return self.target.written if self.value != self.target.value else ""

    @property
    def bar(self) -> int:
        return self._along(self.done or Decimal(0))

    @property
    def tick(self) -> int | None:
        return None if self.expected is None else self._along(self.expected)

    def _along(self, amount: Decimal) -> int:
        return round(BAR * min(max(amount / self.value, Decimal(0)), Decimal(1))) if self.value else 0


def amount_lines(
    project: Project, targets: Iterable[Any], rows: list[Standing], said: list[ReportedNumbers], on: dt.date
) -> list[AmountLine]:
    return [amount_line(project, target, rows, said, on) for target in targets]


def amount_line(
    project: Project, target: Any, rows: list[Standing], said: list[ReportedNumbers], on: dt.date
) -> AmountLine:
    counted = [row for row in rows if row.milestone.target_id == target.pk and row.state != State.CANCELLED]
    figures = [(one.day, one.quantity) for one in said if one.target == target.pk and one.quantity is not None]
    value = target.promised
    expected = next((row.expected for row in counted if row.expected is not None), None)
    behind = next((row.behind for row in counted if row.behind is not None), Decimal(0))
    done = figures[-1][1] if figures else None
    drawn = None
    if figures or expected is not None:
        growth = quantity_growth(project, target, counted, figures, (value, expected), on)
        drawn = quantity_step_chart(growth, on, month, lambda amount: format_rounded_quantity(round(amount, 1)))
    waiting = [one.waits for one in said if one.target == target.pk and one.waits is not None]
    waits = waiting[-1] if waiting else None
    told = figures[-1][0] if figures and not target.adds_up else None
    return AmountLine(target, value, done, expected, round(max(behind, 0)), drawn, told, waits)  # type: ignore[call-overload]


def quantity_growth(
    project: Project,
    target: Target,
    counted: list[Standing],
    figures: list[tuple[dt.date, Decimal]],
    numbers: tuple[Decimal, Decimal | None],
    on: dt.date,
) -> QuantityGrowth:
    value, expected = numbers
    start = target.start_value or Decimal(0)
    due = sorted((row.baseline_due, row.quantity) for row in counted if row.baseline_due and row.quantity is not None)
    begins = project.starts_on or (figures[0][0] if figures else on)
    done = figures[-1][1] if figures else start
    return QuantityGrowth(
        begins=min([begins, *(day for day, _amount in figures)]),
        start=start,
        figures=figures,
        corners=[(begins, start), *due] if expected is not None else [],
        whole=value,
        done_label=_("done %(amount)s") % {"amount": format_quantity(done, target.unit)},
        expected_label=_("due %(amount)s") % {"amount": format_rounded_quantity(expected, target.unit)},
        expected=expected,
    )
