"""Files on a disk that may be full: each is whole or not there, and a lack of room is told as such."""

import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext_lazy
from psycopg.errors import DiskFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
NO_ROOM_SAID = gettext_lazy("The server's disk has no room left; nothing was recorded. Tell the administrator.")
PROBE = 64 << 10  # bytes

# The names under which files were stored since `kept_with_rows` was entered.
stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


def is_disk_full(error: BaseException | None) -> bool:
    """Whether a disk, ours or the database's, is full, as said by an error or by what it arose from."""
    while error is not None:
        if isinstance(error, DiskFull) or isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


class AtomicFileStorage(FileSystemStorage):
    """Writes beside the place and moves it there, so that no half file is ever found under its name."""

    def _save(self, name: str, content: Any) -> str:
        folder, slash, _name = name.rpartition("/")
        part = f"{folder}{slash}.{secrets.token_hex(8)}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]
            flush_to_disk(self.path(part))
            name = self._placed(part, name)
        finally:
            self.delete(part)
        if (names := stored.get()) is not None:
            names.append(name)
        return name

    def _placed(self, part: str, name: str) -> str:
        """Take a free name first, for a rename replaces what stands there; hard links are not to be had everywhere."""
        while True:
            try:
                os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            os.replace(self.path(part), self.path(name))
            return name


def flush_to_disk(path: str) -> None:
    """Have the disk hold a file; some tell only then that they are full."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def discard_files_on_failure() -> Iterator[None]:
    """Context manager: if the block fails, delete the files stored within it, as the database rolls back the rows."""
    names: list[str] = []
    outer = stored.get()
    token = stored.set(names)
    try:
        yield
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise
    finally:
        stored.reset(token)
    if outer is not None:
        outer.extend(names)


def unwritable_reason(folder: Path) -> str:
    """Why nothing can be written below a folder, or nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(PROBE))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return ""
