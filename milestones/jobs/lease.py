"""The only claim and fence: jobs, outbox and imports take their rows with it, and write to them through it.

A row under way is its process's as long as it carries that process's token; every write goes through `held`, so that
whoever lost the row writes nothing. A lease that ran out frees the row, and a write that sets `lease_until` renews it.

What happens to a free row is its owner's: a run and an import are claimed again, each attempt counted. A message is
claimed while it waits, and if its process died it may have left: `milestones.mail.outbox` decides that before it waits
again. The instants are those of `backoffice.clock`, which every tick holds against the database's.
"""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import Q, QuerySet

from milestones.models import Delivery, Import, JobRun

TURNS = 5
Row = TypeVar("Row", JobRun, Delivery, Import)


def free(now: dt.datetime) -> Q:
    """What nobody has claimed, or whose lease ran out."""
    return Q(lease_until=None) | Q(lease_until__lt=now)


def is_free(row: JobRun | Delivery | Import, now: dt.datetime) -> bool:
    """`free` of a row in hand."""
    return row.lease_until is None or row.lease_until < now


@transaction.atomic
def claim(rows: QuerySet[Row], until: dt.datetime, *, most: int = 1, **fields: Any) -> QuerySet[Row]:
    """Take the first rows that nobody else is taking, at most so many; no lock is held afterwards."""
    keys = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
    taken, token = rows.model._default_manager.filter(pk__in=keys), uuid.uuid4()
    taken.update(token=token, lease_until=until, **fields)
    return taken.filter(token=token)


def held(row: Row) -> QuerySet[Row]:
    """The row as long as it is under way in this process's hands; empty once it was lost or never claimed."""
    return type(row).objects.under_way().filter(pk=row.pk, token=row.token, lease_until__isnull=False)


def write_held(row: Row, **fields: Any) -> int:
    """Write to the row if it is still this process's; answer whether it was."""
    return retry_write(lambda: held(row).update(**fields))


def retry_write(write: Callable[[], int]) -> int:
    """Run a write through the fence and retry it when the database connection was cut; return its row count; raise
    after the last try, or at once inside a transaction.
    """
    for turn in range(TURNS):
        try:
            return write()
        except (OperationalError, InterfaceError):
            if turn == TURNS - 1 or connections["default"].in_atomic_block:
                raise
            connections["default"].close()
            time.sleep(0.2 * (turn + 1))
    raise AssertionError
