"""Record actions at the present instant in one transaction; only a replay, as the database's owner, writes facts of an
earlier instant.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import SerializationFailure

from .channel import Channel, history_channel

P = ParamSpec("P")
R = TypeVar("R")

# Whether an action is being recorded whose instant the actions within it share.
within: ContextVar[bool] = ContextVar("within", default=False)


@contextmanager
def historical_replay() -> Iterator[None]:
    """Write facts of earlier instants: the demonstration, records of before, benchmarks, tests. The history says so.

    The role of the application is laid down for that long; whoever logged in as the application has no other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_user = 'tiexi_app'")
        was, bound = cursor.fetchone()
        if bound:
            cursor.execute("SET LOCAL ROLE tiexi_owner")
        with history_channel(Channel.REPLAY):
            yield
        # Histories read the context from the transaction, which goes on; an outer context is told again by its next
        # write.
        cursor.execute(
            "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
        )
        if bound:
            cursor.execute(f"SET LOCAL ROLE {was}")


def recorded_action(action: Callable[P, R]) -> Callable[P, R]:
    """Decorator: run an action in one transaction on one district day; repeat it once if midnight fell before the
    commit; with `at` given, replay it at that instant.

    Where midnight came between, the action is done once more with the new instant. With an `at` it is replayed.
    """

    @functools.wraps(action)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs.get("at") is not None and not within.get():
            with historical_replay():
                return run_atomically(action, *args, **kwargs)
        return retry_after_midnight(lambda: run_atomically(action, *args, **kwargs))

    return told


def run_atomically(action: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    token = within.set(True)
    try:
        with transaction.atomic():
            return action(*args, **kwargs)
    finally:
        within.reset(token)


def retry_after_midnight(action: Callable[[], R]) -> R:
    """Do a transaction, and once more where its day ended before it was committed; a part of one leaves that to the
    whole.
    """
    if connection.in_atomic_block:
        return action()
    try:
        return action()
    except OperationalError as error:
        if not is_day_ended_error(error):
            raise
        return action()


def is_day_ended_error(error: BaseException | None) -> bool:
    """Whether the database refused a fact because its day had ended."""
    return error is not None and isinstance(error.__cause__, SerializationFailure)
