"""What `dev.py` does once its virtual environment stands."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Iterator

from devserver.services.process import ServiceError, die_with_parent_hook

from . import home, services
from .run import run_product
from .terminal import disk_fault_text

# These change the schema, which only the owner may.
OWNERS = {"demo", "flush", "load_register", "migrate", "pgtrigger", "sqlflush", "sync_calendar", "verify_spans"}


def run_dev_command(arguments: list[str]) -> int:
    command, *rest = arguments
    try:
        with home.stop_on_signals():
            return {"run": run_product, "test": run_tests, "bench": run_benchmarks}.get(
                command, lambda _: run_manage_command(arguments)
            )(rest)
    except (home.StopRequested, KeyboardInterrupt):
        return 130
    except ServiceError as error:
        return print_failure(str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        return print_failure(disk_fault_text(error, home.VAR))


def print_failure(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


def run_tests(arguments: list[str]) -> int:
    """All tests on two processors; named ones in one, which starts sooner."""
    os.chdir(home.ROOT)
    command = [sys.executable, "-m", "pytest", *(arguments or ["-n", "2", "--dist", "loadfile"])]
    os.execv(sys.executable, command)


def run_benchmarks(arguments: list[str]) -> int:
    """Ratios on throw-away services, as the owner of what it seeds."""
    running = services.start_throwaway_services()
    try:
        environ = os.environ | running.environ | home.settings_environ("demo", running.folder.path)
        environ["DATABASE_URL"] = environ["OWNER_DATABASE_URL"]
        return run_in_foreground([sys.executable, "-m", "bench", *arguments], environ)
    finally:
        home.ignore_stop_signals()
        running.stop()


def run_manage_command(arguments: list[str]) -> int:
    """Any command of manage.py, on the services of the `run` that is going on or on ones started for it."""
    with borrowed_services() as environ:
        if arguments[0] in OWNERS:
            environ["DATABASE_URL"] = environ.get("OWNER_DATABASE_URL") or environ["DATABASE_URL"]
        return run_in_foreground([sys.executable, str(home.ROOT / "manage.py"), *arguments], environ)


@contextlib.contextmanager
def borrowed_services() -> Iterator[dict[str, str]]:
    profile = home.stored_profile() or "demo"
    try:
        lock = home.CloneLock("dev.py")
    except home.AlreadyRunning:
        yield os.environ | home.settings_environ(profile) | home.published_environ()
        return
    with lock:
        running = services.start_services(home.VAR, os.environ)
        try:
            home.publish_environ(running.environ)
            yield os.environ | home.settings_environ(profile) | running.environ
        finally:
            home.ignore_stop_signals()
            running.stop()


def run_in_foreground(command: list[str], environ: dict[str, str]) -> int:
    """In the foreground, so that a shell or a question can be answered; Ctrl-C is the command's own."""
    with home.ignore_interrupts():
        process = subprocess.Popen(command, env=environ, preexec_fn=die_with_parent_hook())
        try:
            return process.wait()
        finally:
            process.kill()
            process.wait()
