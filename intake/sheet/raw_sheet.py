"""A sheet as the reading process hands it over: values by row, merged ranges, and what is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Range = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1


@dataclass
class RawSheet:
    """One sheet; a value is text, a number, or an object that names what else a cell holds."""

    title: str
    rows: Iterable[tuple[int, list[Any]]]
    hidden: bool = False
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    knows_merges: bool = True
    notes: list[str] = field(default_factory=list)


def table_rows(values: Iterable[Iterable[Any]]) -> Iterable[tuple[int, list[Any]]]:
    """Rows that hold something, with their numbers and without the empty cells at their end."""
    for number, row in enumerate(values, start=1):
        cells = list(row)
        while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
            cells.pop()
        if cells:
            yield number, cells
