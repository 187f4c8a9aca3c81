"""PostgreSQL 18 from its wheel: our own start of the programs, on a socket in a private folder."""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import psycopg
from psycopg import sql

from devserver.terminal import _

from . import place
from .process import ChildProcess, ServiceError, spawn_child

DATABASE = "tiexi"
ROLES = Path(__file__).parent.parent / "roles.sql"
SETTINGS = [
    "listen_addresses=",
    "dynamic_shared_memory_type=mmap",
    "max_connections=60",
    "log_min_messages=warning",
]
# For data that nobody will miss.
THROWAWAY = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    # Counted while a test's rows are not committed, tables look empty, and the plans made for them never end.
    "autovacuum=off",
]


def start_postgres_server(data: Path, sockets: Path, log: Path, throwaway: bool = False) -> ChildProcess:
    if not data.exists():
        initialise_cluster(data, log)
    wait_for_former_server(data)
    options = SETTINGS + (THROWAWAY if throwaway else [])
    child = spawn_child(
        "PostgreSQL",
        [
            place.postgres_binaries() / "postgres",
            "-D",
            data,
            "-k",
            sockets,
            *(f"--{option}" for option in options),
        ],
        log=log,
        account=place.service_account(),
        # A fast shutdown: sessions end, nothing is left to recover. Also when the parent is killed.
        stop_with=signal.SIGINT,
        death_signal=signal.SIGINT,
    )
    try:
        child.wait_until(lambda: is_postgres_up(sockets))
        create_database_and_roles(sockets, throwaway)
    except BaseException:
        child.stop()
        raise
    return child


def initialise_cluster(data: Path, log: Path) -> None:
    """Make the cluster beside its place and rename it, so that a half-made one is never used."""
    partial = data.with_name(data.name + ".new")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    place.chown_to_service_account(partial)
    command: list[str | Path] = [
        place.postgres_binaries() / "initdb",
        "-D",
        partial,
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    child = spawn_child("initdb", [*command, "--auth=trust", "--no-sync"], log=log, account=place.service_account())
    try:
        if child.process.wait():
            text = _("PostgreSQL cannot make its files in %(place)s: %(why)s")
            raise ServiceError(text % {"place": data, "why": child.last_words()})
    finally:
        child.stop()
    os.sync()
    partial.rename(data)


def wait_for_former_server(data: Path, seconds: float = 30) -> None:
    """A killed start's server may still be shutting down; a stale note of one whose number another program now has
    goes.
    """
    note = data / "postmaster.pid"
    until = time.monotonic() + seconds
    while note.exists():
        number = int(note.read_text().split()[0])
        if not is_server_of(number, data):
            note.unlink(missing_ok=True)
        elif time.monotonic() > until:
            text = _("Another PostgreSQL (process %(number)d) still uses %(place)s.")
            raise ServiceError(text % {"number": number, "place": data})
        time.sleep(0.05)


def is_server_of(number: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{number}/cwd").resolve() == data.resolve()
    except PermissionError:
        return True
    except OSError:
        return False


def connect_as_superuser(sockets: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(sockets), user="postgres", dbname=database, autocommit=True)


def is_postgres_up(sockets: Path) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        connect_as_superuser(sockets, "postgres").close()
        return True
    return False


def create_database_and_roles(sockets: Path, throwaway: bool) -> None:
    """The database and its two roles. Test databases are made from the template, which then carries the same grants."""
    if throwaway:
        with connect_as_superuser(sockets, "template1") as template:
            template.execute(ROLES.read_text())
            template.execute("ALTER ROLE tiexi_owner CREATEDB")
    with connect_as_superuser(sockets, "postgres") as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with connect_as_superuser(sockets, DATABASE) as database:
        database.execute(ROLES.read_text())


def postgres_url(sockets: Path, role: str, database: str = DATABASE) -> str:
    return f"postgres://{role}@/{database}?host={sockets}"
