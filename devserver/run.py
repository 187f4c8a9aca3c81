"""`dev.py run`: services, data, then the three programs that serve, under this one parent."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from devserver.services.process import ChildProcess, ServiceError, spawn_child

from . import home, services
from .address import Address
from .terminal import _

CELERY = ["-m", "celery", "-A", "tiexi"]
PROFILES = {"--register": "register", "--empty": "empty"}


@dataclass(frozen=True)
class RunOptions:
    profile: str | None
    reset: bool


def run_product(arguments: list[str]) -> int:
    options = parse_run_arguments(arguments)
    address = Address.from_environ(os.environ)
    with home.CloneLock(address.url):
        if options.reset:
            confirm_reset()
        profile = home.choose_profile(options.profile)
        with address.bound() as listener:
            if profile == "demo" and not address.is_loopback():
                text = _("Warning: the demonstration's passwords are public, and HOST=%(host)s lets others reach it.")
                print_status(text % {"host": address.host})
            serve_product(profile, address, listener)
    return 0


def parse_run_arguments(arguments: list[str]) -> RunOptions:
    for argument in arguments:
        if argument not in (*PROFILES, "--reset"):
            text = _("`run` does not know %(argument)s; python3 dev.py --help tells what it knows.")
            raise ServiceError(text % {"argument": argument})
    profiles = {PROFILES[argument] for argument in arguments if argument in PROFILES}
    if len(profiles) > 1:
        raise ServiceError(_("--register and --empty exclude each other."))
    return RunOptions(next(iter(profiles), None), "--reset" in arguments)


def confirm_reset() -> None:
    if os.environ.get("DATABASE_URL"):
        raise ServiceError(_("--reset deletes this clone's own data; the database of DATABASE_URL is yours to delete."))
    text = _("This deletes all data, mails and logs of this clone (%(place)s). Type yes to go on:")
    print_status(text % {"place": home.VAR})
    if sys.stdin.readline().strip() != "yes":
        raise ServiceError(_("Nothing was deleted."))
    home.delete_clone_data()


def serve_product(profile: str, address: Address, listener: socket.socket) -> None:
    print_status(_("Starting PostgreSQL and Valkey"))
    running = services.start_services(home.VAR, os.environ)
    programs: list[ChildProcess] = []
    try:
        os.environ.update(home.settings_environ(profile) | address.environ() | running.environ)
        home.publish_environ(running.environ)
        from devserver.prepare import prepare_data as prepare

        summary = prepare(profile)
        programs.append(start_web(listener))
        programs[0].wait_until(lambda: is_url_reachable(f"{address.local_url}/healthz"))
        programs += start_celery()
        print_status(summary.text(address.url, profile, home.VAR))
        watch_children(programs + running.children)
    except home.StopRequested:
        print_status(_("Stopping"))
    finally:
        home.ignore_stop_signals()
        # The pages first, then beat, then the worker, which may still use the database; that stops last.
        for program in programs:
            program.stop()
        running.stop()


def start_web(listener: socket.socket) -> ChildProcess:
    bind = ["--bind", f"fd://{listener.fileno()}"]
    return spawn_python("web", ["-m", "gunicorn", *bind], [listener.fileno()])


def start_celery() -> list[ChildProcess]:
    """Beat asks and the worker does, so beat stops before it."""
    beat = ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(home.VAR / "beat")]
    worker = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return [spawn_python("beat", CELERY + beat), spawn_python("worker", CELERY + worker)]


def spawn_python(name: str, arguments: list[str], pass_fds: Sequence[int] = ()) -> ChildProcess:
    log = home.VAR / "log" / f"{name}.log"
    return spawn_child(name, [sys.executable, *arguments], log=log, cwd=home.ROOT, pass_fds=pass_fds)


def is_url_reachable(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def watch_children(children: list[ChildProcess]) -> None:
    """Until a signal. One part missing is no service: better a clear end than half of it."""
    while True:
        for child in children:
            if child.ended():
                said = {"program": child.name, "code": child.process.returncode, "why": child.last_words_and_place()}
                raise ServiceError(_("%(program)s ended unexpectedly (%(code)d): %(why)s") % said)
        time.sleep(0.2)


def print_status(line: str) -> None:
    print(line, flush=True)
