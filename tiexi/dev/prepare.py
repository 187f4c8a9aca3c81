"""Bring the data up to date, in this process, before anything serves it."""

import os
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import indent

import django
import psycopg
import redis
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import override

from tiexi.services.process import ServiceError, spawn

from . import home

ACCOUNTS = "steward unithead supervisor leader auditor admin"


@dataclass
class Summary:
    counts: dict[str, str]

    def text(self, address: str, profile: str, var: Path) -> str:
        accounts = f"{ACCOUNTS}  (password tiexi-demo)"
        if profile != "demo":
            accounts = "as in your data; make the first with: python3 dev.py createsuperuser"
        counted = " · ".join(f"{self.counts.get(name, '?')} {name}" for name in COUNTED)
        return f"\n  {counted}\n  mails     {var / 'mail'}\n  accounts  {accounts}\n  address   {address}/\n  Ctrl-C stops.\n"


COUNTED = ("projects", "milestones", "overdue", "flags", "mails")


def prepare(profile: str) -> Summary:
    try:
        return bring_up_to_date(profile)
    except (CommandError, DatabaseError, psycopg.Error, redis.ConnectionError) as error:
        raise ServiceError(f"Preparing the data failed: {str(error).strip().splitlines()[0]}") from error


def bring_up_to_date(profile: str) -> Summary:
    django.setup()
    connection.ensure_connection()
    redis.Redis.from_url(settings.REDIS_URL).ping()
    if migrations_wait():
        owned("Migrating the database", "migrate", "--no-color")
    if profile != "empty":
        owned("Loading the register", "load_register")
    if profile == "demo":
        owned("Loading the demonstration (half a minute)", "demo")
    analyze()
    step("Flagging what is overdue", "flag_overdue")
    send_digests(profile)
    counts = result("overview", output=StringIO())
    connection.close()
    return Summary(counts)


def migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def analyze() -> None:
    """So that the first pages are planned for what was loaded, and not for the empty tables of a minute ago."""
    with psycopg.connect(owner(), autocommit=True) as database:
        database.execute("ANALYZE")


def owner() -> str:
    return os.environ.get("OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]


def owned(title: str, command: str, *options: str) -> None:
    """In a process of its own, as the owner: this one never holds more than the application may."""
    say(title)
    child = spawn(
        command,
        [sys.executable, home.ROOT / "manage.py", command, *options],
        log=home.VAR / "log" / f"{command}.log",
        environ=os.environ | {"DATABASE_URL": owner()},
    )
    try:
        if child.process.wait():
            raise ServiceError(f"{title} failed: {child.last_words()} ({child.log})")
    finally:
        child.stop()


def send_digests(profile: str) -> None:
    """The demonstration's first start sends whatever the day, so that there is something to look at."""
    with home.once("digests") as first:
        options = ["--first"] if first and profile == "demo" else []
        step("Sending today's digests", "send_digests", *options)


class Echo(StringIO):
    """Shows a command's lines while it works, and keeps them."""

    def write(self, text: str) -> int:
        print(indent(text, "  "), end="", flush=True)
        return super().write(text)


def step(title: str, command: str, *options: str) -> dict[str, str]:
    say(title)
    return result(command, *options, output=Echo())


def result(command: str, *options: str, output: StringIO) -> dict[str, str]:
    """The `key=value` pairs of a command's last line."""
    with override("en"):  # as everything else that this terminal says
        call_command(command, *options, stdout=output)
    last = output.getvalue().strip().splitlines()[-1:]
    return dict(pair.split("=", 1) for pair in " ".join(last).split() if "=" in pair)


def say(line: str) -> None:
    print(line, flush=True)
