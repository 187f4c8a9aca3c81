"""The upload once more with its faults marked: a person mends it in place and uploads it again.

It is written anew from what the reading process says, and so holds values alone: no formula, macro or link of the
upload.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.utils import column_index_from_string
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from milestones.models import Import

from .exporter import WorkbookWriter, open_workbook
from .headers import CHOICES, FAULTS, GUIDE, HeaderRow, faults_column_title
from .reader import read_workbook_lines
from .sheet import TEMPLATE_LANGUAGE, WorkbookContext, WorkbookSheet
from .sheets import sheets_in_workbook_order

LETTERS = re.compile(r"[A-Z]{1,3}")
Faults = list[list[Any]]  # [sheet, row, column, reason]
FAULTY = {"bg_color": "#FFF2CC", "border": 2, "border_color": "#7A5200"}


def write_annotated_workbook(target: str | IO[bytes], record: Import) -> None:
    """The uploaded workbook with a list of its faults in front and a last column that names them row by row."""
    said = read_workbook_lines(record.file.path, [sheet.title for sheet in sheets_in_workbook_order()])
    with override(TEMPLATE_LANGUAGE), open_workbook(target) as book:
        AnnotatedWorkbookWriter(book, WorkbookContext(record.by, record.name)).write_all(said, record.faults)


def column_index(column: str) -> int | None:
    """The number of the column that a fault names by its letters, if it names one."""
    match = LETTERS.match(column)
    return column_index_from_string(match[0]) - 1 if match else None


class AnnotatedWorkbookWriter(WorkbookWriter):
    """A workbook that repeats an upload."""

    def __init__(self, book: xlsxwriter.Workbook, words: WorkbookContext) -> None:
        super().__init__(book, words)
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
        days = {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"}
        self.faulty = book.add_format(base | FAULTY)
        self.faulty_day = book.add_format(base | FAULTY | days)
        self.note = book.add_format(base | {"border": 1, "bold": True})

    def write_all(self, said: Iterable[dict[str, Any]], faults: Faults) -> None:
        sheets = {sheet.title: sheet for sheet in sheets_in_workbook_order()}
        front = self.book.add_worksheet(str(FAULTS))
        ranges = self.write_lists(self.book.add_worksheet(str(CHOICES)))
        for title, told in groupby(said, key=lambda line: line.get("sheet")):
            rows = [line for line in told if "cells" in line]
            if rows:
                mine = [fault for fault in faults if fault[0] == title]
                self._copy(sheets[title], self.book.add_worksheet(title), rows, mine, ranges)
        self.write_guide(self.book.add_worksheet(str(GUIDE)), sheets_in_workbook_order())
        self._write_front(front, faults)
        front.activate()

    def _write_front(self, page: Worksheet, faults: Faults) -> None:
        for place, (head, width) in enumerate(
            zip([_("Sheet"), _("Row"), _("Column"), _("Reason")], (14, 8, 20, 90), strict=True)
        ):
            page.set_column(place, place, width)
            page.write_string(0, place, head, self.head)
        for row, (title, number, column, reason) in enumerate(faults, start=1):
            page.write_string(row, 0, title, self.formats["text"])
            self._write_link(page, row, title, number, column)
            page.write_string(row, 2, column, self.formats["text"])
            page.write_string(row, 3, reason, self.formats["text"])
        self.set_up(page)

    def _write_link(self, page: Worksheet, row: int, title: str, number: int | None, column: str) -> None:
        """The number of the row, which leads there."""
        if number is None:
            page.write_blank(row, 1, None, self.formats["whole"])
            return
        letters = LETTERS.match(column)
        target = f"internal:'{title}'!{letters[0] if letters else 'A'}{number}"
        page.write_url(row, 1, target, self.formats["whole"], str(number))

    def _copy(
        self,
        sheet: WorkbookSheet,
        page: Worksheet,
        rows: list[dict[str, Any]],
        faults: Faults,
        ranges: dict[str, str],
    ) -> None:
        heads = HeaderRow(sheet)
        list(heads.understand(rows[0]["cells"]))
        kept = [(line["row"] - 1, heads.unmarked(line["cells"])) for line in rows]
        last = max(len(cells) for _row, cells in kept)
        marks, notes = self._by_cell(faults)
        self._shape(page, heads, last)
        for row, cells in kept:
            self._copy_row(page, row, cells, marks[row], self.head if row == kept[0][0] else None)
            if row == kept[0][0]:
                page.write_string(row, last, faults_column_title(), self.must)
            elif row in notes:
                page.write_string(row, last, "；".join(notes[row]), self.note)
        self.offer(page, heads.columns.items(), kept[-1][0], ranges)

    @staticmethod
    def _by_cell(faults: Faults) -> tuple[dict[int, set[int | None]], dict[int, list[str]]]:
        """Places of faulty cells, and sentences, by row."""
        marks, notes = defaultdict(set), defaultdict(list)
        for _title, number, column, reason in faults:
            if number is not None:
                marks[number - 1].add(column_index(column))
                notes[number - 1].append(f"{column}：{reason}" if column else reason)
        return marks, notes

    def _shape(self, page: Worksheet, heads: HeaderRow, last: int) -> None:
        self.set_up(page)
        for place, column in heads.columns.items():
            page.set_column(place, place, column.width, self.formats[column.kind.form])
        page.set_column(last, last, 60, self.formats["text"])

    def _copy_row(
        self, page: Worksheet, row: int, cells: list[Any], faulty: set[int | None], form: Format | None
    ) -> None:
        for place in range(max([len(cells), *(place + 1 for place in faulty if place is not None)])):
            cell = cells[place] if place < len(cells) else None
            self._copy_cell(page, row, place, cell, form, place in faulty)

    def _copy_cell(self, page: Worksheet, row: int, place: int, cell: Any, form: Format | None, faulty: bool) -> None:
        """By type and never by looks; what was a formula is its text."""
        form = self.faulty if faulty else form
        if isinstance(cell, dict) and "day" in cell:
            day = self.faulty_day if faulty else self.formats["day"]
            page.write_datetime(row, place, dt.datetime.fromisoformat(cell["day"]), day)
        elif isinstance(cell, dict):
            page.write_string(row, place, cell.get("formula") or cell["error"], form)
        elif isinstance(cell, str):
            page.write_string(row, place, cell, form)
        elif isinstance(cell, bool):
            page.write_boolean(row, place, cell, form)
        elif cell is None:
            page.write_blank(row, place, None, form)
        else:
            page.write_number(row, place, cell, form)
