"""Limit how long the database may work on one statement while a request waits; jobs, commands and imports have no
limit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

# Seconds; 0 is as long as it takes.
bound: ContextVar[int] = ContextVar("bound", default=0)


def set_statement_timeout(database: Any, seconds: int) -> None:
    """Set the bound on a connection, unless it was told already: a round trip only when pages and API alternate on it.

    What is set inside a transaction may be rolled back with it, so it holds for that transaction alone.
    """
    raw = database.connection
    block = database.atomic_blocks[0] if database.atomic_blocks else None
    if getattr(database, "told", None) in ((raw, None, seconds), (raw, block, seconds)):
        return
    with database.wrap_database_errors:
        raw.execute(f"SET statement_timeout = '{seconds:d}s'")
    database.told = (raw, block, seconds)


def apply_statement_timeout(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """Around each statement: by the first one of a request the bound is known to its connection."""
    set_statement_timeout(context["connection"], bound.get())
    return execute(sql, params, many, context)


@contextmanager
def limit_statement_time(seconds: int) -> Iterator[None]:
    """Somebody waits: no statement works longer."""
    token = bound.set(seconds)
    try:
        with connection.execute_wrapper(apply_statement_timeout):
            yield
    finally:
        bound.reset(token)


@contextmanager
def lift_statement_limit() -> Iterator[None]:
    """Work of a job or an import that a page has taken upon itself."""
    token = bound.set(0)
    try:
        yield
    finally:
        bound.reset(token)
