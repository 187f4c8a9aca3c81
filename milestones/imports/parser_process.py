"""Reads a workbook in a process of its own, under limits, and prints its rows as lines of JSON.

`python -m milestones.imports.parser_process FILE TITLE…` prints the sheets in the order of the titles. It knows no
Django and
no database; whatever goes wrong in it is one sentence for the person and nothing for the web.
"""

import datetime as dt
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from openpyxl import load_workbook

from . import former_words
from .validate_file import MOST_COLUMNS, MOST_ROWS, WorkbookRefused, check_workbook_file

MEMORY, SECONDS = 512 << 20, 20
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_MERGED = 50


def limit_resources(seconds: int = SECONDS) -> None:
    """Memory, processor time, and no core file of people's data."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def print_json_line(**line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def json_cell_value(cell: Any) -> Any:
    """A cell's value as JSON has it."""
    value = cell.value
    if isinstance(value, str):
        if cell.data_type == "f":
            return {"formula": value[:80]}
        if cell.data_type == "e":
            return {"error": value}
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    if isinstance(value, (dt.datetime, dt.date)):
        return {"day": value.isoformat()}
    return {"error": str(value)[:80]}


def nonblank_rows(sheet: Any) -> Iterator[tuple[int, list]]:
    """Rows that hold something, without the empty cells at their end."""
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        values = [None if cell.value is None else json_cell_value(cell) for cell in cells]
        while values and (values[-1] is None or (isinstance(values[-1], str) and not values[-1].strip())):
            values.pop()
        if values:
            yield number, values


def print_sheet_rows(sheet: Any, title: str, printed: int) -> int:
    """Print a sheet's rows; answer how many rows are printed by now."""
    sheet.reset_dimensions()
    for number, values in nonblank_rows(sheet):
        if len(values) > MOST_COLUMNS:
            raise WorkbookRefused("too_many_columns", columns=MOST_COLUMNS)
        printed += 1
        if printed > MOST_ROWS:
            raise WorkbookRefused("too_many_rows", rows=MOST_ROWS)
        print_json_line(sheet=title, row=number, cells=values)
    return printed


def merged_ranges(archive: zipfile.ZipFile, path: str) -> list[str]:
    """The merged ranges of a sheet, which a reading row by row does not see."""
    found: list[str] = []
    with archive.open(path) as part:
        kept = b""
        while chunk := part.read(1 << 18):
            found += [match.decode() for match in MERGED.findall(kept + chunk)]
            kept = chunk[-200:]
            if len(found) > MOST_MERGED:
                break
    return sorted(set(found))[:MOST_MERGED]


def split_known_sheets(sheets: Iterable[Any], titles: list[str]) -> tuple[dict, list[str]]:
    """The sheets by their titles, and the titles of all others; a second one of a title is another one."""
    known: dict[str, Any] = {}
    others = []
    for sheet in sheets:
        title = sheet.title.strip()
        title = former_words.SHEETS.get(title, title)
        if title in titles and title not in known:
            known[title] = sheet
        else:
            others.append(sheet.title if title in titles else title)
    return known, others


def print_workbook(path: str, titles: list[str]) -> None:
    with open(path, "rb") as file:
        check_workbook_file(file)
    book: Any = load_workbook(path, read_only=True)
    archive = book._archive
    known, others = split_known_sheets(book.worksheets, titles)
    print_json_line(others=others)
    if not any(title in known for title in titles):
        raise WorkbookRefused("no_sheet")
    printed = heads = 0
    for title in titles:
        if title in known:
            sheet: Any = known[title]
            if ranges := merged_ranges(archive, sheet._worksheet_path.lstrip("/")):
                print_json_line(sheet=title, merged=ranges)
            before, printed = printed, print_sheet_rows(sheet, title, printed)
            heads += printed > before
    print_json_line(end=printed - heads)


def print_safely(print_lines: Callable[..., None], *arguments: Any) -> None:
    """Print what that function prints; whatever goes wrong in it becomes the last line."""
    try:
        print_lines(*arguments)
    except WorkbookRefused as refusal:
        print_json_line(refused=refusal.why, facts=refusal.facts)
    except MemoryError:
        print_json_line(refused="too_heavy", facts={})
    except Exception as error:
        print_json_line(refused="damaged", facts={})
        sys.stderr.write(f"{type(error).__name__}: {error}\n")


if __name__ == "__main__":
    limit_resources()
    print_safely(print_workbook, sys.argv[1], sys.argv[2:])
