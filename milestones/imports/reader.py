"""Read a workbook safely: a child process under limits parses it, this side takes lines of text."""

import errno
import json
import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backoffice.storage import unwritable_reason

from .validate_file import WorkbookRefused

MOST_SECONDS = 120  # by the clock on the wall, should the child wait and not compute
logger = logging.getLogger(__name__)

SENTENCES = {
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than %(megabytes)d MB; split it."),
    "old_excel": _("This is an old or protected Excel file; save it as .xlsx without a password."),
    "not_excel": _("This is no Excel workbook (.xlsx); save it as .xlsx in Excel and try again."),
    "damaged": _("The file is damaged and cannot be read; open it in Excel and save it anew."),
    "too_many_entries": _("The file holds more than %(entries)d parts; it is not read."),
    "bomb": _(
        "Unpacked the file would be larger than %(megabytes)d MB or %(ratio)d times its size; delete empty formatted "
        "rows, or split it."
    ),
    "macros": _("The file holds macros; save it as .xlsx without them."),
    "external_links": _("The file links to other workbooks; break the links in Excel and save it anew."),
    "nested": _("The file holds other files; remove them and save it anew."),
    "entities": _("The file defines entities, which no workbook needs; it is not read."),
    "too_many_rows": _("The file has more than %(rows)d rows; split it."),
    "too_many_columns": _("The file has more than %(columns)d columns; use the template."),
    "too_heavy": _("Reading the file takes more time or memory than is allowed; split it."),
    "no_table": _("This is no sheet that can be read; save it as .xlsx and try again."),
    "no_sheet": _("The file has none of the template's sheets; fill in the empty template and keep its sheets' names."),
}


def refusal_sentence(refusal: WorkbookRefused) -> str:
    """Why the file is not read, for people."""
    return str(SENTENCES[refusal.why]) % refusal.facts


def read_workbook_lines(path: str, titles: list[str]) -> Iterator[dict]:
    """The sheets of a workbook in the template's shape, line by line, as the child says them."""
    return read_child_lines("milestones.imports.parser_process", path, *titles)


def read_child_lines(module: str, *arguments: str) -> Iterator[dict]:
    """What a child of that module says, line by line. Raise WorkbookRefused where the file is not fit to be read.

    The child is done before the first line is taken: it never waits for whoever writes the rows, and so has a limit.
    """
    command = [sys.executable, "-m", module, *arguments]
    # Neither secrets nor lxml: defusedxml guards only the parser of the standard library.
    environ = {"OPENPYXL_LXML": "False", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(settings.BASE_DIR)}
    with tempfile.TemporaryFile() as said:
        try:
            subprocess.run(
                command,
                stdout=said,
                stderr=subprocess.DEVNULL,
                env=environ,
                cwd="/",
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise WorkbookRefused("too_heavy") from None
        yield {"rows": _printed_row_count(said)}
        said.seek(0)
        yield from _parse_lines(said)


def _printed_row_count(said: IO[bytes]) -> int:
    """How many rows the child told of at its end, without the heads."""
    said.seek(max(0, said.seek(0, 2) - 100))
    match = re.search(rb'^\{"end": (\d+)\}$', said.read(), re.MULTILINE)
    return int(match[1]) if match else 0


def _parse_lines(said: IO[bytes]) -> Iterator[dict]:
    """Lines until the last one; a child that died before it had no room to speak, or was too heavy for its limits."""
    for raw in said:
        if not raw.endswith(b"\n"):
            break
        line = json.loads(raw)
        if "refused" in line:
            logger.info("A workbook was refused: %s", line)
            raise WorkbookRefused(line["refused"], **line["facts"])
        yield line
        if "end" in line:
            return
    if why := unwritable_reason(Path(tempfile.gettempdir())):
        raise OSError(errno.ENOSPC, why)
    raise WorkbookRefused("too_heavy")
