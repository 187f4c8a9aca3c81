"""The outbox: hand stored messages to the mail relay, any number of processes at once.

A row is claimed and written through `milestones.jobs.lease`. `handoff_at` is committed just before the message itself
leaves: a crash before it surely sent nothing, a crash after it may have, and is counted in `ambiguous` before the one
repetition allowed. What could not be handed over in its twelve hours is replaced once by a fresh digest of the same
slot, or ended.
"""

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backoffice import clock
from milestones.digests import planning
from milestones.jobs import lease
from milestones.models import Delivery, Job, JobRun
from milestones.models.delivery import release_runs
from milestones.rules import slots
from milestones.rules.official_calendar import workday_calendar

from .transport import postpone_delivery, return_to_queue, send_delivery

State = Delivery.State
BATCH = 20
UNREACHABLE = 1  # minutes until the next try when the relay cannot be reached
logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]


def never_stop() -> bool:
    return False


def send_due_deliveries(
    now: dt.datetime | None = None, *, seconds: float = 240, stop: Callable[[], bool] = never_stop
) -> Counter:
    """Hand over whatever is due at `now` (the present) and falls due meanwhile; answers how many rows ended in which
    way.

    Ends when nothing is due, after `seconds`, when `stop()` says so, or when the relay is out of reach: the next
    drain, a minute later, tries one connection again.
    """
    done: Counter[str] = Counter()
    ticking, until = clock.running_clock(now), time.monotonic() + seconds
    reclaim_stale_deliveries(ticking())
    while not done["unreachable"] and not stop() and time.monotonic() < until:
        rows = claim_due_deliveries(ticking())
        if not rows:
            break
        done += send_claimed_deliveries(rows, ticking, stop)
    return done


def reclaim_stale_deliveries(now: dt.datetime) -> None:
    """Take back what a dead process held, and end what is too old to be sent."""
    abandoned = Delivery.objects.under_way().filter(lease.free(now))
    abandoned.filter(handoff_at=None).update(state=State.PENDING, token=None)
    abandoned.filter(ambiguous=0, handoff_at__isnull=False).update(
        state=State.PENDING, token=None, ambiguous=1, handoff_at=None, next_at=now
    )
    abandoned.update(state=State.UNCERTAIN, token=None)
    renew_stale_deliveries(now)


def renew_stale_deliveries(now: dt.datetime) -> None:
    """End whatever is past its time. A renewal is never renewed: the next slot says it all again."""
    stale = Delivery.objects.filter(not_after__lte=now)
    if stale.filter(state__in=[State.HELD, State.UNCERTAIN]).update(state=State.EXPIRED, token=None):
        release_runs(JobRun.objects.all())
    if stale.filter(state=State.PENDING).exists():
        supersede_stale_deliveries(stale.filter(state=State.PENDING), now)


@transaction.atomic
def supersede_stale_deliveries(stale: QuerySet[Delivery], now: dt.datetime) -> None:
    """Supersede what is still its reader's newest; the rest expires. Whoever comes second finds the rows taken."""
    rows = list(
        renewable_deliveries(stale, now).select_related("recipient").select_for_update(skip_locked=True, of=("self",))
    )
    for row, fresh in planning.recompose_stale(rows, now):
        row.state = State.SUPERSEDED if fresh else State.SUPPRESSED
        if fresh:
            fresh.save()
    Delivery.objects.bulk_update(rows, ["state"], batch_size=500)
    locked = stale.exclude(pk__in=[row.pk for row in rows]).select_for_update(skip_locked=True)
    Delivery.objects.filter(pk__in=[row.pk for row in locked.only("pk")]).update(state=State.EXPIRED)


def renewable_deliveries(stale: QuerySet[Delivery], now: dt.datetime) -> QuerySet[Delivery]:
    """Rows of a slot that is still the newest of its job, which no later row of the same reader follows."""
    calendar, current = workday_calendar(), Q(pk=None)
    for job in Job.objects.filter(active=True):
        current |= Q(kind=job.name, slot=slots.newest_due_slot(job, now, calendar))
    later = Delivery.objects.filter(recipient=OuterRef("recipient"), kind=OuterRef("kind"), slot__gt=OuterRef("slot"))
    return stale.filter(current, ~Exists(later), renews=None)


def claim_due_deliveries(now: dt.datetime) -> list[Delivery]:
    """Take the oldest due rows that nobody else is taking."""
    due = Delivery.objects.filter(state=State.PENDING, next_at__lte=now, not_after__gt=now).order_by("next_at", "id")
    taken = lease.claim(due, now + settings.OUTBOX_LEASE, most=BATCH, state=State.SENDING, handoff_at=None)
    return list(taken.select_related("recipient").order_by("next_at", "id"))


def send_claimed_deliveries(rows: list[Delivery], ticking: Clock, stop: Callable[[], bool] = never_stop) -> Counter:
    """Send the claimed rows over one connection; when the relay is out of reach, none of them has cost an attempt."""
    done: Counter[str] = Counter()
    waiting, connection = list(rows), mail.get_connection()
    try:
        while waiting and not stop():
            connection.open()
            done[send_delivery(waiting.pop(0), connection, ticking)] += 1
        done["returned"] += sum(return_to_queue(row) for row in waiting)
    except (OSError, SMTPException) as error:
        logger.warning("The mail relay is out of reach: %s", error)
        done["unreachable"] += sum(postpone_delivery(row, UNREACHABLE, error, ticking()) for row in waiting)
    finally:
        connection.close()
    return +done
