"""The two charts of a project as numbers for the SVG: how its forecasts moved, and how its quantities grew."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .day_axis import DayScale, Label
from .slip_strip import month_start
from .text_width import fit_text, spread_apart, text_ems

SIZE = 12
GAP = 15  # between labels that stand one under the other
NAMED = 6  # lines; of more only the late ones are named

Point = tuple[float, float]


def svg_path(points: list[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


@dataclass(frozen=True)
class ForecastLine:
    """One milestone's forecasts by the day they were recorded, with the dates in force beside them."""

    name: str
    forecasts: list[tuple[dt.date, dt.date]]
    baselines: list[tuple[dt.date, dt.date]]
    finished: dt.date | None
    late: bool
    label: str


@dataclass(frozen=True)
class DrawnForecastLine:
    line: ForecastLine
    kind: str
    points: list[Point]
    baseline: str
    label: Label | None
    lead: str = ""

    @property
    def path(self) -> str:
        return svg_path(self.points)

    @property
    def end(self) -> Point:
        return self.points[-1]


@dataclass(frozen=True)
class ForecastTrendChart:
    """x: the day of a report, y: the day forecast by it. Level is steady, rising is slipping."""

    lines: list[DrawnForecastLine]
    months: list[Label]
    heights: list[Label]
    due_line: str
    due_label: Label | None
    now: float
    left: float = 46
    right: float = 690
    top: float = 26
    bottom: float = 300
    width: float = 904
    height: float = 326


FORECAST_REACH = 120  # months after the day reported that the upright axis shows at most


def forecast_trend_chart(
    lines: list[ForecastLine], on: dt.date, month: Callable[[dt.date], str]
) -> ForecastTrendChart | None:
    """None where nothing was forecast by the day."""
    lines = [line for line in lines if line.forecasts]
    if not lines:
        return None
    frame = ForecastTrendChart
    across = DayScale.around([day for line in lines for day, _due in line.forecasts], on, frame.left, frame.right)
    dues = [due for line in lines for pairs in (line.forecasts, line.baselines) for _day, due in pairs]
    first, last = min(dues), min(max(dues), month_start(on, FORECAST_REACH))
    up = DayScale(month_start(min(first, last)), month_start(last, 1), frame.bottom, frame.top)
    now = across.x(on)
    due_line, due_label = forecast_due_line(across, up)
    return ForecastTrendChart(
        lines=label_lines([draw_forecast_line(line, across, up, on) for line in lines], now, frame.bottom),
        months=[Label(label.x, label.text, SIZE, frame.bottom + 18) for label in across.month_labels(month, SIZE)],
        heights=vertical_month_labels(up, month, frame.left),
        due_line=due_line,
        due_label=due_label,
        now=now,
    )


def vertical_month_labels(up: DayScale, month: Callable[[dt.date], str], left: float) -> list[Label]:
    """Month names up the axis, no closer than a line of text."""
    months = up.months
    every = 1
    while every < len(months) and abs(up.left - up.right) / len(months) * every < 18:
        every += 1
    return [Label(left - 8 - text_ems(month(day)) * SIZE, month(day), SIZE, up.x(day)) for day in months[::every]]


def forecast_due_line(across: DayScale, up: DayScale) -> tuple[str, Label | None]:
    """Where a forecast falls due: forecast day = report day, as far as both axes reach."""
    start, end = max(across.first, up.first), min(across.last, up.last)
    if start >= end:
        return "", None
    ends = [(across.x(start), up.x(start)), (across.x(end), up.x(end))]
    return svg_path(ends), Label(ends[0][0] + 8, "", SIZE, min(ends[0][1] - 6, up.left - 4))


def draw_forecast_line(line: ForecastLine, across: DayScale, up: DayScale, on: dt.date) -> DrawnForecastLine:
    points = [(across.x(day), up.x(due)) for day, due in line.forecasts]
    if line.finished:
        points.append((across.x(min(max(line.finished, line.forecasts[0][0]), on)), up.x(line.finished)))
    else:
        points.append((across.x(on), points[-1][1]))
    steps: list[Point] = []
    for day, due in line.baselines:
        if steps:
            steps.append((across.x(day), steps[-1][1]))
        steps.append((across.x(day), up.x(due)))
    if steps:
        steps.append((across.x(on), steps[-1][1]))
    kind = "finished" if line.finished else "late" if line.late else "open"
    return DrawnForecastLine(
        line, kind, sorted(points, key=lambda point: point[0]), svg_path(steps) if steps else "", None
    )


def label_lines(lines: list[DrawnForecastLine], now: float, bottom: float) -> list[DrawnForecastLine]:
    """Each line with its label at the right, pushed apart; of many lines only the late ones, the first of too many."""
    chosen = lines if len(lines) <= NAMED else [line for line in lines if line.line.late]
    chosen = chosen[: int((bottom - ForecastTrendChart.top) // GAP)]
    places = spread_apart([line.end[1] + 4 for line in chosen], GAP, bottom, ForecastTrendChart.top)
    x = max(now, ForecastTrendChart.right - 20) + 22
    room = (ForecastTrendChart.width - x - 2) / SIZE
    placed = {
        id(line): Label(x, fit_text(line.line.label, room), SIZE, y) for line, y in zip(chosen, places, strict=True)
    }
    return [attach_line_label(line, placed.get(id(line))) for line in lines]


def attach_line_label(line: DrawnForecastLine, label: Label | None) -> DrawnForecastLine:
    lead = svg_path([line.end, (label.x - 12, label.y - 4), (label.x - 3, label.y - 4)]) if label else ""
    return DrawnForecastLine(line.line, line.kind, line.points, line.baseline, label, lead)


@dataclass(frozen=True)
class QuantityStepChart:
    """A quantity as reported, a step for each figure, beside what was expected."""

    steps: str
    expected: str
    months: list[Label]
    heights: list[Label]
    labels: list[tuple[str, Label]]
    now: float
    left: float = 40
    right: float = 268
    top: float = 18
    bottom: float = 148
    width: float = 380
    height: float = 170


@dataclass(frozen=True)
class QuantityGrowth:
    """What a quantity chart is made of: figures by the day recorded, corners of the expectation, and the whole."""

    begins: dt.date
    start: Decimal
    figures: list[tuple[dt.date, Decimal]]
    corners: list[tuple[dt.date, Decimal]]
    whole: Decimal
    done_label: str
    expected_label: str
    expected: Decimal | None

    @property
    def done(self) -> Decimal:
        return self.figures[-1][1] if self.figures else self.start


def quantity_step_chart(
    growth: QuantityGrowth, on: dt.date, month: Callable[[dt.date], str], number: Callable[[Decimal], str]
) -> QuantityStepChart:
    """From the start to the last milestone or the day reported."""
    frame = QuantityStepChart
    both = [*growth.figures, *growth.corners]
    most = max([growth.whole, growth.done, *(amount for _day, amount in both)])

    def up(amount: Decimal) -> float:
        return round(frame.bottom - float(amount / (most or 1)) * (frame.bottom - frame.top), 1)

    scale = [(number(amount), up(amount)) for amount in (Decimal(0), most / 2, most)]
    left = max(24, max(text_ems(text) for text, _y in scale) * SIZE + 10)
    across = DayScale.around([growth.begins, *(day for day, _amount in both)], on, left, frame.right)
    ends = [("done", up(growth.done) + 4, growth.done_label)]
    if growth.expected is not None:
        ends.append(("expected", up(growth.expected) + 4, growth.expected_label))
    return QuantityStepChart(
        steps=svg_path(quantity_step_points(growth, across, up, on)),
        expected=svg_path([(across.x(day), up(amount)) for day, amount in growth.corners]) if growth.corners else "",
        months=[Label(one.x, one.text, SIZE, frame.bottom + 17) for one in across.month_labels(month, SIZE)],
        heights=[Label(left - 6 - text_ems(text) * SIZE, text, SIZE, y) for text, y in scale],
        labels=line_end_labels(ends, frame),
        now=across.x(on),
        left=left,
    )


def quantity_step_points(
    growth: QuantityGrowth, across: DayScale, up: Callable[[Decimal], float], on: dt.date
) -> list[Point]:
    """Level from one figure to the day of the next."""
    level = up(growth.start)
    points = [(across.x(growth.begins), level)]
    for day, amount in growth.figures:
        points += [(across.x(day), level), (across.x(day), up(amount))]
        level = up(amount)
    return [*points, (across.x(on), level)]


def line_end_labels(ends: list[tuple[str, float, str]], frame: type[QuantityStepChart]) -> list[tuple[str, Label]]:
    """The words at the ends of the lines, right of the plot."""
    places = spread_apart([y for _kind, y, _text in ends], GAP, frame.bottom, frame.top)
    x = frame.right + 8
    room = (frame.width - x) / SIZE
    return [(kind, Label(x, fit_text(text, room), SIZE, y)) for (kind, _y, text), y in zip(ends, places, strict=True)]
