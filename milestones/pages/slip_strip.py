"""The slip strip: approved date, lateness and forecast of each row on one axis of months, as numbers for the SVG."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from milestones.models import Standing

WIDTH = 200
EDGE = 6  # room for half a mark at either end
REACH = 60  # months before and after the day reported; what lies beyond stands at the edge
LABEL = 30  # the least room of a month's name


def month_start(day: dt.date, later: int = 0) -> dt.date:
    """The first of the month, or of a later month."""
    months = day.year * 12 + day.month - 1 + later
    return dt.date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class MonthAxis:
    """From the first of the earliest month to the end of the latest."""

    first: dt.date
    last: dt.date
    on: dt.date

    @classmethod
    def around(cls, rows: Iterable[Standing], on: dt.date) -> "MonthAxis":
        """Wide enough for every date of the rows and for the day reported, within the reach of it."""
        days = [
            on,
            *(day for row in rows for day in (row.baseline_first, row.baseline_due, row.forecast_due) if day),
        ]
        first, last = min(days), min(max(days), month_start(on, REACH))
        return cls(max(month_start(first), month_start(on, -REACH)), month_start(last, 1), on)

    def x(self, day: dt.date) -> int:
        share = min(max((day - self.first) / (self.last - self.first), 0), 1)
        return round(EDGE + share * (WIDTH - 2 * EDGE))

    @property
    def today(self) -> int:
        return self.x(self.on)

    @property
    def today_label(self) -> int:
        """Kept off both ends, so that the word is never cut."""
        return min(max(self.today, 14), WIDTH - 14)

    @property
    def months(self) -> list[tuple[int, dt.date, bool]]:
        """Grid lines: where, which month, and whether there is room for its name."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        every = -(-count * LABEL // (WIDTH - 2 * EDGE))
        starts = [month_start(self.first, step) for step in range(count + 1)]
        return [(self.x(day), day, step % every == 0 and step < count) for step, day in enumerate(starts)]


@dataclass(frozen=True)
class SlipStrip:
    """One row's marks: the first date, the date in force, the lateness until the day, the forecast."""

    first: int | None
    due: int
    late: int
    today: int
    forecast: int

    @classmethod
    def of(cls, row: Standing, axis: MonthAxis) -> "SlipStrip":
        due = axis.x(row.baseline_due)  # type: ignore[arg-type]
        moved = row.baseline_first and row.baseline_first != row.baseline_due
        return cls(
            first=axis.x(row.baseline_first) if moved else None,  # type: ignore[arg-type]
            due=due,
            late=max(axis.today - due, 1) if row.is_overdue else 0,
            today=axis.today,
            forecast=axis.x(row.forecast_due),
        )
