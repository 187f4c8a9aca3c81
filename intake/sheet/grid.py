"""A sheet's cells by row and column, with merged cells filled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from milestones.imports.reader import read_child_lines

from .cell import Cell, Spread
from .raw_sheet import Range

MOST_COLUMNS = 200
Row = dict[int, Cell]  # cells that hold something, by column from 1


@dataclass
class Grid:
    """One sheet."""

    title: str
    hidden: bool
    hidden_rows: frozenset[int]
    knows_merges: bool
    notes: list[str]
    merged: list[Range]
    rows: dict[int, Row] = field(default_factory=dict)

    def add(self, number: int, cells: Iterable[object]) -> None:
        told = ((column, Cell.told(one)) for column, one in enumerate(cells, start=1))
        self.rows[number] = {column: cell for column, cell in told if cell.raw or cell.error or cell.formula}

    def fill_merged(self) -> None:
        """Give each cell of a merged range the value of its first one."""
        last_row = max(self.rows, default=0)
        for first_row, first, final_row, final in self.merged:
            cell = self.rows.get(first_row, {}).get(first)
            if cell is None:
                continue
            for number in range(first_row, min(final_row, last_row) + 1):
                for column in range(first, min(final, MOST_COLUMNS) + 1):
                    if (number, column) != (first_row, first) and number in self.rows:
                        spread: Spread = "across" if column > first else "down"
                        self.rows[number].setdefault(column, cell.spreading(spread))


def read_grids(path: str) -> Iterator[Grid]:
    """The sheets of a file. Raise WorkbookRefused where it is not fit to be read."""
    grid: Grid | None = None
    for line in read_child_lines("intake.sheet.parser_process", path):
        if "merged" in line:
            if grid is not None:
                grid.fill_merged()
                yield grid
            merged = [(one[0], one[1], one[2], one[3]) for one in line["merged"]]
            hidden_rows = frozenset(line["hidden_rows"])
            grid = Grid(line["sheet"], line["hidden"], hidden_rows, line["knows_merges"], line["notes"], merged)
        elif "row" in line and grid is not None:
            grid.add(line["row"], line["cells"])
    if grid is not None:
        grid.fill_merged()
        yield grid
