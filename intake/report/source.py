"""The lines of a document: as a text file numbers them; of .docx and .pdf one a paragraph or row of a table."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

ENCODINGS = ("utf-8-sig", "gb18030")
CELL = "\t"
MARKER = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．]|[①-⑳]|专栏)"
)


class UnreadableDocument(ValueError):
    """The file holds no text that can be read; the message says why."""


@dataclass(frozen=True)
class Line:
    """One line; a row of a table knows which table it is of."""

    text: str
    table: int | None = None


def read_lines(path: Path) -> list[Line]:
    """The lines of a .txt, .docx or .pdf file."""
    try:
        if path.suffix.lower() == ".docx":
            return list(_docx_lines(path))
        if path.suffix.lower() == ".pdf":
            return list(_pdf_lines(path))
        return [Line(text) for text in _decode(path.read_bytes()).splitlines()]
    except OSError as error:
        raise UnreadableDocument(error.strerror or str(error)) from error


def _decode(content: bytes) -> str:
    if b"\0" in content:
        raise UnreadableDocument(_("This is no text file."))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument(_("The text is neither UTF-8 nor GBK."))


def _docx_lines(path: Path) -> Iterator[Line]:
    from docx import Document  # heavy, and needed for this kind of file only
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UnreadableDocument(_("This is no Word document.")) from error
    tables = 0
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            tables += 1
            yield from (Line(CELL.join(cells), tables) for cells in _table_rows(part))
        else:
            yield from (Line(text) for text in part.text.split("\n"))


def _table_rows(table: object) -> Iterator[list[str]]:
    """The texts of each row; a cell merged across columns stands once."""
    for row in table.rows:  # type: ignore[attr-defined]
        cells = [cell for place, cell in enumerate(row.cells) if not place or cell._tc is not row.cells[place - 1]._tc]
        yield [re.sub(r"\s+", " ", cell.text).strip() for cell in cells]


def _pdf_lines(path: Path) -> Iterator[Line]:
    from pypdf import PdfReader  # heavy, and needed for this kind of file only
    from pypdf.errors import PyPdfError

    try:
        printed = [line.strip() for page in PdfReader(path).pages for line in page.extract_text().splitlines()]
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise UnreadableDocument(_("This PDF cannot be read.")) from error
    printed = [line for line in printed if line and not re.fullmatch(r"[-—–\s]*\d+[-—–\s]*", line)]
    if not printed:
        raise UnreadableDocument(_("This PDF holds pictures and no text."))
    yield from (Line(text) for text in _joined(printed))


def _joined(printed: list[str]) -> Iterator[str]:
    """Paragraphs from printed lines: a line that is full and ends no sentence goes on in the next one."""
    full = max(len(line) for line in printed) * 0.8
    paragraph = ""
    for place, line in enumerate(printed):
        paragraph += line
        following = printed[place + 1] if place + 1 < len(printed) else ""
        if len(line) >= full and following and not MARKER.match(following) and not line.endswith(("。", "！", "？")):
            continue
        yield paragraph
        paragraph = ""
