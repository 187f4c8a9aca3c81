"""What `dev.py` does once its virtual environment stands."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Iterator

from tiexi import services
from tiexi.services.process import ServiceError, dying_with_parent

from . import home
from .run import run

# These change the schema, which only the owner may.
OWNERS = {"demo", "flush", "load_register", "migrate", "pgtrigger", "sqlflush", "sync_calendar"}


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    try:
        with home.stopped_by_signals():
            return {"run": run, "test": test, "bench": bench}.get(command, lambda _: manage(arguments))(rest)
    except (home.Stopped, KeyboardInterrupt):
        return 130
    except ServiceError as error:
        return failed(str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        return failed(f"{error.strerror}: {error.filename or home.VAR}")


def failed(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


def test(arguments: list[str]) -> int:
    """All tests on two processors; named ones in one, which starts sooner."""
    os.chdir(home.ROOT)
    command = [sys.executable, "-m", "pytest", *(arguments or ["-n", "2", "--dist", "loadfile"])]
    os.execv(sys.executable, command)


def bench(arguments: list[str]) -> int:
    """Ratios on throw-away services, as the owner of what it seeds."""
    running = services.start_throwaway()
    try:
        environ = os.environ | running.environ | home.environ("demo", running.folder.path)
        environ["DATABASE_URL"] = environ["OWNER_DATABASE_URL"]
        return call([sys.executable, "-m", "bench", *arguments], environ)
    finally:
        home.let_signals_wait()
        running.stop()


def manage(arguments: list[str]) -> int:
    """Any command of manage.py, on the services of the `run` that is going on or on ones started for it."""
    with borrowed_services() as environ:
        if arguments[0] in OWNERS:
            environ["DATABASE_URL"] = environ.get("OWNER_DATABASE_URL") or environ["DATABASE_URL"]
        return call([sys.executable, str(home.ROOT / "manage.py"), *arguments], environ)


@contextlib.contextmanager
def borrowed_services() -> Iterator[dict[str, str]]:
    profile = home.stored_profile() or "demo"
    try:
        lock = home.Lock("dev.py")
    except home.AlreadyRunning:
        yield os.environ | home.environ(profile) | home.published_environ()
        return
    with lock:
        running = services.start(home.VAR, os.environ)
        try:
            home.publish_environ(running.environ)
            yield os.environ | home.environ(profile) | running.environ
        finally:
            home.let_signals_wait()
            running.stop()


def call(command: list[str], environ: dict[str, str]) -> int:
    """In the foreground, so that a shell or a question can be answered; Ctrl-C is the command's own."""
    with home.interrupts_ignored():
        process = subprocess.Popen(command, env=environ, preexec_fn=dying_with_parent())
        try:
            return process.wait()
        finally:
            process.kill()
            process.wait()
