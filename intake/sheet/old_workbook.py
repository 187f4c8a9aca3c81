"""Read .xls and .ods with calamine: values and merged ranges, no formats of cells."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .raw_sheet import RawSheet, table_rows


def read_sheets(path: str) -> Iterator[RawSheet]:
    """The sheets of an old Excel or OpenDocument workbook."""
    # By what is in the file: its name may say otherwise.
    with open(path, "rb") as file:
        book = CalamineWorkbook.from_filelike(file)
    for place, known in enumerate(book.sheets_metadata):
        if known.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        rows = ([_value(value) for value in row] for row in sheet.to_python(skip_empty_area=False))
        merged = sheet.merged_cell_ranges
        yield RawSheet(
            known.name,
            table_rows(rows),
            known.visible != SheetVisibleEnum.Visible,
            [(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in merged or []],
            knows_merges=merged is not None,
        )


def _value(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date)):
        return {"day": value.isoformat(), "month_only": False}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (str, bool, int, float)):
        return value if value != "" else None
    return str(value)
