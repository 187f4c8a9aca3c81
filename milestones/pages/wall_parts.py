"""Split the wall into sheets (by list, or one run for all units) and into screens (one category or one unit each)."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from milestones.reports.wall.report import WallPlace

from .wall_paper import SCREEN, Paper


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
    return [
        SheetPart(piece, number, len(pieces))
        for _key, run in groupby(found, sheet_part_key(paper, by_unit))
        for pieces in [split_evenly(list(run), paper.rows)]
        for number, piece in enumerate(pieces, 1)
    ]


def sheet_part_key(paper: Paper, by_unit: bool) -> Callable[[WallPlace], Any]:
    """What makes a new part begin: on a screen each category or unit, on paper each list."""
    if paper is SCREEN:
        return (lambda place: place.unit) if by_unit else (lambda place: (place.listed, place.category))
    return (lambda place: None) if by_unit else (lambda place: place.listed)


def split_evenly(run: list, most: int) -> list[list]:
    """Pieces of at most so many, none much shorter than another."""
    count = -(-len(run) // most)
    return [run[len(run) * at // count : len(run) * (at + 1) // count] for at in range(count)]
