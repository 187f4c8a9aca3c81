"""Read the tables of a web page that was saved under the name of a workbook."""

from collections.abc import Iterator
from html.parser import HTMLParser

from milestones.imports.encoding import decode_text
from milestones.imports.validate_file import WorkbookRefused

from .raw_sheet import Range, RawSheet, table_rows

MOST_SPAN = 1000


def is_html(start: bytes) -> bool:
    """Whether a file begins as a page."""
    head = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return head.startswith(b"<") and any(tag in head for tag in (b"<html", b"<table", b"<!doctype html", b"<meta"))


class TableParser(HTMLParser):
    """Collects cells and the ranges that they span."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str | None]] = []
        self.merged: list[Range] = []
        self.taken: set[tuple[int, int]] = set()
        self.text: list[str] | None = None
        self.place = (0, 0)
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.hidden += 1
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag == "table" and self.rows:
            self.rows.append([])  # a blank row between two tables
        elif tag in ("td", "th"):
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag in ("br", "p", "div") and self.text:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.text is not None and not self.hidden:
            self.text.append(" ".join(data.split()) if data.strip() else "")

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        if not self.rows:
            self.rows.append([])
        row, column = len(self.rows), len(self.rows[-1]) + 1
        while (row, column) in self.taken:
            self.rows[-1].append(None)
            column += 1
        down, across = (_span(attributes.get(name)) for name in ("rowspan", "colspan"))
        if down * across > 1:
            self.merged.append((row, column, row + down - 1, column + across - 1))
            self.taken |= {(row + one, column + two) for one in range(down) for two in range(across)}
        self.rows[-1] += [None] * across
        self.place = (row - 1, column - 1)
        self.text = []

    def _end_cell(self) -> None:
        if self.text is not None:
            row, column = self.place
            self.rows[row][column] = "".join(self.text).strip() or None
        self.text = None


def _span(value: str | None) -> int:
    return min(int(value), MOST_SPAN) if value and value.isdigit() and int(value) else 1


def read_sheets(content: bytes) -> Iterator[RawSheet]:
    """All tables of a page, one below the other."""
    text = decode_text(content)
    if text is None:
        raise WorkbookRefused("no_table")
    parser = TableParser()
    parser.feed(text)
    parser.close()
    yield RawSheet("", table_rows(parser.rows), merged=parser.merged)
