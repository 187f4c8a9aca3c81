"""Files on the server's disk: whole, or not there."""

import contextlib
import errno
import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


def lacks_room(error: BaseException | None) -> bool:
    """Whether a disk is full, its quota used up or it is read-only."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


class WholeFiles(FileSystemStorage):
    """Written beside its place and then renamed, so that a full disk leaves no half file behind."""

    def _save(self, name: str, content: Any) -> str:
        partial = f"{name}.{uuid.uuid4().hex}.partial"
        try:
            super()._save(partial, content)
            while True:
                try:
                    Path(self.path(name)).hardlink_to(self.path(partial))
                    return name
                except FileExistsError:
                    name = self.get_available_name(name)
        finally:
            with contextlib.suppress(OSError):
                self.delete(partial)


def writable(folder: Path) -> str:
    """Why nothing can be written to a folder; empty if it can."""
    probe = folder / f".probe-{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"\0" * 65536)
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return ""
