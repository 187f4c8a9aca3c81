"""What migrations install: frozen, from an empty database through every past state, and equal to the code at the
end.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from milestones.rules import installed_functions

# Stops after each migration of ours and asks the rule, as an installation of that day would be asked.
EVERY_STATE = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

graph = MigrationLoader(connection).graph
order = list(dict.fromkeys(step for leaf in graph.leaf_nodes() for step in graph.forwards_plan(leaf)))
for app, name in order:
    call_command("migrate", app, name, verbosity=0, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_proc WHERE proname = 'standing_on'")
        if cursor.fetchone() is not None:
            cursor.execute("SELECT count(*) FROM standing_on(current_date)")
            print("asked", app, name)
call_command("check", databases=["default"])
"""


@pytest.fixture
def empty_database(db: None) -> Iterator[str]:
    """A database with nothing in it, and its address."""
    server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    server.execute("CREATE DATABASE from_nothing")
    yield os.environ["DATABASE_URL"].replace("@/tiexi?", "@/from_nothing?")
    server.execute("DROP DATABASE from_nothing WITH (FORCE)")
    server.close()


@pytest.mark.faults  # as slow as they are
def test_an_empty_database_passes_through_every_past_state(empty_database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERY_STATE],
        env=os.environ | {"DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "tiexi.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "asked milestones 0003_rules_and_policy" in done.stdout


def test_migrations_read_nothing_that_moves_on() -> None:
    for path in settings.BASE_DIR.glob("*/migrations/*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"read_text|open\(|import_module", text), path
        assert "backoffice.guards" not in text, path


def test_the_database_has_the_rule_of_the_code(db: None) -> None:
    assert installed_functions.differing_functions() == []
    call_command("check", databases=["default"])


def test_a_rule_changed_without_a_migration_is_named(as_owner: None, tmp_path: Path, monkeypatch) -> None:
    changed = tmp_path / "standing.sql"
    changed.write_text(installed_functions.FILES[1].read_text("utf-8").replace("asked + 1", "asked + 2"))
    monkeypatch.setattr(installed_functions, "FILES", (installed_functions.FILES[0], changed))
    with pytest.raises(SystemCheckError, match=r"ends_at\(\) in the database is not the one of the code"):
        call_command("check", databases=["default"])


def test_a_function_left_over_with_other_arguments_is_named(as_owner: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION ends_at(text) RETURNS text LANGUAGE sql AS 'SELECT $1'")
    assert installed_functions.differing_functions() == ["ends_at"]


def test_while_migrations_wait_the_rule_is_not_judged(as_owner: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'milestones'")
        cursor.execute("DROP FUNCTION ends_at(date) CASCADE")
    call_command("check", databases=["default"])
