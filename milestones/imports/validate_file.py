"""What a file must be before anything of it is unpacked. Needs nothing of Django: the reading process uses it too."""

import struct
import zipfile
from typing import BinaryIO

MEGABYTE = 1 << 20
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_RATIO = 100
MOST_ENTRIES = 1000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DIRECTORY_END = b"PK\x05\x06"
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".jar", ".7z", ".rar", ".gz")
ENCRYPTED = 0x1


class WorkbookRefused(Exception):
    """The file is not read at all; `why` is the name of a sentence, the rest are its numbers."""

    def __init__(self, why: str, **facts: int) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


def check_file_size(file: BinaryIO) -> int:
    """Answer the size of a file; raise WorkbookRefused where it is empty or too large."""
    size = file.seek(0, 2)
    if not size:
        raise WorkbookRefused("empty")
    if size > MOST_BYTES:
        raise WorkbookRefused("too_big", megabytes=MOST_BYTES // MEGABYTE)
    return size


def check_workbook_file(file: BinaryIO, main_part: str = "xl/workbook.xml") -> None:
    """Raise WorkbookRefused for anything but a plain archive of that part within the limits.

    Reads the directory and the entries' heads.
    """
    size = check_file_size(file)
    file.seek(0)
    start = file.read(8)
    if start == OLD_EXCEL:
        raise WorkbookRefused("old_excel")
    if not start.startswith(b"PK\x03\x04"):
        raise WorkbookRefused("not_excel")
    _check_directory_end(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive, size, main_part)
            _check_heads(archive)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, struct.error):
        raise WorkbookRefused("damaged") from None


def _check_directory_end(file: BinaryIO, size: int) -> None:
    """The directory itself may be the bomb: its length is known before it is read."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(DIRECTORY_END)
    if place < 0 or len(tail) < place + 22:
        raise WorkbookRefused("damaged")
    entries, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    if entries > MOST_ENTRIES or length > MEGABYTE:
        raise WorkbookRefused("too_many_entries", entries=MOST_ENTRIES)


def _check_entries(archive: zipfile.ZipFile, size: int, main_part: str) -> None:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise WorkbookRefused("too_many_entries", entries=MOST_ENTRIES)
    if unpacked > MOST_UNPACKED or unpacked > size * MOST_RATIO:
        raise WorkbookRefused("bomb", megabytes=MOST_UNPACKED // MEGABYTE, ratio=MOST_RATIO)
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise WorkbookRefused("old_excel")
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise WorkbookRefused("macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise WorkbookRefused("external_links")
    if any(name.endswith(ARCHIVES) or "/embeddings/" in name for name in names):
        raise WorkbookRefused("nested")
    if main_part not in names or len(names) != len(entries):
        raise WorkbookRefused("not_excel")


def _check_heads(archive: zipfile.ZipFile) -> None:
    """No part declares a document type: that is where entities are defined."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            head = part.read(4096).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise WorkbookRefused("entities")
