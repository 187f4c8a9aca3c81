"""Read one row of a table as draft works; whatever is doubtful becomes a fault with a proposal."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backoffice.days import validate_day

from .cell import Cell
from .column import Column
from .day import Stretch, read_stretch
from .fault import Fault, ValueFault
from .number import is_odd_number, plain_decimal, read_money, read_number
from .quantity import CellQuantity, each_once, plain_quantity, quantities_of
from .table import Table, TableRow
from .text import cleaned_signs
from .unit_name import split_units
from .work_name import SEVERAL, work_name

NOTHING = ("", "-", "—", "——", "/", "\\", "无", "－", "--")
UNITS = ("unit", "co_units", "owner_unit")


@dataclass
class SheetWork:
    """A draft work as a row says it."""

    row: int
    name: str = ""
    unit: list[str] = field(default_factory=list)
    co_units: list[str] = field(default_factory=list)
    starts_on: dt.date | None = None
    due: dt.date | None = None
    investment_yuan: Decimal | None = None
    quantities: list[CellQuantity] = field(default_factory=list)
    sure: bool = True
    category: str = ""
    region: str = ""
    code: str = ""
    plan_year: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The work as the contract shows it."""
        return {
            "row": self.row,
            "name": self.name,
            "unit": self.unit,
            "co_units": self.co_units,
            "starts_on": self.starts_on and self.starts_on.isoformat(),
            "due": self.due and self.due.isoformat(),
            "investment_yuan": None if self.investment_yuan is None else plain_decimal(self.investment_yuan),
            "quantities": [one.as_json() for one in self.quantities],
            "sure": self.sure,
            "category": self.category,
            "region": self.region,
            "code": self.code,
            "plan_year": self.plan_year,
        }


class RowReader:
    """Reads the rows of one table and keeps the faults of all."""

    def __init__(self, table: Table, year: int | None) -> None:
        self.table, self.year = table, year
        self.faults: list[Fault] = []
        self.doubted: set[int] = set()  # rows with a doubt
        self.last_unit = ""

    def read(self, row: TableRow) -> list[SheetWork]:
        """The works of a row: one, or one for each indicator of a cross table."""
        for column in self.table.columns:
            if column.place in row.cells:
                self._tell_cell(row, column, row.cells[column.place])
        if row.number in self.table.grid.hidden_rows:
            self._doubt(row, None, _("The row is hidden in the sheet."))
        works = list(self._indicators(row)) if self.table.groups else [self._work(row)]
        for work in works:
            work.sure = row.number not in self.doubted
        return works

    def _doubt(self, row: TableRow, column: Column | None, message: str, proposal: str | None = None) -> None:
        self.doubted.add(row.number)
        self.faults.append(Fault(row.number, column.letter if column else None, message, proposal))

    def _tell_cell(self, row: TableRow, column: Column, cell: Cell) -> None:
        """What a cell is besides its value, and which unseen signs were taken away."""
        if cell.spread:
            return
        if cell.error:
            self._doubt(row, column, _("The cell holds an error value (%(error)s).") % {"error": cell.error})
        elif cell.array:
            self._doubt(row, column, _("The cell holds an array formula; its stored value is read."), cell.text or None)
        elif cell.formula and not cell.text:
            self._doubt(row, column, _("The cell holds a formula without a stored value."))
        elif cell.formula:
            self._doubt(row, column, _("The cell holds a formula; its stored value is read."), cell.text)
        if isinstance(cell.value, str) and (signs := self._taken_signs(column, cell.value)):
            told = ", ".join(_("double blanks") if sign == " " else sign for sign in signs)
            self._doubt(row, column, _("Taken out of the text: %(signs)s.") % {"signs": told}, cell.text)

    @staticmethod
    def _taken_signs(column: Column, text: str) -> list[str]:
        """Line breaks part units and places, and paragraphs of long texts; elsewhere they are taken out."""
        signs = cleaned_signs(text)
        parts = column.field in (*UNITS, "location", "content", "progress", "month_progress", "note")
        return [sign for sign in signs if not (parts and sign in ("Alt+Enter", " "))]

    def _cell(self, row: TableRow, name: str) -> tuple[Column, Cell] | None:
        column = self.table.column(name)
        cell = row.cells.get(column.place) if column else None
        if column is None or cell is None or cell.spread == "across" or cell.text in NOTHING:
            return None
        return column, cell

    def _text(self, row: TableRow, name: str) -> str:
        found = self._cell(row, name)
        return found[1].text if found else ""

    def _work(self, row: TableRow) -> SheetWork:
        work = self._draft(row)
        found = self._cell(row, "name")
        named = work_name(found[1].raw) if found else ("", [])
        work.name = named[0]
        if not found or not work.name:
            self._doubt(row, self.table.column("name"), _("The row has no name."))
        elif found[1].spread:
            self._doubt(row, found[0], _("The name is merged with the row above; this may be the same work."))
        elif SEVERAL.search(found[1].text):
            self._doubt(row, found[0], _("The cell may name several works."))
        self._set_units(row, work)
        self._set_days(row, work)
        total, of_year = self._money(row, "total_investment"), self._money(row, "year_investment")
        work.investment_yuan = of_year if total is None else total
        content = quantities_of(self._text(row, "content"))
        work.quantities = each_once([*named[1], *self._target(row), *content])
        if (written := self._cell(row, "as_written")) and written[1].day:
            self._doubt(row, written[0], _("The words of a promise are a date here; Excel may have changed them."))
        return work

    def _draft(self, row: TableRow) -> SheetWork:
        """A work with what stands beside its name."""
        category = self._text(row, "category") or (row.sections[-1] if row.sections else "")
        work = SheetWork(row.number, category=category, region=self._text(row, "region"), code=self._text(row, "code"))
        if found := self._cell(row, "plan_year"):
            year = found[1].text.removesuffix("度").removesuffix("年")
            if year.isdigit() and len(year) == 4:
                work.plan_year = int(year)
            else:
                self._doubt(row, found[0], _("“%(text)s” is not a year.") % {"text": found[1].text[:40]})
        return work

    def _set_units(self, row: TableRow, work: SheetWork) -> None:
        found = self._cell(row, "unit")
        named = split_units(found[1].raw) if found else []
        if not named and self.last_unit and self.table.holds("unit") and not self.table.grid.knows_merges:
            told = _("The cell is empty; the unit above may be meant.")
            self._doubt(row, self.table.column("unit"), told, self.last_unit)
        self.last_unit = named[0] if named else self.last_unit
        helping: list[str] = []
        for column in self.table.columns:
            cell = row.cells.get(column.place)
            if column.field == "co_units" and cell and cell.spread != "across" and cell.text not in NOTHING:
                helping += split_units(cell.raw)
        work.unit = list(dict.fromkeys([*named, *helping]))
        work.co_units = work.unit[1:] if named else work.unit

    def _set_days(self, row: TableRow, work: SheetWork) -> None:
        started, due = self._stretch(row, "starts_on"), self._stretch(row, "due")
        if due:
            work.due = due.last
            if due.has_start or (due.first.month, due.first.day, due.last.month, due.last.day) == (1, 1, 12, 31):
                work.starts_on = due.first if self._spans(row) else None
        if started:
            work.starts_on = started.first
        if work.starts_on and work.due and work.starts_on > work.due:
            message = _("It starts on %(start)s, after its end on %(end)s.")
            self._doubt(row, self.table.column("starts_on"), message % {"start": work.starts_on, "end": work.due})

    def _spans(self, row: TableRow) -> bool:
        """Whether the column tells of a time from start to end, or the cell itself does."""
        column, cell = self._cell(row, "due") or (None, None)
        heading = column.path[-1] if column else ""
        whole_year = bool(cell) and cell is not None and not any(word in cell.text for word in "底末终前内")
        return (
            whole_year
            and any(word in heading for word in ("建设", "起止", "年限", "周期", "工期"))
            or bool(cell and self._is_range(cell))
        )

    def _is_range(self, cell: Cell) -> bool:
        try:
            return read_stretch(cell.text, self.year).has_start
        except ValueFault:
            return False

    def _stretch(self, row: TableRow, name: str) -> Stretch | None:
        """The time that a cell tells; what is no full day is marked with the day that is proposed."""
        found = self._cell(row, name)
        if not found or found[1].error:
            return None
        column, cell = found
        try:
            stretch = self._told_stretch(cell)
            edge = stretch.first if name == "starts_on" else stretch.last
            for day in {stretch.first, stretch.last} if stretch.has_start else {edge}:
                validate_day(day)
        except ValueFault as fault:
            self._doubt(row, column, fault.message, fault.proposal)
            return None
        except ValidationError as error:
            self._doubt(row, column, f"{cell.text[:40]}{_(': ')}{error.messages[0]}")
            return None
        if stretch.proposed:
            proposal = f"{stretch.first}/{stretch.last}" if stretch.has_start else edge.isoformat()
            text = f"{cell.day:%Y-%m}" if cell.day else cell.text[:40]
            self._doubt(row, column, _("“%(text)s” is no full day.") % {"text": text}, proposal)
        return stretch

    def _told_stretch(self, cell: Cell) -> Stretch:
        if cell.day and cell.month_only and cell.day.day == 1:
            return read_stretch(f"{cell.day:%Y-%m}")
        if cell.day:
            return Stretch(cell.day, cell.day, proposed=cell.month_only)
        if cell.is_number and not typed_time(cell.text):
            raise ValueFault(_("This is a number and no date; format the cell as a date."))
        return read_stretch(typed_time(cell.text) or cell.text, self.year)

    def _money(self, row: TableRow, name: str) -> Decimal | None:
        found = self._cell(row, name)
        if not found or found[1].error:
            return None
        column, cell = found
        try:
            return read_money(cell.text, column.money or self.table.money)
        except ValueFault as fault:
            self._doubt(row, column, fault.message, fault.proposal)
            return None

    def _target(self, row: TableRow) -> list[CellQuantity]:
        found = self._cell(row, "target")
        if not found:
            return []
        unit = self._text(row, "measure_unit") or found[0].measure_unit
        return self._figure(row, found[0], found[1], unit)

    def _figure(self, row: TableRow, column: Column, cell: Cell, unit: str) -> list[CellQuantity]:
        """The quantities of a cell that holds a number, a percentage or words."""
        if cell.error or cell.day:
            if cell.day:
                self._doubt(row, column, _("This is a date and no number; Excel may have changed it."))
            return []
        if cell.percent:
            return [plain_quantity(cell.text, Decimal(cell.percent), "%")]
        try:
            return [plain_quantity(cell.text, read_number(cell.text), unit)]
        except ValueFault as fault:
            found = [] if is_odd_number(cell.text) else quantities_of(cell.text)
            if not found and (unit or is_odd_number(cell.text)):
                self._doubt(row, column, fault.message)
            return found

    def _indicators(self, row: TableRow) -> Iterator[SheetWork]:
        """A work for each indicator whose target the row names."""
        for group in self.table.groups:
            column = next(one for one in group if one.field == "target")
            cell = row.cells.get(column.place)
            if cell is None or cell.text in NOTHING:
                continue
            work = self._draft(row)
            headings = column.path[:-1]
            work.name = work_name(plain_indicator(headings[0]))[0]
            work.unit = split_units(headings[1]) if len(headings) > 1 else []
            work.co_units = work.unit[1:]
            work.quantities = self._figure(row, column, cell, column.measure_unit)
            yield work


def plain_indicator(heading: str) -> str:
    """The name of an indicator without the unit that stands in brackets behind it."""
    return heading.split("（")[0].split("(")[0]


def typed_time(text: str) -> str | None:
    """A number that is typed as a year, a month of a year or a day: 2026, 2026.6, 202606, 20260630."""
    whole, _sign, part = text.partition(".")
    if not whole.isdigit() or not whole.startswith("20"):
        return None
    if len(whole) == 4 and (not part or (part.isdigit() and 1 <= int(part) <= 12)):
        return text
    if len(whole) == 6 and not part and 1 <= int(whole[4:]) <= 12:
        return f"{whole[:4]}-{whole[4:]}"
    return whole if len(whole) == 8 and not part else None
