"""Read .xlsx with the formats of its cells: openpyxl, after what it stumbles over is mended in a copy."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.formula import ArrayFormula

from .raw_sheet import RawSheet, table_rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
STYLES = "xl/styles.xml"
# Built-in styles of East Asian Excel that no file writes out: days, and those that show a month only.
EAST_ASIAN_DAYS = frozenset([*range(27, 37), *range(50, 59)]) - {32, 33, 34, 35, 55, 56}
EAST_ASIAN_MONTHS = frozenset([27, 36, 50, 52, 57])
EAST_ASIAN_CLOCKS = frozenset([32, 33])
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_sheets(path: str) -> Iterator[RawSheet]:
    """The sheets of a workbook, each cell with its stored value."""
    book, notes = _load(path, values=False)
    formulas = any(cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    values = _load(path, values=True)[0] if formulas else None
    for sheet in book.worksheets:
        stored = values[sheet.title] if values else None
        rows = ([_value(cell, stored) for cell in row] for row in sheet.iter_rows(max_col=min(sheet.max_column, 201)))
        yield RawSheet(
            sheet.title,
            table_rows(rows),
            sheet.sheet_state != "visible",
            [(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges],
            sorted(number for number, row in sheet.row_dimensions.items() if row.hidden),
            notes=notes,
        )
        notes = []


def _load(path: str, values: bool) -> tuple[Any, list[str]]:
    if _is_strict(path):
        return load_workbook(_mended(path, styles=False), data_only=values), []
    try:
        # Opened here: openpyxl refuses a name that does not end as it expects.
        with open(path, "rb") as file:
            return load_workbook(file, data_only=values), []
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return load_workbook(_mended(path, styles=True), data_only=values), ["styles"]


def _is_strict(path: str) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name in archive.read("xl/workbook.xml") for name in STRICT)


def _mended(path: str, styles: bool) -> io.BytesIO:
    """A copy with the ordinary names of strict Open XML and, if wanted, with nothing but number formats as styles."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as mended:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                for strict, ordinary in STRICT.items():
                    content = content.replace(strict, ordinary)
            mended.writestr(name, _number_formats(content) if styles and name == STYLES else content)
    copy.seek(0)
    return copy


def _number_formats(styles: bytes) -> bytes:
    """The styles of a workbook without fonts, fills, borders and colours."""
    space = f"{{{MAIN}}}"
    try:
        tree = fromstring(styles)
    except SyntaxError:
        formats, used = [], ["0"]
    else:
        formats = [(one.get("numFmtId", "0"), one.get("formatCode", "")) for one in tree.iter(f"{space}numFmt")]
        used = [one.get("numFmtId", "0") for one in tree.iterfind(f"{space}cellXfs/{space}xf")] or ["0"]
    return _styles_xml(formats, used)


def _styles_xml(formats: list[tuple[str, str]], used: list[str]) -> bytes:
    numbers = "".join(f"<numFmt numFmtId={quoteattr(key)} formatCode={quoteattr(code)}/>" for key, code in formats)
    styles = "".join(f'<xf numFmtId={quoteattr(key)} fontId="0" fillId="0" borderId="0"/>' for key in used)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{numbers}</numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(used)}">{styles}</cellXfs></styleSheet>'
    ).encode()


def _value(cell: Any, stored: Any) -> Any:
    """A cell's value, and beside it what is not a plain value: a day, a percentage, a formula, an error."""
    value = cell.value
    if cell.data_type == "f":
        array = isinstance(value, ArrayFormula)
        shown = stored.cell(cell.row, cell.column) if stored else None
        return {
            "formula": str(value.text if array else value)[:80],
            "array": array,
            "value": None if shown is None else _plain(shown.value, cell),
        }
    return _plain(value, cell)


def _plain(value: Any, cell: Any) -> Any:
    if isinstance(value, str):
        return {"error": value} if cell.data_type == "e" or re.fullmatch(r"#[A-Z/0]+[!?]?|#N/A", value) else value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (dt.datetime, dt.date)):
        return {"day": value.isoformat(), "month_only": _shows_month_only(cell)}
    if isinstance(value, (int, float)):
        return _number(value, cell)
    return {"error": str(value)[:80]}


def _number(value: float, cell: Any) -> Any:
    key = cell._style.numFmtId
    if key in EAST_ASIAN_DAYS and (key not in EAST_ASIAN_CLOCKS) and not is_date_format(cell.number_format):
        day = from_excel(value, cell.parent.parent.epoch)
        return {"day": day.isoformat(), "month_only": key in EAST_ASIAN_MONTHS} if day else value
    if "%" in QUOTED.sub("", cell.number_format):
        return {"percent": f"{value * 100:.12g}"}
    return value


def _shows_month_only(cell: Any) -> bool:
    """Whether the format shows a year and a month and no day."""
    if cell._style.numFmtId in EAST_ASIAN_MONTHS:
        return True
    code = QUOTED.sub("", cell.number_format.split(";")[0]).lower()
    return "y" in code and "m" in code and "d" not in code and "h" not in code
