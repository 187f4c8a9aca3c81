"""Reads a sheet of any kind in a process of its own, under limits, and prints its cells as lines of JSON.

`python -m intake.sheet.parser_process FILE` prints each sheet's frame and then its rows. Like the parser of our own
workbooks it knows no Django and no database.
"""

import sys
from collections.abc import Iterable

from milestones.imports.parser_process import limit_resources, print_json_line, print_safely
from milestones.imports.validate_file import (
    MOST_COLUMNS,
    MOST_ROWS,
    OLD_EXCEL,
    WorkbookRefused,
    check_file_size,
    check_workbook_file,
)

from . import html_table, old_workbook, text_table, word_table, workbook
from .raw_sheet import RawSheet

SECONDS = 60
MACROS = "_VBA_PROJECT".encode("utf-16-le")
PARTS = {"xl/workbook.xml": workbook, "content.xml": old_workbook, "word/document.xml": word_table}


def read_sheets(path: str) -> Iterable[RawSheet]:
    """The sheets of a file, by what it is and not by its name."""
    with open(path, "rb") as file:
        check_file_size(file)
        file.seek(0)
        start = file.read(4096)
        if start.startswith(b"PK\x03\x04"):
            part = main_part(path)
            check_workbook_file(file, part)
            return PARTS[part].read_sheets(path)
        file.seek(0)
        content = file.read()
    if start.startswith(OLD_EXCEL):
        if MACROS in content:
            raise WorkbookRefused("macros")
        return old_workbook.read_sheets(path)
    if html_table.is_html(start):
        return html_table.read_sheets(content)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WorkbookRefused("no_table")
    return text_table.read_sheets(content)


def main_part(path: str) -> str:
    """Which sort of archive it is, by the name of its main part as the bytes show it: nothing is unpacked yet."""
    with open(path, "rb") as file:
        content = file.read()
    return next((part for part in PARTS if part.encode() in content), "xl/workbook.xml")


def print_sheets(path: str) -> None:
    printed = 0
    for sheet in read_sheets(path):
        print_json_line(
            sheet=sheet.title,
            hidden=sheet.hidden,
            merged=sheet.merged,
            hidden_rows=sheet.hidden_rows,
            knows_merges=sheet.knows_merges,
            notes=sheet.notes,
        )
        for number, cells in sheet.rows:
            if len(cells) > MOST_COLUMNS:
                raise WorkbookRefused("too_many_columns", columns=MOST_COLUMNS)
            printed += 1
            if printed > MOST_ROWS:
                raise WorkbookRefused("too_many_rows", rows=MOST_ROWS)
            print_json_line(row=number, cells=cells)
    print_json_line(end=printed)


if __name__ == "__main__":
    limit_resources(SECONDS)
    print_safely(print_sheets, sys.argv[1])
