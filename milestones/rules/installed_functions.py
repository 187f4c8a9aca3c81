"""The functions of the rule: the text that each migration installs, and whether the database has what the files say."""

import re
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from backoffice import guards, pinyin

RULES = Path(__file__).parent
FILES = (RULES / "workdays.sql", RULES / "standing.sql", RULES / "spans.sql", pinyin.SQL, guards.INSTANTS)
FROZEN = RULES.parent / "migrations" / "sql"
FUNCTION = re.compile(r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?\bAS \$\$(.*?)\$\$;", re.M | re.S)


def frozen(name: str) -> str:
    """The SQL that a migration installs, as it was when that migration was written; the rule's files move on."""
    return (FROZEN / f"{name}.sql").read_text("utf-8")


def declared_functions() -> set[tuple[str, str]]:
    """The functions of the rule as the files have them: name and body."""
    return {found for path in FILES for found in FUNCTION.findall(path.read_text("utf-8"))}


def differing_functions(using: str = "default") -> list[str]:
    """Names of the functions that the database lacks, has with another body, or has once more with other arguments."""
    wanted = declared_functions()
    with connections[using].cursor() as cursor:
        names = [name for name, _body in wanted]
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [names])
        found = set(cursor.fetchall())
    return sorted({name for name, _body in wanted ^ found})


def check_sql_functions(databases: list[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Name each function of the rule that differs from its file though every migration was applied."""
    hint = "The rule's SQL was changed: add a migration that installs it, with its text frozen beside it."
    return [
        Error(f"{name}() in the database is not the one of the code.", hint=hint, id="milestones.E001")
        for using in databases or ()
        if not has_pending_migrations(using)
        for name in differing_functions(using)
    ]


def has_pending_migrations(using: str) -> bool:
    """Whether the database has still to be migrated."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
