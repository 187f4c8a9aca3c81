"""What the wall is drawn for: a sheet of A3 and a meeting room's screen, their type, and their columns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from milestones.reports.wall.report import QuantityProgress, WallRow
from projects.quantities import format_quantity

from .text_width import text_ems


@dataclass(frozen=True)
class Paper:
    """What a sheet is drawn for: its size in CSS pixels, its rows, and its type."""

    name: str
    width: int
    height: int
    margin: int
    top: int  # of the first row
    row: int
    rows: int
    title: int
    body: int
    small: int
    legend: int
    bar: int  # length of a quantity bar
    frame: int  # height of the outline; the fill is half of it
    scale: float  # of marks and swatches
    heads: tuple[int, int, int, int]  # baselines of title, legend, years, months
    room: tuple[float, float, float, float, float]  # most ems of group, name, side, amount, note

    @property
    def right(self) -> int:
        return self.width - self.margin

    @property
    def fill(self) -> int:
        """The height of a fill, half of the outline's."""
        return self.frame // 2

    @property
    def quarter(self) -> float:
        return self.fill / 2

    @property
    def half(self) -> float:
        return self.body / 2

    @property
    def rise(self) -> float:
        """From a row's middle down to the baseline of its text."""
        return round(self.body * 0.36, 1)

    @property
    def is_screen(self) -> bool:
        return self.name == "screen"

    @property
    def roomy(self) -> bool:
        """Whether a row holds a second line under its name."""
        return self.row >= 2.7 * self.body

    def for_rows(self, count: int) -> "Paper":
        """Few rows get more room each, up to half as much again; on a screen up to twice as much."""
        high = self.row * self.rows // max(count, 1)
        return replace(self, row=min(high, int(self.row * (2 if self.is_screen else 1.5))))

    @property
    def lift(self) -> float:
        """From a row's middle to the baseline of its name: up where a second line follows."""
        return round(-self.body * 0.2, 1) if self.roomy else self.rise

    @property
    def second(self) -> float:
        """From a row's middle down to the baseline of the second line."""
        return round(self.small * 1.2, 1)

    @property
    def drop(self) -> float:
        """From the legend's baseline up to the top of its signs."""
        return round(12.5 * self.scale, 1)


# A3 landscape within its margins of 10 mm, and a screen of 1920 × 1080, whose rows may be of several groups.
A3 = Paper(
    name="a3",
    width=1511,
    height=1047,
    margin=1,
    top=124,
    row=32,
    rows=28,
    title=34,
    body=16,
    small=14,
    legend=14,
    bar=60,
    frame=16,
    scale=1,
    heads=(40, 68, 96, 116),
    room=(11, 17, 11, 8, 12),
)
SCREEN = Paper(
    name="screen",
    width=1920,
    height=1080,
    margin=44,
    top=216,
    row=57,
    rows=14,
    title=44,
    body=25,
    small=21,
    legend=18,
    bar=90,
    frame=30,
    scale=1.6,
    heads=(78, 122, 168, 200),
    room=(7, 15, 9, 7, 11.5),
)


# Room before a word of the legend: for a bar, and for the marks that need less.
BAR_SIGN = 36
SIGNS = {"done": 16, "late": 16, "awaiting": 16, "todo": 16, "plan": 16, "overdue": 30}


@dataclass(frozen=True)
class Columns:
    """Where each column begins; the chart takes what the texts leave."""

    group: float
    light: float
    name: float
    side: float
    left: float
    right: float
    amount: float
    note: float

    @classmethod
    def of(cls, paper: Paper, rows: list[WallRow], by: str) -> "Columns":
        """As wide as the widest text, up to the paper's room for it; on a screen always that, so that turns do not
        jump.
        """
        gap, small = paper.body, paper.small
        group, side = (
            widest_column_text(rows, name, room) * small
            for name, room in zip(outer_columns(by), paper.room[:3:2], strict=True)
        )
        name = widest_column_text(rows, "name", paper.room[1]) * paper.body * 1.02
        amount = max((text_ems(short_amount(row.amount, paper)) for row in rows if row.amount), default=2)
        amount = paper.bar + small * 0.6 + min(amount, paper.room[3]) * small
        note = max(4, widest_column_text(rows, "note", paper.room[4])) * small
        if paper.is_screen:
            group, side = paper.room[0] * small, paper.room[2] * small
            name = paper.room[1] * paper.body
        light = paper.margin + (group + gap if group else 0)
        named = light + paper.body * 1.4
        beside = named + name + gap
        noted = paper.right - note
        counted = noted - amount - gap
        return cls(paper.margin, light, named, beside, beside + side + gap, counted - gap, counted, noted)


def outer_columns(by: str) -> tuple[str, str]:
    """What the first column says, and what the one beside the name."""
    return ("unit", "category") if by == "unit" else ("category", "unit")


def widest_column_text(rows: Iterable[WallRow], column: str, room: float) -> float:
    return min(max((text_ems(getattr(row, column)) for row in rows), default=0) + 0.1, room)


def amount_text(amount: QuantityProgress) -> str:
    return amount.target.progress(amount.done, amount.whole)


def short_amount(amount: QuantityProgress, paper: Paper) -> str:
    """As much as there is room for; a number is never cut: without the unit, else as a percentage."""
    target, done, bare = amount.target, amount.done or 0, amount.target.bare(amount.whole)
    if target.adds_up:
        texts, last = [f"{format_quantity(done)}/{bare}"], f"{int(done * 100 / amount.whole)}%"
    else:
        texts, last = [target.amount(amount.whole), bare], _("by period")
    return next((text for text in [amount_text(amount), *texts] if text_ems(text) <= paper.room[3]), last)
