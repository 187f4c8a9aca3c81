"""Write the workbook: typed cells, drop-downs over a hidden list, a frozen head, a guide, ready to print; never a
formula.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projects.models import Project, User

from .cells import Shown
from .headers import CHOICES, GUIDE
from .sheet import TEMPLATE_LANGUAGE, WorkbookColumn, WorkbookContext, WorkbookSheet
from .sheets import sheets_in_workbook_order

LINES = (
    (
        _("Sheets"),
        _("Each sheet may be imported alone; delete those that you do not need. Keep the names and the heads."),
    ),
    (
        _("Heads"),
        _(
            "White on dark: must be filled in. Grey and slanted: worked out by the system, or a number that "
            "recognises the row; leave it as it is, and empty in a new row."
        ),
    ),
    (
        _("New rows"),
        _(
            "A row is new when its code (project), code and measure (quantity), code and name (milestone), or code "
            "(unit, person) is not there yet."
        ),
    ),
    (
        _("Changed rows"),
        _(
            "A row that is there already is changed where its cells differ. A column that is left out stays as it is; "
            "an empty cell empties the value."
        ),
    ),
    (
        _("Dates"),
        _(
            "Dates come in as forecasts. A baseline is written only by approving the plan, and moves only by an "
            "approved request. A changed forecast becomes a progress report in your name."
        ),
    ),
    (
        _("Progress rows"),
        _("Progress is only ever added. A row that is filed already is recognised and left alone."),
    ),
    (_("Days"), _("2026-11-23, 2026/11/23 and 2026年11月23日 are understood.")),
    (
        _("The quote"),
        _(
            "A quote ' before = + - @ keeps the text from becoming a formula; the import takes it off again. Formulas "
            "are not read."
        ),
    ),
    (
        _("Steps"),
        _(
            "First the check, which lists every fault by sheet, row and column and writes nothing; then the import, "
            "all rows or none."
        ),
    ),
    (
        _("Faults of the import"),
        _(
            "After a check with faults the file can be downloaded with the faulty cells marked; mend it in place and "
            "upload it again. The sheet and the column that name the faults are not read."
        ),
    ),
)


def guide_lines(sheets: Iterable[WorkbookSheet]) -> Iterator[tuple[str, str]]:
    """What and how, a line each; then each sheet with what it needs."""
    if settings.DEMONSTRATION:
        yield _t("Demonstration data"), _t("Dates, units, people, progress and reasons are generated.")
    yield from ((str(what), str(how)) for what, how in LINES)
    for sheet in sheets:
        must = "、".join(column.title for column in sheet.columns if column.needed)
        kept = "、".join(column.title for column in sheet.columns if column.fixed)
        text = _t("Needed: %(must)s. Not read back: %(kept)s.") if kept else _t("Needed: %(must)s.")
        yield sheet.title, text % {"must": must, "kept": kept} + str(sheet.remark)


ROOM = 2000  # rows below the last one that have the drop-downs too
FONT = "Microsoft YaHei"
LINE = 42  # characters on a line of the guide
STRICT = frozenset({"category", "phase", "nature", "per", "qualifier", "unit_kind", "role", "subject"})


def write_workbook(target: str | IO[bytes], user: User, projects: QuerySet[Project] | None = None) -> None:
    """The projects as a workbook; without any, the empty template. `target` is a path or an open file."""
    with override(TEMPLATE_LANGUAGE), open_workbook(target) as book:
        WorkbookWriter(book, WorkbookContext(user)).write(user, projects)


@contextmanager
def open_workbook(target: str | IO[bytes]) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that keeps one row in memory, takes no text for anything else, and leaves nothing beside it."""
    options = {"constant_memory": True, "in_memory": False, "strings_to_formulas": False}
    options |= {"strings_to_urls": False, "strings_to_numbers": False}
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(target, options | {"tmpdir": folder})
        try:
            yield book
            book.close()
        finally:  # the library closes its half sheets only where all went well
            for page in book.worksheets():
                with suppress(OSError):
                    page.row_data_fh.close()


class WorkbookWriter:
    """One workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, words: WorkbookContext) -> None:
        self.book, self.words = book, words.words
        base = {"font_name": FONT, "font_size": 10, "valign": "top", "border": 1, "border_color": "#D3CFC2"}
        self.formats = {
            "text": book.add_format(base | {"text_wrap": True, "num_format": "@"}),
            "number": book.add_format(base | {"num_format": "General"}),
            "whole": book.add_format(base | {"num_format": "0", "align": "center"}),
            "day": book.add_format(base | {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"}),
        }
        head = base | {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#EEF5F6"}
        self.head = book.add_format(head)
        self.must = book.add_format(head | {"font_color": "#FFFFFF", "bg_color": "#0B5563"})
        self.kept = book.add_format(head | {"font_color": "#63676B", "bg_color": "#F3F1EA", "italic": True})

    def write(self, user: User, projects: QuerySet[Project] | None) -> None:
        sheets = sheets_in_workbook_order()
        pages = [(sheet, self.book.add_worksheet(sheet.title)) for sheet in sheets]
        guide, lists = self.book.add_worksheet(str(GUIDE)), self.book.add_worksheet(str(CHOICES))
        ranges = self.write_lists(lists)
        for sheet, page in pages:
            records = [] if projects is None else sheet.records(user, projects)
            self._write_sheet(sheet, page, records, ranges)
        self.write_guide(guide, sheets)

    def write_lists(self, page: Worksheet) -> dict[str, str]:
        """Each list as a column of the hidden sheet; answer where it stands."""
        page.hide()
        names = sorted({column.kind.choices for sheet in sheets_in_workbook_order() for column in sheet.columns} - {""})
        columns = [[str(self.words[name].title), *self._offered(name)] for name in names]
        for row in range(max(map(len, columns))):
            for place, cells in enumerate(columns):
                if row < len(cells):
                    page.write_string(row, place, cells[row])
        return {
            name: f"='{page.get_name()}'!${xlsxwriter.utility.xl_col_to_name(place)}$2:${xlsxwriter.utility.xl_col_to_name(place)}${max(2, len(cells))}"  # noqa: E501
            for place, (name, cells) in enumerate(zip(names, columns, strict=True))
        }

    def _offered(self, name: str) -> Iterable[str]:
        kind: Any = next(
            column.kind
            for sheet in sheets_in_workbook_order()
            for column in sheet.columns
            if column.kind.choices == name
        )
        shown = (
            kind.show((code,) if isinstance(kind.empty, tuple) else code, self.words)
            for code in self.words[name].labels
        )
        return [text[:255] for text in shown if text]

    def _write_sheet(
        self, sheet: WorkbookSheet, page: Worksheet, records: Iterable[Any], ranges: dict[str, str]
    ) -> None:
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, self.formats[column.kind.form])
        self.set_up(page)
        page.set_row(0, 32)
        for place, column in enumerate(sheet.columns):
            kept = self.kept if column.fixed or column.spare else self.head
            page.write_string(0, place, column.title, self.must if column.needed else kept)
        last = self._write_rows(sheet, page, records)
        page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
        self.offer(page, enumerate(sheet.columns), last, ranges)

    def offer(
        self,
        page: Worksheet,
        columns: Iterable[tuple[int, WorkbookColumn]],
        last: int,
        ranges: dict[str, str],
    ) -> None:
        """The drop-downs, some way beyond the last row."""
        for place, column in columns:
            if column.kind.choices and not column.fixed:
                page.data_validation(1, place, last + ROOM, place, self._drop_down(column, ranges))

    @staticmethod
    def set_up(page: Worksheet) -> None:
        """Frozen head, A3 across, all columns on one page wide, the head on each."""
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if settings.DEMONSTRATION:
            page.set_header(f"&R{_t('Demonstration data')}")
        page.set_footer("&L&A&R&P / &N")

    def _write_rows(self, sheet: WorkbookSheet, page: Worksheet, records: Iterable[Any]) -> int:
        number = 0
        for number, record in enumerate(records, start=1):
            values = sheet.values(record)
            for place, column in enumerate(sheet.columns):
                cell = column.kind.show(values[column.name], self.words)
                self._write_cell(page, number, place, cell, self.formats[column.kind.form])
        return number

    @staticmethod
    def _write_cell(page: Worksheet, row: int, place: int, cell: Shown, form: Format) -> None:
        """By type and never by looks: a text that begins with = is a text."""
        write: Callable[..., object]
        if cell is None:
            page.write_blank(row, place, None, form)
            return
        if isinstance(cell, dt.date):
            write, cell = page.write_datetime, dt.datetime.combine(cell, dt.time())
        elif isinstance(cell, (int, Decimal)):
            write = page.write_number
        else:
            write = page.write_string
        write(row, place, cell, form)

    def _drop_down(self, column: WorkbookColumn, ranges: dict[str, str]) -> dict:
        """Words of the system are a must; people and units may also be typed as code."""
        name = column.kind.choices
        return {
            "validate": "list",
            "source": ranges[name],
            "error_title": column.title[:32],
            "error_type": "stop" if name in STRICT else "information",
            "error_message": _t("Choose a value from the list; a code or username is understood too."),
        }

    def write_guide(self, page: Worksheet, sheets: Iterable[WorkbookSheet]) -> None:
        wrapped = self.book.add_format({"font_name": FONT, "font_size": 11, "text_wrap": True, "valign": "top"})
        title = self.book.add_format({"font_name": FONT, "font_size": 14, "bold": True})
        page.set_column(0, 0, 18, wrapped)
        page.set_column(1, 1, 92, wrapped)
        page.hide_gridlines(2)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, str(GUIDE), title)
        for row, (what, text) in enumerate(guide_lines(sheets), start=2):
            # Not every program makes a row as high as its text.
            page.set_row(row, 18 * -(-len(text) // LINE) + 6)
            page.write_string(row, 0, what, wrapped)
            page.write_string(row, 1, text, wrapped)


def exportable_projects(user: User) -> Any:
    """Every project that the person may see, in the order of the workbook."""
    return Project.objects.visible_to(user)
