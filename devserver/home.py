"""The clone's own folder `var`: data, logs, mail, and what must stay the same from start to start."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from devserver.services.process import ServiceError
from devserver.terminal import _

from . import services

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
SERVICES = VAR / "services.json"


class StopRequested(BaseException):
    """A signal asked for an orderly end."""


class AlreadyRunning(ServiceError):
    pass


class CloneLock:
    """Held by the one process of this clone that runs services; the kernel lets go when it dies."""

    def __init__(self, holder: str) -> None:
        self.stream = (VAR / "lock").open("a+")
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.stream.seek(0)
            other = self.stream.read()
            self.stream.close()
            raise AlreadyRunning(_("Tiexi already runs in this clone: %(other)s.") % {"other": other}) from None
        self.stream.truncate(0)
        self.stream.write(_("%(holder)s, process %(number)d") % {"holder": holder, "number": os.getpid()})
        self.stream.flush()
        SERVICES.unlink(missing_ok=True)

    def __enter__(self) -> "CloneLock":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stream.close()


def settings_environ(profile: str, var: Path = VAR) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "tiexi.settings",
        "PYTHONPATH": str(ROOT),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(var),
        "TIEXI_PROFILE": profile,
        "TIEXI_VAR": str(var),
    }


def secret_key(var: Path) -> str:
    """Made once, readable by its owner alone; a half-written one is made again."""
    path = var / "secret-key"
    if not path.exists():
        partial = path.with_suffix(".new")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(50))
        partial.rename(path)
    return path.read_text()


def publish_environ(environ: dict[str, str]) -> None:
    """For commands given beside a run."""
    SERVICES.write_text(json.dumps(environ))


def published_environ() -> dict[str, str]:
    try:
        return json.loads(SERVICES.read_text())
    except (FileNotFoundError, ValueError):
        raise ServiceError(_("Tiexi is just starting in this clone; try again in a moment.")) from None


def stored_profile() -> str | None:
    path = VAR / "profile"
    return path.read_text() if path.exists() else None


def choose_profile(wanted: str | None) -> str:
    stored = stored_profile()
    if stored and wanted and wanted != stored:
        text = _("This clone's data is of the profile %(stored)s; `run --%(wanted)s --reset` deletes it first.")
        raise ServiceError(text % {"stored": stored, "wanted": wanted})
    profile = stored or wanted or "demo"
    (VAR / "profile").write_text(profile)
    return profile


def delete_clone_data() -> None:
    """Delete everything but the lock that is being held."""
    services.delete_postgres_data(VAR)
    for path in VAR.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


@contextlib.contextmanager
def first_run_marker(name: str) -> Iterator[bool]:
    """True until its block has come to its end once with this data."""
    mark = VAR / "done" / name
    yield not mark.exists()
    mark.parent.mkdir(exist_ok=True)
    mark.touch()


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        raise StopRequested

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


def ignore_stop_signals() -> None:
    """While stopping, a second Ctrl-C must not break the order."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def ignore_interrupts() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    yield
    signal.signal(signal.SIGINT, before)
