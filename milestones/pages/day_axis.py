"""An axis of days for a chart: months as cells, years above them, and the day reported."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from .slip_strip import month_start
from .text_width import text_ems

REACH = 18  # months before and after the day reported; what lies beyond is clipped to the edge


@dataclass(frozen=True)
class Label:
    """A text on a chart with the place it takes; `x` is its left end."""

    x: float
    text: str
    size: float = 12
    y: float = 0

    @property
    def end(self) -> float:
        return self.x + text_ems(self.text) * self.size

    def meets(self, other: "Label", gap: float = 6) -> bool:
        return self.x < other.end + gap and other.x < self.end + gap


@dataclass(frozen=True)
class DayScale:
    """Whole months from `first` to before `last`, drawn from `left` to `right`."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    @classmethod
    def around(cls, days: Iterable[dt.date], on: dt.date, left: float, right: float) -> "DayScale":
        """Wide enough for the days and for the day reported, within the reach of it."""
        first, last = min([on, *days]), min(max([on, *days]), month_start(on, REACH))
        return cls(max(month_start(first), month_start(on, -REACH)), month_start(last, 1), left, right)

    def x(self, day: dt.date) -> float:
        """Where a day stands; what lies outside the months stands at the edge."""
        share = (day - self.first) / (self.last - self.first)
        return round(self.left + min(max(share, 0), 1) * (self.right - self.left), 1)

    @property
    def months(self) -> list[dt.date]:
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        return [month_start(self.first, step) for step in range(count)]

    def month_labels(self, name: Callable[[dt.date], str], size: float) -> list[Label]:
        """Names in the middle of their months, every so many months that none meets the next."""
        labels = [self._in_cell(day, name(day), size) for day in self.months]
        for every in range(1, 13):
            shown = labels[::every]
            if not any(one.meets(after) for one, after in pairwise(shown)):
                return shown
        return labels[:1]

    def _in_cell(self, day: dt.date, text: str, size: float) -> Label:
        middle = (self.x(day) + self.x(month_start(day, 1))) / 2
        width = text_ems(text) * size
        return Label(min(max(middle - width / 2, self.left), self.right - width), text, size)

    def year_labels(self, name: Callable[[dt.date], str], size: float) -> list[Label]:
        """Each year at its first month on the axis."""
        starts = [day for day in self.months if day == self.first or day.month == 1]
        labels = [Label(self.x(day) + 4, name(day), size) for day in starts]
        return [
            one for one, after in zip(labels, [*labels[1:], None], strict=True) if not after or not one.meets(after)
        ]

    def today_label(self, on: dt.date, text: str, size: float, others: list[Label]) -> tuple[Label, list[Label]]:
        """The day's own label, where it meets no other; if there is no such place, the others make way."""
        x, width = self.x(on), text_ems(text) * size
        places = [Label(place, text, size) for place in (x - width / 2, x - width + 4, x - 4)]
        inside = [place for place in places if place.x >= self.left - 2 and place.end <= self.right + 2]
        for place in inside:
            if not any(place.meets(other) for other in others):
                return place, others
        place = Label(min(max(x - width / 2, self.left), self.right - width), text, size)
        return place, [other for other in others if not place.meets(other)]
