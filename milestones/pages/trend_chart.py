"""The chart of the last 26 weeks as numbers for the SVG: a line of overdue counts over bars of raised and cleared."""

from dataclasses import dataclass

from milestones.reports.trend.report import OverdueTrend, TrendWeek

STEPS = (1, 2, 5)


def axis_step(most: int, lines: int = 3) -> int:
    """The least of 1, 2, 5, 10, 20 … of which so many reach the top."""
    size = 1
    while True:
        for step in STEPS:
            if step * size * lines >= most:
                return step * size
        size *= 10


@dataclass(frozen=True)
class WeekMark:
    """One week's point and bars."""

    week: TrendWeek
    x: float
    y: float
    up: float
    down: float


@dataclass(frozen=True)
class OverdueTrendChart:
    """Left and right hold the labels; the line stands above, the bars around their own axis below."""

    trend: OverdueTrend
    width: int
    height: int
    left: int = 24
    right: int = 64
    bars: int = 92  # height of the bars' part
    foot: int = 24

    @classmethod
    def small(cls, trend: OverdueTrend) -> "OverdueTrendChart":
        return cls(trend, 380, 290)

    @classmethod
    def large(cls, trend: OverdueTrend) -> "OverdueTrendChart":
        return cls(trend, 640, 400, left=30, right=70, bars=130)

    @property
    def step(self) -> int:
        return axis_step(max([week.overdue for week in self.trend.weeks] + [1]))

    @property
    def bottom(self) -> int:
        """Where the line's zero lies."""
        return self.height - self.bars - self.foot - 12

    @property
    def zero(self) -> int:
        """The axis of the bars."""
        return self.height - self.foot - self.bars // 2

    @property
    def end(self) -> int:
        return self.width - self.right

    @property
    def label_x(self) -> int:
        return self.end + 8 + round(self.half)

    @property
    def pitch(self) -> float:
        return (self.end - self.left - 6) / (len(self.trend.weeks) - 1)

    @property
    def bar(self) -> float:
        return round(self.pitch * 0.55, 1)

    @property
    def half(self) -> float:
        return round(self.bar / 2, 1)

    @property
    def tick_y(self) -> int:
        return self.height - self.foot - 2

    def y(self, count: int) -> float:
        return round(self.bottom - (self.bottom - 14) * count / (3 * self.step), 1)

    @property
    def grid(self) -> list[tuple[float, int]]:
        """Lines with their counts."""
        return [(self.y(number * self.step), number * self.step) for number in range(4)]

    @property
    def marks(self) -> list[WeekMark]:
        """Every week, the oldest first."""
        most = max([max(week.raised, week.cleared) for week in self.trend.weeks] + [1])
        scale = (self.bars / 2 - 4) / most
        return [
            WeekMark(
                week,
                round(self.left + 3 + number * self.pitch, 1),
                self.y(week.overdue),
                round(week.raised * scale, 1),
                round(week.cleared * scale, 1),
            )
            for number, week in enumerate(self.trend.weeks)
        ]

    @property
    def line(self) -> str:
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)

    @property
    def last(self) -> WeekMark:
        return self.marks[-1]

    @property
    def ticks(self) -> list[tuple[float, TrendWeek, str]]:
        """A few named week ends along the foot; the outer ones are kept within the paper."""
        marks = self.marks
        places = (0, 9, 17, len(marks) - 1)
        return [(marks[place].x, marks[place].week, "start" if not place else "middle") for place in places]
