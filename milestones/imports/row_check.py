"""Validate every row of an uploaded workbook against the stored records and permissions, and optionally write the
changes; used for both the dry run and the import.

The dry run makes such a pass without writing; the import makes it again, in one transaction, and so sees what has
changed in between. Rows are looked up a thousand at a time, in a constant number of queries.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, range_boundaries

from backoffice.refusals import database_refusal_text
from projects.permissions import KEEPERS, may_perform

from .cells import CellFault, is_blank_cell
from .headers import HeaderRow
from .sheet import RowFault, WorkbookContext, WorkbookRow, WorkbookSheet, check_faults
from .sheets import sheets_in_import_order

MOST_FAULTS = 2000
MOST_CHANGES = 200
MOST_MERGED = 50
EMPTY = (None, "", ())


class ImportPass:
    """What a pass found: counts by sheet, faults, and the first changes to look at."""

    def __init__(
        self,
        book: WorkbookContext,
        *,
        write: bool = False,
        tell: Callable[[int, int], object] = lambda done, total: None,
    ) -> None:
        self.book, self.writing, self.tell = book, write, tell
        self.counts: dict[str, Counter] = defaultdict(Counter)
        self.faults: list[list] = []
        self.fault_count = self.rows = self.expected = 0
        self.changes: list[list] = []
        self.sheets = {sheet.title: sheet for sheet in sheets_in_import_order()}
        self.seen: dict[str, dict] = defaultdict(dict)

    def run(self, said: Iterable[dict]) -> "ImportPass":
        """Take what the reading process says, sheet by sheet."""
        for title, lines in groupby(said, key=lambda line: line.get("sheet")):
            if title in self.sheets:
                self._sheet(self.sheets[title], lines)
            else:
                for line in lines:
                    self._others(line)
        return self

    @property
    def changing(self) -> int:
        return sum(count["create"] + count["update"] for count in self.counts.values())

    def fault(self, sheet: WorkbookSheet | None, row: int | None, column: str, reason: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append([sheet.title if sheet else "", row, column, reason])

    def _others(self, line: dict[str, Any]) -> None:
        """How many rows to expect; and sheets that are not the template's are named, not passed over."""
        self.expected = line.get("rows", self.expected)
        for title in line.get("others", []):
            if title not in HeaderRow.aside():
                text = _("The template has no sheet “%(title)s”; remove it or give it its name back.")
                self.fault(None, None, "", text % {"title": title})

    def _sheet(self, sheet: WorkbookSheet, lines: Iterator[dict]) -> None:
        heads = HeaderRow(sheet)
        rows = (line for line in lines if self._is_row(heads, line))
        first = next(rows, None)
        if first is None:
            return
        for letter, reason in heads.understand(first["cells"]):
            self.fault(sheet, first["row"], letter, reason)
        rows = (line for line in rows if heads.unmarked(line["cells"]))
        if not heads.missing:
            while chunk := list(islice(rows, sheet.chunk)):
                self._chunk(sheet, heads, chunk)
                self.tell(self.rows, self.expected)

    def _is_row(self, heads: HeaderRow, line: dict) -> bool:
        for place in line.get("merged", []):
            text = _("Merged cells (%(place)s); unmerge them and fill each cell.") % {"place": place}
            for row, letter in range_cells(place):
                self.fault(heads.sheet, row, letter, text)
        return "cells" in line

    def _chunk(self, sheet: WorkbookSheet, heads: HeaderRow, lines: list[dict]) -> None:
        self.rows += len(lines)
        raw = [heads.named(line["cells"]) for line in lines]
        sheet.foresee(raw, self.book)
        read = [self._read(sheet, heads, line, cells) for line, cells in zip(lines, raw, strict=True)]
        rows = sheet.arrange([row for row in read if row is not None])
        bad = set()
        for row, fault in sheet.find(rows, self.book):
            bad.add(row.number)
            self._refuse(sheet, heads, row, fault)
        self._write(sheet, heads, [row for row in rows if row.number not in bad and self._judge(sheet, heads, row)])

    def _refuse(self, sheet: WorkbookSheet, heads: HeaderRow, row: WorkbookRow, fault: RowFault) -> None:
        self.fault(sheet, row.number, heads.place(fault.column), fault.reason)

    def _read(
        self, sheet: WorkbookSheet, heads: HeaderRow, line: dict[str, Any], cells: dict[str, Any]
    ) -> WorkbookRow | None:
        """The row with its values; None, and the faults told, where it cannot be understood."""
        row, before = WorkbookRow(line["row"], {}), self.fault_count
        for letter in heads.stray(line["cells"]):
            self.fault(sheet, row.number, letter, _("This cell has no head above it."))
        for name, cell in cells.items():
            column = sheet.column(name)
            try:
                row.values[name] = column.kind.empty if is_blank_cell(cell) else column.kind.read(cell, self.book.words)
                if column.needed and row.values[name] in EMPTY:
                    raise CellFault(_("This must be filled in."))
            except CellFault as fault:
                self.fault(sheet, row.number, heads.place(name), str(fault))
        return row if self.fault_count == before and self._has_key(sheet, heads, row) else None

    def _has_key(self, sheet: WorkbookSheet, heads: HeaderRow, row: WorkbookRow) -> bool:
        key = sheet.key(row)
        first = self.seen[sheet.name].setdefault(key, row.number)
        if first != row.number:
            text = _("The same as row %(row)d; keep one of them.") % {"row": first}
            self._refuse(sheet, heads, row, RowFault(sheet.keys[0], text))
        return first == row.number

    def _judge(self, sheet: WorkbookSheet, heads: HeaderRow, row: WorkbookRow) -> bool:
        """Compare, count, and ask; whether the row is to be written."""
        row.old = None if row.record is None else sheet.values(row.record)
        row.changed = self._changed(sheet, row)
        found = [*self._fixed(sheet, row)]
        if row.record is None or row.changed:
            found += [*self._lacking(sheet, row), *self._asked(sheet, row)]
        for fault in found:
            self._refuse(sheet, heads, row, fault)
        sheet.plan(row, self.book)
        kind = "create" if row.record is None else "update" if row.changed else "unchanged"
        self.counts[sheet.title][kind] += 1
        if kind == "unchanged" or found:
            return False
        self._show(sheet, row)
        return True

    @staticmethod
    def _changed(sheet: WorkbookSheet, row: WorkbookRow) -> dict:
        """The values that differ from what is stored; of a new row, those that say something."""
        given = {name: value for name, value in row.values.items() if not sheet.column(name).fixed}
        changed = {}
        for name, value in given.items():
            column = sheet.column(name)
            blank = value in EMPTY and (row.old is None or column.spare)
            if not blank and not (row.old is not None and column.kind.same(row.old[name], value)):
                changed[name] = value
        return changed

    def _fixed(self, sheet: WorkbookSheet, row: WorkbookRow) -> Iterator[RowFault]:
        """Columns that do not come in, where somebody changed them."""
        for name, value in row.values.items():
            column = sheet.column(name)
            if not column.fixed or (column.spare and value in EMPTY):
                continue
            if name == "mark" and not row.changed:
                continue
            kept = sheet.expected(row, name, self.book) if row.old is None else row.old[name]
            if not column.kind.same(kept, value) and not (row.old is None and value in EMPTY):
                yield RowFault(name, str(column.fixed))

    def _asked(self, sheet: WorkbookSheet, row: WorkbookRow) -> Iterator[RowFault]:
        """Whether this person may, and what else speaks against it."""
        if may_perform(self.book.by, sheet.line):
            yield from sheet.refuse(row, self.book)
        else:
            yield RowFault("", _("Your role may not change this sheet."))

    @staticmethod
    def _lacking(sheet: WorkbookSheet, row: WorkbookRow) -> Iterator[RowFault]:
        if row.record is None:
            for column in sheet.columns:
                if column.needed and column.name not in row.values:
                    yield RowFault(column.name, _("A new row needs this column."))

    def _show(self, sheet: WorkbookSheet, row: WorkbookRow) -> None:
        if len(self.changes) >= MOST_CHANGES:
            return
        words, pairs, called = self.book.words, [], sheet.called or sheet.keys
        waiting = sheet.waits(row)
        for name, value in row.changed.items():
            if row.old is None and name in called:
                continue
            column = sheet.column(name)
            old = None if row.old is None else column.kind.show(row.old[name], words)
            new = display_text(column.kind.show(value, words))
            if name in waiting:
                new = self._grant_text(new, value)
            pairs.append([column.title, display_text(old), new])
        title = " ".join(str(row[name]) for name in called)
        self.changes.append([sheet.title, row.number, title, row.old is None, pairs])

    def _grant_text(self, shown: str, value: object) -> str:
        """What is asked for and waits; of the first people of an empty system, what is given at once."""
        text = _("%(value)s (waits for a second person)")
        if not self.book.another_grants:
            text = _("%(value)s (given at once: there is nobody yet who could grant it)")
            self.book.another_grants = value in KEEPERS
        return text % {"value": shown}

    def _write(self, sheet: WorkbookSheet, heads: HeaderRow, rows: list[WorkbookRow]) -> None:
        if not self.writing:
            return
        for action in sheet.row_actions():
            for number, row in enumerate(rows):
                for fault in try_row_action(action, row, self.book):
                    self._refuse(sheet, heads, row, fault)
                if number % 100 == 0:
                    self.tell(self.rows - len(rows) + number, self.expected)


def range_cells(place: str) -> Iterator[tuple[int, str]]:
    """The cells of a range, or as many as anybody wants to read of."""
    bounds: Any = range_boundaries(place)
    left, top, right, bottom = bounds
    cells = ((row, get_column_letter(at)) for row in range(top, bottom + 1) for at in range(left, right + 1))
    return islice(cells, MOST_MERGED)


def try_row_action(
    action: Callable[[WorkbookRow, WorkbookContext], object], row: WorkbookRow, book: WorkbookContext
) -> list[RowFault]:
    """Do one row by itself; every refusal is a fault of it."""
    try:
        return check_faults("", transaction.atomic(action), row, book)
    except IntegrityError as error:
        return [RowFault("", database_refusal_text(error))]
    except ObjectDoesNotExist:
        return [RowFault("", _("What this row names is not there."))]


def display_text(value: object) -> str:
    return "" if value is None else str(value)
