"""Child processes that never outlive their parent."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devserver.terminal import _

PR_SET_PDEATHSIG = 1
COMPLAINT = re.compile(r"\b(error|fatal|panic|no space)\b", re.IGNORECASE)
libc = ctypes.CDLL(None)


class ServiceError(Exception):
    """Something the reader can act on, in one line."""


class ChildProcess:
    """A direct child, and the signal that asks it to stop."""

    def __init__(self, name: str, process: subprocess.Popen, stop_with: signal.Signals, log: Path) -> None:
        self.name = name
        self.process = process
        self.stop_with = stop_with
        self.log = log

    def ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self, seconds: float = 20) -> None:
        """Ask, wait, then kill the child together with what it started."""
        if not self.ended():
            self.process.send_signal(self.stop_with)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        """The last complaint in its log, or else the last line."""
        lines = self.log.read_text(errors="replace").strip().splitlines() or [_("it said nothing")]
        return next((line for line in reversed(lines) if COMPLAINT.search(line)), lines[-1]).strip()

    def last_words_and_place(self) -> str:
        return f"{self.last_words()} ({self.log})"

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while not ready():
            if self.ended() or time.monotonic() > until:
                raise ServiceError(
                    _("%(program)s did not start: %(why)s") % {"program": self.name, "why": self.last_words_and_place()}
                )
            time.sleep(0.02)


def die_with_parent_hook(death_signal: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A `preexec_fn`. The kernel ties the child to the *thread* that starts it: start children from the main thread."""
    parent = os.getpid()

    def die_with_parent() -> None:
        libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return die_with_parent


def spawn_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environ: Mapping[str, str] | None = None,
    account: Mapping[str, object] | None = None,
    cwd: Path | None = None,
    stop_with: signal.Signals = signal.SIGTERM,
    death_signal: signal.Signals = signal.SIGKILL,
    pass_fds: Sequence[int] = (),
) -> ChildProcess:
    """Start a child in a session of its own, so that a terminal's Ctrl-C reaches only the parent, which stops in
    order.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environ,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent_hook(death_signal),
            pass_fds=pass_fds,
            **(account or {}),  # type: ignore[call-overload]
        )
    return ChildProcess(name, process, stop_with, log)
