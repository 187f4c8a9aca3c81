"""A line of a page: the row that every report has, with what only the eye needs."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from milestones.models import Standing
from milestones.reports.causes import Cause, causes, stages
from milestones.rules.reasons import numbers, sentence

from .strip import Axis, Strip

BAR = 92


@dataclass(frozen=True)
class Line:
    """One milestone on a page; `number` runs on over the pages."""

    number: int
    row: Standing
    cause: Cause
    stage: tuple[int, int]
    strip: Strip | None
    said: str  # the sentence of the light, for rows that are not overdue

    @property
    def slip(self) -> int:
        """Days by which the forecast is later than the date in force."""
        return (self.row.forecast_due - self.row.baseline_due).days if self.row.baseline_due else 0

    @property
    def counts(self) -> bool:
        """Whether a quantity is to be counted up to."""
        target = self.row.milestone.target
        return bool(target and target.adds_up and self.row.target_value)

    @property
    def reported(self) -> Decimal:
        return self.row.reported or Decimal(0)

    @property
    def amount(self) -> str:
        """What is done of the promise in force."""
        target = self.row.milestone.target
        return target.progress(self.row.reported, self.row.target_value) if target else ""

    @property
    def bar(self) -> int:
        """The done part of the quantity bar."""
        return self._along(self.reported)

    @property
    def tick(self) -> int | None:
        """Where the bar should be by now."""
        return None if self.row.expected is None else self._along(self.row.expected)

    def _along(self, value) -> int:
        return round(BAR * min(max(value / self.row.target_value, Decimal(0)), Decimal(1)))


def lines_of(rows: list[Standing], on: dt.date, start: int = 1) -> tuple[list[Line], Axis]:
    """The lines of a page of rows and the axis that they share, in three queries."""
    reasons = causes([row.pk for row in rows], on)
    done = stages({row.project_id for row in rows}, on)
    axis = Axis.around(rows, on)
    return [
        Line(
            number,
            row,
            reasons[row.pk],
            done.get(row.project_id, (0, 0)),
            Strip.of(row, axis) if row.baseline_due else None,
            sentence(row) % numbers(row, on),
        )
        for number, row in enumerate(rows, start)
    ], axis
