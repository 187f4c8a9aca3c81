"""The wall cut into sheets and screens, and each as numbers for the SVG: columns, bars and marks on a common axis."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from milestones.reports.wall.notes import mark_title
from milestones.reports.wall.report import QuantityProgress, WallPlace, WallRow

from .day_axis import DayScale, Label
from .text_width import fit_text, text_ems
from .wall_paper import BAR_SIGN, SCREEN, SIGNS, Columns, Paper, amount_text, outer_columns, short_amount


@dataclass(frozen=True)
class SheetPart:
    """The rows of one sheet or screen, the `number`th of the `of` that its list, category or unit takes."""

    places: list[WallPlace]
    number: int
    of: int

    def title(self, name: str) -> str:
        return f"{name} {self.number}/{self.of}" if self.of > 1 else name


def sheet_parts(found: list[WallPlace], paper: Paper, by_unit: bool) -> list[SheetPart]:
    """Everything that is drawn, cut for its paper."""
    if by_unit:
        found = sorted(found, key=lambda place: (place.unit is None, place.unit or 0))
    parts = [
        SheetPart(piece, number, len(pieces))
        for _key, run in groupby(found, sheet_part_key(paper, by_unit))
        for pieces in [split_evenly(list(run), paper.rows)]
        for number, piece in enumerate(pieces, 1)
    ]
    return packed_parts(parts, paper.rows) if paper is SCREEN else parts


def sheet_part_key(paper: Paper, by_unit: bool) -> Callable[[WallPlace], Any]:
    """What makes a new part begin: on a screen each category or unit, which are then packed; on paper each list."""
    if paper is SCREEN:
        return (lambda place: place.unit) if by_unit else (lambda place: (place.listed, place.category))
    return (lambda place: None) if by_unit else (lambda place: place.listed)


def packed_parts(parts: list[SheetPart], most: int) -> list[SheetPart]:
    """Neighbours together until a screen is full; none that fits a screen is torn."""
    packed: list[SheetPart] = []
    for part in parts:
        if packed and len(packed[-1].places) + len(part.places) <= most:
            packed[-1] = SheetPart([*packed[-1].places, *part.places], 1, 1)
        else:
            packed.append(part)
    return packed


def split_evenly(run: list, most: int) -> list[list]:
    """Pieces of at most so many, none much shorter than another."""
    count = -(-len(run) // most)
    return [run[len(run) * at // count : len(run) * (at + 1) // count] for at in range(count)]


FOOT, FOOT_TYPE = 26, 13  # the line under the rows of a sheet of paper, and its type


@dataclass(frozen=True)
class SheetWords:
    """The words on a sheet, in the reader's language; `year` and `month` name a day's."""

    today: str
    year: Callable[[dt.date], str]
    month: Callable[[dt.date], str]
    legend: list[tuple[str, str]]
    lights: list[tuple[str, str]]


@dataclass(frozen=True)
class GanttBar:
    kind: str
    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)


class DrawnMark(NamedTuple):
    """A milestone's mark, its place, and what it says when it is pointed at."""

    kind: str
    x: float
    said: str


@dataclass(frozen=True)
class DrawnRow:
    """One row of a sheet, `y` its middle."""

    row: WallRow
    y: float
    top: float
    base: float  # of the name, which stands higher where a second line follows
    group: str | None  # only where a new group begins
    whole_group: str
    name: str
    side: str
    whole_side: str
    note: str
    next: str  # the milestones that matter, where there is room for a second line
    outline: GanttBar | None
    first: float | None
    bars: list[GanttBar]
    late: GanttBar | None
    marks: list[DrawnMark]
    amount: str
    whole_amount: str
    done: float | None = None
    tick: float | None = None


@dataclass(frozen=True)
class WallSheet:
    """A page of the wall."""

    paper: Paper
    columns: Columns
    scale: DayScale
    on: dt.date
    rows: list[DrawnRow]
    lights: Counter
    by: str
    title: str
    number: int
    years: list[Label]
    months: list[Label]
    today: Label
    legend: list[tuple[str, Label]]
    counts: list[tuple[str, Label]]

    @property
    def grid(self) -> list[float]:
        return [self.scale.x(day) for day in self.scale.months] + [self.columns.right]

    @property
    def now(self) -> float:
        return self.scale.x(self.on)

    @property
    def bottom(self) -> int:
        return self.paper.top + self.paper.row * max(len(self.rows), 1)

    @property
    def height(self) -> int:
        """A screen is always full; a sheet of paper ends under its last row."""
        return self.paper.height if self.paper.is_screen else self.bottom + FOOT

    def foot(self, parts: list[str], end: str) -> list[str]:
        """As much of the particulars as the line holds beside its end; what is longest gives way."""
        room = (self.paper.right - self.paper.margin) / FOOT_TYPE - text_ems(end) - 2
        longest = max(parts, key=text_ems)
        rest = sum(text_ems(part) + 1 for part in parts if part is not longest)
        return [fit_text(part, room - rest) if part is longest else part for part in parts]


def draw_sheet(
    paper: Paper, rows: list[WallRow], on: dt.date, by: str, words: SheetWords, title: str, number: int = 1
) -> WallSheet:
    """One sheet of rows on one axis."""
    paper = paper.for_rows(len(rows))
    columns = Columns.of(paper, rows, by)
    scale = DayScale.around([day for row in rows for day in row.days], on, columns.left, columns.right)
    years = scale.year_labels(words.year, paper.small)
    today, years = scale.today_label(on, words.today, paper.small, years)
    lights = Counter(row.light for row in rows)
    return WallSheet(
        paper=paper,
        columns=columns,
        scale=scale,
        on=on,
        by=by,
        title=title,
        number=number,
        lights=lights,
        rows=[
            draw_wall_row(paper, columns, scale, row, on, at, texts)
            for at, (row, texts) in enumerate(zip(rows, outer_column_texts(rows, by), strict=True))
        ],
        years=years,
        today=today,
        months=scale.month_labels(words.month, paper.small),
        legend=sheet_legend(paper, words.legend),
        counts=lay_out_labels(
            [(light, f"{word} {lights[light]}", paper.body * 1.25) for light, word in words.lights],
            paper.margin + (text_ems(title) + 0.6) * paper.title,
            paper.body,
            paper.body,
        ),
    )


def outer_column_texts(rows: list[WallRow], by: str) -> Iterator[tuple[str | None, str, str]]:
    """The texts of the outer columns; the group's only where it begins."""
    first, side = outer_columns(by)
    last = None
    for row in rows:
        group = getattr(row, first) or "—"
        yield (group if group != last else None, group, getattr(row, side))
        last = group


def sheet_legend(paper: Paper, signs: Iterable[tuple[str, str]]) -> list[tuple[str, Label]]:
    """The signs with their words, on one line."""
    items = [(kind, text, SIGNS.get(kind, BAR_SIGN) * paper.scale) for kind, text in signs]
    return lay_out_labels(items, paper.margin, paper.legend, paper.small * 0.7)


def lay_out_labels(
    items: Iterable[tuple[str, str, float]], x: float, size: float, gap: float
) -> list[tuple[str, Label]]:
    """Texts one after the other, each with room before it for its sign."""
    placed: list[tuple[str, Label]] = []
    for kind, text, before in items:
        label = Label(round(x + before, 1), text, size)
        placed.append((kind, label))
        x = label.end + gap
    return placed


def draw_wall_row(
    paper: Paper,
    columns: Columns,
    scale: DayScale,
    row: WallRow,
    on: dt.date,
    number: int,
    texts: tuple[str | None, str, str],
) -> DrawnRow:
    group, whole, side = texts
    top = paper.top + number * paper.row
    done, tick = quantity_bar(paper, row.amount)
    beside = columns.left - columns.name
    return DrawnRow(
        row=row,
        y=top + paper.row / 2,
        top=top,
        base=top + paper.row / 2 + paper.lift,
        whole_group=whole,
        group=None if group is None else fit_text(group, paper.room[0]),
        name=fit_text(row.name, paper.room[1]),
        side=fit_text(side, paper.room[2]),
        whole_side=side,
        note=fit_text(row.note, paper.room[4]),
        next=fit_text(row.next, (beside - paper.body) / paper.small) if paper.roomy else "",
        outline=span_bar("outline", scale, row.start, row.baseline) if row.baseline else None,  # type: ignore[arg-type]
        first=scale.x(row.first) if row.first and row.first != row.baseline else None,
        bars=project_bars(scale, row),
        late=lateness_bar(scale, row, on),
        marks=[DrawnMark(mark.kind, scale.x(mark.day), mark_title(mark, on)) for mark in row.marks],
        amount=short_amount(row.amount, paper) if row.amount else "",
        whole_amount=amount_text(row.amount) if row.amount else "",
        done=done,
        tick=tick,
    )


def span_bar(kind: str, scale: DayScale, start: dt.date, end: dt.date) -> GanttBar:
    x = scale.x(start)
    return GanttBar(kind, x, round(max(scale.x(end) - x, 0), 1))


def project_bars(scale: DayScale, row: WallRow) -> list[GanttBar]:
    """The fill up to the baseline, and a hatch for what reaches beyond it."""
    if row.start is None or row.end is None:
        return []
    plain = "finished" if row.finished else "forecast"
    if row.baseline is None or row.end <= row.baseline:
        return [span_bar(plain, scale, row.start, row.end)]
    beyond = "finished-late" if row.finished else "predicted"
    return [
        span_bar(plain, scale, row.start, max(row.start, row.baseline)),
        span_bar(beyond, scale, row.baseline, row.end),
    ]


def lateness_bar(scale: DayScale, row: WallRow, on: dt.date) -> GanttBar | None:
    """The red line from the oldest overdue milestone to the day reported."""
    due = min((mark.day for mark in row.marks if mark.kind == "overdue"), default=None)
    return None if due is None else span_bar("late", scale, due, on)


def quantity_bar(paper: Paper, amount: QuantityProgress | None) -> tuple[float | None, float | None]:
    """How much of the quantity bar is done, and where it should be by now; no bar of what has no total."""
    if amount is None or not amount.target.adds_up:
        return None, None

    def along(value: Decimal | int) -> float:
        return round(paper.bar * min(max(float(value / amount.whole), 0), 1), 1)

    return along(amount.done or 0), None if amount.expected is None else along(amount.expected)
