"""A line of a page: the row that every report has, with what only the eye needs."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from milestones.models import Standing
from milestones.reports.causes import DelayCause, delay_causes, finished_milestone_counts
from milestones.rules.reasons import light_sentence, sentence_values
from projects.quantities import format_quantity

from .milestone_words import late_sentence, returned_words
from .slip_strip import MonthAxis, SlipStrip

BAR = 92


@dataclass(frozen=True)
class MilestoneLine:
    """One milestone on a page; `number` runs on over the pages."""

    number: int
    row: Standing
    cause: DelayCause
    stage: tuple[int, int]
    strip: SlipStrip | None
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
    def why(self) -> str:
        """Why the row stands here: how late, what is done, and how often a claim of its finish came back."""
        row, target = self.row, self.row.milestone.target
        if not row.is_overdue:
            said = f"{row.milestone.name}　{self.said}"
        else:
            done = format_quantity(self.reported, target.unit) if target and self.counts else ""
            said = late_sentence(row.milestone.name, row.days_late, done)
        return said + returned_words(row.returned_times)

    @property
    def bar(self) -> int:
        """The done part of the quantity bar."""
        return self._along(self.reported)

    @property
    def tick(self) -> int | None:
        """Where the bar should be by now."""
        return None if self.row.expected is None else self._along(self.row.expected)

    def _along(self, value: Decimal) -> int:
        return round(BAR * min(max(value / self.row.target_value, Decimal(0)), Decimal(1)))  # type: ignore[operator]


def milestone_lines(rows: list[Standing], on: dt.date, start: int = 1) -> tuple[list[MilestoneLine], MonthAxis]:
    """The lines of a page of rows and the axis that they share, in three queries."""
    reasons = delay_causes([row.pk for row in rows], on)
    done = finished_milestone_counts({row.project_id for row in rows}, on)
    axis = MonthAxis.around(rows, on)
    return [
        MilestoneLine(
            number,
            row,
            reasons[row.pk],
            done.get(row.project_id, (0, 0)),
            SlipStrip.of(row, axis) if row.baseline_due else None,
            light_sentence(row) % sentence_values(row, on),
        )
        for number, row in enumerate(rows, start)
    ], axis
