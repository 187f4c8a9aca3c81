"""Work on imports that wait: check them, or write them, one process at a time for each.

The database is the truth and a message only a doorbell. An import is claimed and written through
`milestones.jobs.lease`; the lease is renewed beside the transaction that writes, so that a reader sees how far it is,
and a process that died is replaced.
"""

import datetime as dt
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import OperationalError, connection, connections, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice import clock
from backoffice.channel import Channel, history_channel
from backoffice.recording import is_day_ended_error
from backoffice.storage import NO_ROOM_SAID, is_disk_full
from milestones.jobs import lease
from milestones.models import Import

from .reader import read_workbook_lines, refusal_sentence
from .row_check import ImportPass
from .sheet import WorkbookContext
from .sheets import sheets_in_import_order, sheets_in_workbook_order
from .validate_file import WorkbookRefused

LEASE = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 3
REHEARSED = 500  # changes that the dry run also writes and takes back: what only a verb can know is told before
BESIDE = "beside"  # a connection that is there while a pass runs
State = Import.State
logger = logging.getLogger(__name__)


def process_waiting_imports(stop: Callable[[], bool] = lambda: False, **wanted: Any) -> Counter:
    """Check or write waiting imports (or only those matching `wanted`) until none is left or `stop()` is true; return
    how many ended in each state.
    """
    done: Counter = Counter()
    while not stop() and (record := claim_next_import(clock.now(), **wanted)):
        done[process_import(record)] += 1
    return done


def claim_next_import(now: dt.datetime, **wanted: Any) -> Import | None:
    """Take the oldest import, or the wanted one, that waits or that a dead process held."""
    waiting = Import.objects.under_way().filter(lease.free(now), **wanted).order_by("at", "pk")
    return lease.claim(waiting, now + LEASE, attempts=F("attempts") + 1).first()


def is_left_alone(record: Import, patience: dt.timedelta) -> bool:
    """Whether it has waited longer than that and nobody works on it."""
    now = clock.now()
    return record.is_under_way and lease.is_free(record, now) and now - (record.ended_at or record.at) > patience


def process_import(record: Import) -> str:
    """Check or write one claimed import; whatever happens, it does not stay under way."""
    with override(record.by.language or settings.LANGUAGE_CODE):
        if record.attempts > MOST_ATTEMPTS:
            return end_import(record, State.FAILED, message=_("The work broke off several times; nothing was written."))
        try:
            return check_import(record) if record.state == State.CHECKING else apply_import(record)
        except WorkbookRefused as refusal:
            return end_import(record, State.FAILED, message=refusal_sentence(refusal))
        except Exception as error:
            logger.exception("Import %s broke off", record.pk)
            text = _("An unexpected error broke the work off; nothing was written. The log has the details.")
            return end_import(record, State.FAILED, message=NO_ROOM_SAID if is_disk_full(error) else text)


def check_import(record: Import) -> str:
    """The dry run: nothing stays written."""
    found = run_import_pass(record)
    if not found.fault_count and 0 < found.changing <= REHEARSED:
        with transaction.atomic():
            rehearsed = run_import_pass(record, write=True)
            transaction.set_rollback(True)
        found = rehearsed
    state = State.FAULTY if found.fault_count else State.CHECKED if found.changing else State.UNCHANGED
    return end_import(record, state, **import_results(found))


class ImportRolledBack(Exception):
    """Takes back what was written before a fault was found."""


def apply_import(record: Import) -> str:
    """Write it, and where midnight came between, say so and start over."""
    try:
        return write_import(record)
    except OperationalError as error:
        if not is_day_ended_error(error):
            raise
    text = _("Midnight came while this was being written, so it was started over with the new day.")
    lease.held(record).update(message=text)
    return write_import(record)


def write_import(record: Import) -> str:
    """All rows or none, and the end of the import with them."""
    try:
        with transaction.atomic(), history_channel(Channel.IMPORT, user=record.by_id, file=record.name):
            found = run_import_pass(record, write=True)
            if found.fault_count or end_import(record, State.DONE, **import_results(found)) == "lost":
                raise ImportRolledBack
    except ImportRolledBack:
        text = _("Writing met what the check had not seen, so nothing was written; see the faults.")
        return end_import(record, State.FAULTY, message=text, **import_results(found)) if found.fault_count else "lost"
    return State.DONE


def run_import_pass(record: Import, write: bool = False) -> ImportPass:
    """One pass over the file, which must be the one that was uploaded."""
    with record.file.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != record.sha256:
            raise WorkbookRefused("damaged")
    said = read_workbook_lines(record.file.path, [sheet.title for sheet in sheets_in_import_order()])
    with ImportProgress(record) as progress:
        return ImportPass(WorkbookContext(record.by, record.name), write=write, tell=progress.tell).run(said)


def import_results(found: ImportPass) -> dict:
    order = {sheet.title: place for place, sheet in enumerate(sheets_in_workbook_order(), 1)}
    counts = {title: dict(counted) for title, counted in found.counts.items()}
    faults, changes = (
        sorted(rows, key=lambda row: (order.get(row[0], 0), row[1] or 0)) for rows in (found.faults, found.changes)
    )
    return {
        "counts": counts,
        "faults": faults,
        "fault_count": found.fault_count,
        "changes": changes,
        "done": found.rows,
        "total": found.rows,
    }


def end_import(record: Import, state: str, **fields: Any) -> str:
    """Write the outcome down, if the import is still ours; one whose connection is cut is left to whoever is next."""
    given = {
        "state": state,
        "token": None,
        "lease_until": None,
        "attempts": 0,
        "ended_at": clock.now(),
    } | fields
    return state if lease.held(record).update(**given) else "lost"


class ImportProgress:
    """How far it is, told over a connection of its own: a transaction shows nothing until its end."""

    def __init__(self, record: Import) -> None:
        self.record, self.told = record, 0.0

    def __enter__(self) -> Self:
        connections[BESIDE] = connection.copy(BESIDE)
        return self

    def __exit__(self, *reason: object) -> None:
        connections[BESIDE].close()
        del connections[BESIDE]

    def tell(self, done: int, total: int) -> None:
        """At most once a second: the rows done of how many, and the lease renewed."""
        if time.monotonic() - self.told < 1:
            return
        self.told = time.monotonic()
        ours = lease.held(self.record).using(BESIDE)
        ours.update(done=done, total=total, lease_until=clock.now() + LEASE)
