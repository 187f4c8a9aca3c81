"""Read the tables of a .docx with the paragraphs between them, which hold its title and its unit."""

import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring

from .raw_sheet import Range, RawSheet, table_rows

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def read_sheets(path: str) -> Iterator[RawSheet]:
    """Each table with the text that stands before it."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("word/document.xml").replace(STRICT, WORD[1:-1].encode())
    body = fromstring(content).find(f"{WORD}body")
    rows: list[list[str | None]] = []
    number = 0
    for block in body if body is not None else ():
        if block.tag == f"{WORD}p":
            rows.append([_text(block) or None])
        elif block.tag == f"{WORD}tbl":
            number += 1
            merged = _add_table(block, rows)
            yield RawSheet(str(number), table_rows(rows), merged=merged)
            rows = []


def _add_table(table: Any, rows: list[list[str | None]]) -> list[Range]:
    """Put a table's cells below the rows that are there; answer its merged ranges."""
    merged: list[Range] = []
    open_at: dict[int, Range] = {}
    for line in table.iterfind(f"{WORD}tr"):
        rows.append([])
        row = len(rows)
        for cell in line.iterfind(f"{WORD}tc"):
            column = len(rows[-1]) + 1
            across, goes_on, starts = _spans(cell)
            text = "\n".join(filter(None, map(_text, cell.iterfind(f"{WORD}p"))))
            if goes_on and column in open_at:
                first = open_at[column]
                open_at[column] = (*first[:2], row, first[3])
            else:
                if column in open_at:
                    merged.append(open_at.pop(column))
                if starts or across > 1:
                    open_at[column] = (row, column, row, column + across - 1)
            rows[-1] += [None if goes_on else text or None, *[None] * (across - 1)]
    return [one for one in [*merged, *open_at.values()] if one[:2] != one[2:]]


def _spans(cell: Any) -> tuple[int, bool, bool]:
    """How many columns a cell covers, whether it goes on from above, and whether one starts that goes on below."""
    properties = cell.find(f"{WORD}tcPr")
    if properties is None:
        return 1, False, False
    across, down = properties.find(f"{WORD}gridSpan"), properties.find(f"{WORD}vMerge")
    width = int(across.get(f"{WORD}val", "1")) if across is not None else 1
    starts = down is not None and down.get(f"{WORD}val") == "restart"
    return min(max(width, 1), 200), down is not None and not starts, starts


def _text(paragraph: Any) -> str:
    signs = {f"{WORD}tab": "\t", f"{WORD}br": "\n"}
    return "".join(one.text or "" if one.tag == f"{WORD}t" else signs.get(one.tag, "") for one in paragraph.iter())
