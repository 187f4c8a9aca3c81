"""The leaders' sheet as .xlsx: customary columns, the slow apart from those on schedule, ready to print."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from milestones.reports.leaders_sheet import BEHIND, FREE, KEPT, PACES, LeadersSheet, SheetRow

from . import remarks
from .reproducible import nominal_file_time, strip_zip_dates
from .stamp import Stamp, full_day
from .terminal_table import display_width

# In half-width signs, as Excel counts a column.
WIDTHS = (5, 24, 20, 10, 12, 14, 14, 30, 9, 47)
CENTRED = {0, 3, 8}
HEAD = 2  # the row of heads, counted from 0
LINE, AIR, MOST = 14.5, 5, 409  # points: a line of text, what stands around it, the highest row of Excel
FOOT = 255  # what a header or footer may hold


def sheet_stamp(sheet: LeadersSheet, conditions: str) -> Stamp:
    return Stamp(
        title=_("Progress of key projects"),
        on=sheet.on,
        conditions=conditions,
        order=_("worst first"),
        policy=sheet.policy_day,
        checksum=sheet.checksum,
    )


def sheet_headings() -> list[str]:
    """The customary columns."""
    return [
        _("Number"),
        _("Main task"),
        _("Goal of the year"),
        _("Leader in charge"),
        _("Lead unit"),
        _("Responsible units"),
        _("Progress last period"),
        _("Progress this period"),
        _("On schedule?"),
        _("Remarks"),
    ]


def sheet_cells(number: int, row: SheetRow, sheet: LeadersSheet) -> list[str]:
    """One row under the customary columns."""
    charge = row.charge
    return [
        str(number),
        remarks.task_text(row),
        remarks.goal_text(row),
        str(charge and charge.leader or _("—")),
        str(charge and charge.unit or _("—")),
        remarks.responsible_units(row),
        remarks.progress_before_text(row),
        remarks.progress_now_text(row, sheet.on),
        str(PACES[row.pace]),
        remarks.remark_text(row, sheet.on),
    ]


def sheet_workbook(sheet: LeadersSheet, stamp: Stamp) -> bytes:
    """The file; the same sheet gives the same bytes."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = workbook_styles(book)
    names = {BEHIND: _("Behind schedule"), KEPT: _("On schedule"), FREE: _("Nothing expected by now")}
    for pace, name in names.items():
        page = book.add_worksheet(name)
        set_worksheet_page(page, stamp)
        title = _("%(title)s: %(list)s") % {"title": stamp.title, "list": name}
        fill_worksheet(page, styles, sheet, pace, [title, sheet_subtitle(sheet, stamp)])
    book.set_properties({"title": stamp.title, "comments": stamp.foot, "created": nominal_file_time(sheet.on)})
    book.close()
    return strip_zip_dates(file.getvalue())


def workbook_styles(book: Workbook) -> dict:
    """Fonts by name, as every office has them; nothing typed later in a cell turns into a formula."""
    song = {
        "font_name": "宋体",
        "font_size": 10,
        "valign": "vcenter",
        "text_wrap": True,
        "quote_prefix": True,
    }
    boxed = song | {"border": 1}
    return {
        "title": book.add_format(song | {"font_name": "方正小标宋简体", "font_size": 20, "align": "center"}),
        "said": book.add_format(song | {"align": "center"}),
        "head": book.add_format(boxed | {"font_name": "黑体", "font_size": 10.5, "align": "center"}),
        "text": book.add_format(boxed),
        "centre": book.add_format(boxed | {"align": "center"}),
    }


def set_worksheet_page(page: Worksheet, stamp: Stamp) -> None:
    """A4 across, as wide as the paper, heads on each sheet, and at each foot what the paper is."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.47, right=0.47, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.repeat_rows(HEAD)
    page.freeze_panes(HEAD + 1, 2)
    page.hide_gridlines(2)
    for column, wide in enumerate(WIDTHS):
        page.set_column(column, column, wide)
    page.set_header(
        header_footer_text('&L&"宋体"&9', stamp.title)
        + (header_footer_text('&R&"宋体"&9', stamp.mark) if stamp.mark else "")
    )
    numbers = '&R&"宋体"&9' + _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    page.set_footer(header_footer_text('&L&"宋体"&9', footer_text(stamp, FOOT - len(numbers) - 24)) + numbers)


def header_footer_text(codes: str, text: str) -> str:
    """A text for a header or footer, where an ampersand is a code and a leading digit would be read as a size."""
    return f"{codes} {text.replace('&', '&&')}"


def footer_text(stamp: Stamp, room: int) -> str:
    """The particulars; conditions too long for a foot stand under the title alone."""
    full = stamp.foot
    return full if len(full) <= room else "　".join(part for part in stamp.parts if stamp.conditions not in part)


def sheet_subtitle(sheet: LeadersSheet, stamp: Stamp) -> str:
    """The line under the title."""
    before = _("period before as of %(day)s") % {"day": full_day(sheet.before)}
    return "　".join(filter(None, [stamp.parts[0], before, *stamp.parts[1:], stamp.mark]))


def fill_worksheet(
    page: Worksheet, styles: Mapping[str, Format], sheet: LeadersSheet, pace: str, titles: list[str]
) -> None:
    """Title, particulars, heads and rows of one list; an empty list says so."""
    last = len(WIDTHS) - 1
    for place, (text, style) in enumerate(zip(titles, ("title", "said"), strict=True)):
        page.merge_range(place, 0, place, last, "", styles[style])
        page.write_string(place, 0, text, styles[style])
    page.set_row(0, 34)
    page.set_row(1, row_height([titles[1]], [sum(WIDTHS)]))
    page.set_row(HEAD, 32)
    write_text_row(page, HEAD, sheet_headings(), lambda column: styles["head"])
    rows = sheet.paced(pace)
    for number, row in enumerate(rows, 1):
        texts = sheet_cells(number, row, sheet)
        page.set_row(HEAD + number, row_height(texts, WIDTHS))
        write_text_row(page, HEAD + number, texts, lambda column: styles["centre" if column in CENTRED else "text"])
    if not rows:
        page.merge_range(HEAD + 1, 0, HEAD + 1, last, _("There is no such project."), styles["centre"])
        page.set_row(HEAD + 1, 32)


def write_text_row(page: Worksheet, place: int, texts: list[str], style: Callable) -> None:
    """Texts as texts, whatever they begin with."""
    for column, text in enumerate(texts):
        page.write_string(place, column, text, style(column))


def row_height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """The height of a row whose texts wrap, from the widths of their signs: Excel measures none by itself."""
    lines = max(
        sum(max(-(-display_width(line) // (wide - 1)), 1) for line in text.split("\n"))
        for text, wide in zip(texts, widths, strict=True)
    )
    return min(lines * LINE + AIR, MOST)
