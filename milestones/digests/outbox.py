"""The outbox: hand stored messages to the mail relay, any number of processes at once.

A row is claimed with a token and a lease and every later write names the token, so whoever lost the row writes
nothing. `handoff_at` is committed just before the hand-over: a crash before it surely sent nothing, a crash after it
may have, and is counted in `ambiguous` before the one repetition allowed.
"""

import datetime as dt
import logging
import uuid
from collections import Counter
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

from django.core import mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from milestones.models import Delivery
from projects.models import User

from .letter import letter

State = Delivery.State
LEASE = dt.timedelta(seconds=60)
BACKOFF = (1, 5, 15, 60, 180)  # minutes
BATCH = 20
logger = logging.getLogger(__name__)


def drain() -> Counter:
    """Hand over whatever is due; answers how many rows ended in which way."""
    done = Counter()
    reap(timezone.now())
    while rows := claim(timezone.now()):
        done += hand_over(rows)
    return done


def reap(now: dt.datetime) -> None:
    """Take back what a dead process held, and end what is too old to be sent."""
    abandoned = Delivery.objects.filter(state=State.SENDING, lease_until__lt=now)
    abandoned.filter(handoff_at=None).update(state=State.PENDING, token=None)
    abandoned.filter(ambiguous=0, handoff_at__isnull=False).update(
        state=State.PENDING, token=None, ambiguous=1, handoff_at=None
    )
    abandoned.update(state=State.UNCERTAIN, token=None)
    stale = Delivery.objects.filter(state__in=[State.PENDING, State.HELD], not_after__lte=now)
    stale.update(state=State.EXPIRED)


@transaction.atomic
def claim(now: dt.datetime) -> list[Delivery]:
    """Take the oldest due rows that nobody else is taking; no lock is held afterwards."""
    token = uuid.uuid4()
    due = Delivery.objects.filter(state=State.PENDING, next_at__lte=now, not_after__gt=now).order_by(
        "next_at", "id"
    )
    ids = [row.pk for row in due.select_for_update(skip_locked=True).only("pk")[:BATCH]]
    Delivery.objects.filter(pk__in=ids).update(
        state=State.SENDING, token=token, lease_until=now + LEASE, handoff_at=None
    )
    return list(Delivery.objects.filter(pk__in=ids).select_related("recipient").order_by("next_at", "id"))


def mine(row):
    """The row as long as it is this process's: the fence of every write."""
    return Delivery.objects.filter(pk=row.pk, token=row.token, state=State.SENDING)


def hand_over(rows: list[Delivery]) -> Counter:
    """Send the claimed rows over one connection; when the relay is out of reach, none of them has cost an attempt."""
    done, waiting, connection = Counter(), list(rows), mail.get_connection()
    try:
        while waiting:
            connection.open()
            done[deliver(waiting.pop(0), connection)] += 1
    except (OSError, SMTPException) as error:
        logger.warning("The mail relay is out of reach: %s", error)
        done["postponed"] += sum(postpone(row, 1, error) for row in waiting)
    finally:
        connection.close()
    return done


def deliver(row, connection) -> str:
    """Mark, hand over, write down what became of it."""
    try:
        message = letter(row)
    except Exception as error:
        logger.exception("Message %s cannot be built", row.message_id)
        return settle(row, State.DEAD, **trace(error))
    if not mark(row):
        return settle(row, State.SUPPRESSED)
    try:
        accepted = connection.send_messages([message])
    except Exception as error:
        connection.close()
        return refused(row, error)
    return settle(row, State.SENT if accepted else State.DEAD, sent_at=timezone.now() if accepted else None)


def mark(row) -> bool:
    """Note the hand-over before it begins, if the row is still ours and its reader still with us."""
    now = timezone.now()
    here = User.objects.filter(is_active=True)
    ours = mine(row).filter(recipient__in=here, not_after__gt=now)
    return bool(ours.update(handoff_at=now, attempts=F("attempts") + 1, lease_until=now + LEASE))


def settle(row, state, **fields) -> str:
    """End the row, unless somebody else has it by now."""
    return state.value if mine(row).update(state=state, token=None, **fields) else "lost"


def refused(row, error) -> str:
    """What an error at the hand-over means: wait, give up, or not known."""
    code = answer(error)
    if code and 400 <= code < 500:
        wait = BACKOFF[min(row.attempts, len(BACKOFF) - 1)]
        return "retry" if postpone(row, wait, error) else "lost"
    if not code and isinstance(error, SMTPServerDisconnected | OSError):
        return unknown(row, error)
    return settle(row, State.DEAD, **trace(error))


def answer(error) -> int | None:
    """The relay's three digits, where it gave any."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    code = error.smtp_code if isinstance(error, SMTPResponseException) else None
    return code if code and code > 0 else None


def postpone(row, minutes, error) -> int:
    """Surely not sent: try again later."""
    later = timezone.now() + dt.timedelta(minutes=minutes)
    return mine(row).update(state=State.PENDING, token=None, handoff_at=None, next_at=later, **trace(error))


def unknown(row, error) -> str:
    """Cut off after the hand-over began: repeat it once and count it, then leave it to a person."""
    if row.ambiguous:
        return settle(row, State.UNCERTAIN, **trace(error))
    later = timezone.now() + dt.timedelta(minutes=1)
    again = {"state": State.PENDING, "token": None, "handoff_at": None, "ambiguous": 1, "next_at": later}
    return "retry" if mine(row).update(**again, **trace(error)) else "lost"


def trace(error) -> dict:
    return {"last_code": answer(error), "last_error": f"{type(error).__name__}: {error}"[:300]}
