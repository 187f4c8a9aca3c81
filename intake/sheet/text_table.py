"""Read a table typed or pasted as text: values parted by commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator

from milestones.imports.encoding import decode_text
from milestones.imports.validate_file import WorkbookRefused

from .raw_sheet import RawSheet, table_rows


def read_sheets(content: bytes) -> Iterator[RawSheet]:
    """The one table of a text, parted by the sign that stands in most of its lines."""
    text = decode_text(content)
    if text is None:
        raise WorkbookRefused("no_table")
    lines = [line for line in text.splitlines() if line.strip()][:200]
    sign = max("\t,;", key=lambda one: sum(one in line for line in lines))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    yield RawSheet("", table_rows([cell or None for cell in row] for row in rows), knows_merges=False)
