"""Read any sheet: its tables, the works of their rows, and all faults at once."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .day import read_stretch
from .fault import Fault, ValueFault
from .grid import Grid, read_grids
from .row_reader import RowReader, SheetWork
from .table import Sort, Table, TableRow, find_tables
from .text import cleaned_signs


@dataclass
class TableReading:
    """What one table says."""

    table: Table
    works: list[SheetWork]
    faults: list[Fault]
    not_taken: list[TableRow] = field(default_factory=list)

    @property
    def weight(self) -> tuple[int, bool]:
        """How much it tells: the fullest table of a file is shown first."""
        known = sum(column.shown_field is not None for column in self.table.columns)
        return known * len(self.works), self.table.holds("due") or self.table.holds("target")

    def as_json(self) -> dict[str, Any]:
        """The table as the contract shows it."""
        return {
            "sheet": self.table.grid.title,
            "header_rows": [self.table.first_head, self.table.last_head],
            "columns": {column.letter: column.shown_field for column in self.table.columns},
            "rows": [work.as_json() for work in self.works],
            "faults": [fault.as_json() for fault in self.faults],
            "not_taken": [{"row": row.number, "text": row.text, "why": str(row.sort.label)} for row in self.not_taken],
        }


@dataclass
class SheetReading:
    """What a file says, table by table."""

    tables: list[TableReading]

    @property
    def works(self) -> list[SheetWork]:
        return [work for table in self.tables for work in table.works]

    @property
    def faults(self) -> list[Fault]:
        return [fault for table in self.tables for fault in table.faults]

    def as_json(self) -> dict[str, Any]:
        """The fullest table, and all of them under `tables` where there are several."""
        if not self.tables:
            fault = Fault(None, None, _("No table with headings is found in the file."))
            return {"sheet": "", "header_rows": [], "columns": {}, "rows": [], "faults": [fault.as_json()]}
        fullest = max(self.tables, key=lambda one: one.weight).as_json()
        return fullest | ({"tables": [one.as_json() for one in self.tables]} if len(self.tables) > 1 else {})


def read_sheet(path: str | Path) -> SheetReading:
    """Everything that a file's tables say. Raise WorkbookRefused where it is not fit to be read."""
    return SheetReading([_read_table(table) for grid in read_grids(str(path)) for table in find_tables(grid)])


def _read_table(table: Table) -> TableReading:
    reader = RowReader(table, table.year or _likely_year(table))
    works = [work for row in table.rows if row.sort == Sort.WORK for work in reader.read(row)]
    not_taken = [row for row in table.rows if row.sort != Sort.WORK]
    return TableReading(table, works, [*_told_of(table.grid), *_told_of_headings(table), *reader.faults], not_taken)


def _likely_year(table: Table) -> int | None:
    """The year that most of the table's days name."""
    years: Counter[int] = Counter()
    places = [column.place for column in table.columns if column.field in ("due", "starts_on", "plan_year")]
    for row in table.rows[:500]:
        for place in places:
            with suppress(KeyError, ValueFault):
                years[read_stretch(row.cells[place].text).last.year] += 1
    return years.most_common(1)[0][0] if years else None


def _told_of(grid: Grid) -> list[Fault]:
    faults = [Fault(None, None, _("The sheet “%(sheet)s” is hidden.") % {"sheet": grid.title})] if grid.hidden else []
    if "styles" in grid.notes:
        faults.append(Fault(None, None, _("The styles of the workbook are broken; the formats of numbers were kept.")))
    return faults


def _told_of_headings(table: Table) -> list[Fault]:
    faults = []
    for column in table.columns:
        for number in range(table.first_head, table.last_head + 1):
            cell = table.grid.rows.get(number, {}).get(column.place)
            value = cell.value if cell and not cell.spread else None
            signs = [sign for sign in cleaned_signs(value) if sign.startswith("U+")] if isinstance(value, str) else []
            if cell and signs:
                told = _("Taken out of the text: %(signs)s.") % {"signs": ", ".join(signs)}
                faults.append(Fault(number, column.letter, told, cell.text))
        if column.field is None and any(column.place in row.cells for row in table.rows):
            told = _("The column “%(heading)s” is known by no field; it is kept as a note.")
            faults.append(Fault(None, column.letter, told % {"heading": " ".join(column.path)[:40]}))
    if not table.holds("name") and not table.groups:
        faults.append(Fault(table.first_head, None, _("No column with the names of works is found.")))
    return faults
