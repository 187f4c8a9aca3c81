"""Bring the data up to date, in this process, before anything serves it."""

import os
import re
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import indent

import django
import psycopg
import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import override

from devserver.services.process import ServiceError, spawn_child
from devserver.terminal import _, terminal_language

from . import home

# `key=value key=value`
COUNTS = re.compile(r"(\S+=\S* ?)+")
ACCOUNTS = "steward unithead supervisor supervisor2 leader auditor admin"


@dataclass
class StartSummary:
    counts: dict[str, str]
    has_administrator: bool

    def text(self, address: str, profile: str, var: Path) -> str:
        text = _("""%(counted)s
mails     %(mails)s
accounts  %(accounts)s
address   %(address)s/
Ctrl-C stops.""")
        said = {
            "counted": counted_text() % self.counts,
            "mails": var / "mail",
            "accounts": self.accounts_text(profile),
            "address": address,
        }
        return f"\n{indent(text % said, '  ')}\n"

    def accounts_text(self, profile: str) -> str:
        if profile == "demo":
            return _("%(names)s  (password tiexi-demo)") % {"names": ACCOUNTS}
        if self.has_administrator:
            return _("as in your data")
        return _("none yet; make the first, in a second terminal, with: python3 dev.py createsuperuser")


def counted_text() -> str:
    return _(
        "%(projects)s projects · %(milestones)s milestones · %(overdue)s overdue · %(flags)s flags · %(mails)s mails"
    )


def prepare_data(profile: str) -> StartSummary:
    try:
        return update_data(profile)
    except (CommandError, DatabaseError, psycopg.Error, redis.ConnectionError) as error:
        why = str(error).strip().splitlines()[0]
        raise ServiceError(_("Preparing the data failed: %(why)s") % {"why": why}) from error


def update_data(profile: str) -> StartSummary:
    django.setup()
    connection.ensure_connection()
    redis.Redis.from_url(settings.REDIS_URL).ping()
    if has_unapplied_migrations():
        run_as_owner(_("Migrating the database"), "migrate", "--no-color")
    if profile != "empty":
        run_as_owner(_("Loading the register"), "load_register")
    if profile == "demo":
        run_as_owner(_("Loading the demonstration (half a minute)"), "demo")
    analyze_tables()
    run_step(_("Flagging what is overdue"), "flag_overdue")
    send_todays_digests(profile)
    counts = command_result("overview", output=StringIO())
    summary = StartSummary(counts, get_user_model().objects.filter(is_superuser=True).exists())
    connection.close()
    return summary


def has_unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def analyze_tables() -> None:
    """So that the first pages are planned for what was loaded, and not for the empty tables of a minute ago."""
    with psycopg.connect(owner_database_url(), autocommit=True) as database:
        database.execute("ANALYZE")


def owner_database_url() -> str:
    return os.environ.get("OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]


def run_as_owner(title: str, command: str, *options: str) -> None:
    """In a process of its own, as the owner: this one never holds more than the application may."""
    print_step(title)
    child = spawn_child(
        command,
        [sys.executable, home.ROOT / "manage.py", command, *options],
        log=home.VAR / "log" / f"{command}.log",
        environ=os.environ | {"DATABASE_URL": owner_database_url()},
    )
    try:
        if child.process.wait():
            said = {"step": title, "why": child.last_words_and_place()}
            raise ServiceError(_("%(step)s failed: %(why)s") % said)
    finally:
        child.stop()


def send_todays_digests(profile: str) -> None:
    """The demonstration's first start sends whatever the day, so that there is something to look at."""
    with home.first_run_marker("digests") as first:
        options = ["--first"] if first and profile == "demo" else []
        run_step(_("Sending today's digests"), "send_digests", *options)


class EchoingBuffer(StringIO):
    """Shows a command's sentences while it works, and keeps all: the last line is for programs."""

    def write(self, text: str) -> int:
        if not COUNTS.fullmatch(text.strip()):
            print(indent(text, "  "), end="", flush=True)
        return super().write(text)


def run_step(title: str, command: str, *options: str) -> dict[str, str]:
    print_step(title)
    return command_result(command, *options, output=EchoingBuffer())


def command_result(command: str, *options: str, output: StringIO) -> dict[str, str]:
    """The `key=value` pairs of a command's last line."""
    with override(terminal_language()):
        call_command(command, *options, stdout=output)
    last = output.getvalue().strip().splitlines()[-1:]
    return dict(pair.split("=", 1) for pair in " ".join(last).split() if "=" in pair)


def print_step(line: str) -> None:
    print(line, flush=True)
