"""Send one claimed message over an open mail connection and record the outcome in its Delivery row."""

import datetime as dt
import logging
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error

from milestones.digests.letter import build_message
from milestones.jobs.lease import held, retry_write, write_held
from milestones.models import Delivery
from milestones.models.subscription import wanted_delivery_condition
from projects.models import User

State = Delivery.State
BACKOFF = (1, 5, 15, 60, 180)  # minutes
logger = logging.getLogger(__name__)


class DeliveryWithheld(Exception):
    """The row is somebody else's by now, or its reader is gone: the message stays here."""


def send_delivery(row: Delivery, connection: BaseEmailBackend, ticking: Callable[[], dt.datetime]) -> str:
    """Hand one claimed row over; answer the state it ended in, “retry”, “postponed” or “lost”."""
    try:
        message = build_message(row)
    except Exception as error:
        logger.exception("Message %s cannot be built", row.message_id)
        return finish_delivery(row, State.DEAD, **last_error_fields(error))
    row.marked = False  # type: ignore[attr-defined]
    try:
        send_message(connection, message, lambda: record_handoff(row, ticking()))
    except DeliveryWithheld:
        connection.close()
        return finish_withheld_delivery(row, ticking())
    except Error:
        connection.close()
        raise
    except Exception as error:
        connection.close()
        return handle_send_error(row, error, ticking())
    return finish_delivery(row, State.SENT, sent_at=ticking())


def finish_withheld_delivery(row: Delivery, now: dt.datetime) -> str:
    """Its reader is gone; or it grew too old in this process's hands, and is renewed like any other."""
    if row.not_after <= now:
        return "returned" if return_to_queue(row) else "lost"
    return finish_delivery(row, State.SUPPRESSED)


def return_to_queue(row: Delivery) -> int:
    """A row that was claimed and not begun."""
    return write_held(row, state=State.PENDING, token=None)


def send_message(connection: BaseEmailBackend, message: EmailMessage, before_data: Callable[[], None]) -> None:
    """Through a relay that announces the hand-over, or with the mark set just before where a backend cannot."""
    if hasattr(connection, "hand_over"):
        connection.hand_over(message, before_data)
    else:
        before_data()
        connection.send_messages([message])


def record_handoff(row: Delivery, now: dt.datetime) -> None:
    """Note the hand-over before the message leaves, if the row is still ours and its reader still wants it."""
    readers = User.objects.open()
    ours = held(row).filter(wanted_delivery_condition(row.kind), recipient__in=readers, not_after__gt=now)
    noted = {"handoff_at": now, "attempts": row.attempts + 1, "lease_until": now + settings.OUTBOX_LEASE}
    if not retry_write(lambda: ours.update(**noted)):
        raise DeliveryWithheld
    row.marked = True  # type: ignore[attr-defined]


def finish_delivery(row: Delivery, state: Delivery.State, **fields: Any) -> str:
    """End the row, unless somebody else has it by now."""
    return state.value if write_held(row, state=state, token=None, **fields) else "lost"


def handle_send_error(row: Delivery, error: Exception, now: dt.datetime) -> str:
    """What an error means: surely not sent and tried again, given up, or not known."""
    code = smtp_reply_code(error)
    if code and 400 <= code < 500:
        wait = BACKOFF[min(row.attempts, len(BACKOFF) - 1)]
        return "retry" if postpone_delivery(row, wait, error, now, attempts=row.attempts + 1) else "lost"
    if isinstance(error, OSError) and not code:
        if row.marked:  # type: ignore[attr-defined]
            return handle_ambiguous_send(row, error, now)
        return "postponed" if postpone_delivery(row, BACKOFF[0], error, now) else "lost"
    logger.warning("Message %s is refused for good: %s", row.message_id, error)
    return finish_delivery(row, State.DEAD, attempts=row.attempts + 1, **last_error_fields(error))


def smtp_reply_code(error: Exception) -> int | None:
    """The relay's three digits, where it gave any."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    code = error.smtp_code if isinstance(error, SMTPResponseException) else None
    return code if code and code > 0 else None


def postpone_delivery(row: Delivery, minutes: int, error: Exception, now: dt.datetime, **fields: Any) -> int:
    """Surely not sent: try again later."""
    waiting = {
        "state": State.PENDING,
        "token": None,
        "handoff_at": None,
        "next_at": now + dt.timedelta(minutes=minutes),
    }
    return write_held(row, **waiting, **fields, **last_error_fields(error))


def handle_ambiguous_send(row: Delivery, error: Exception, now: dt.datetime) -> str:
    """Handle a connection lost after transmission began: queue one more try flagged as a possible duplicate; the second
    time leave it uncertain for a person.
    """
    if row.ambiguous:
        return finish_delivery(row, State.UNCERTAIN, **last_error_fields(error))
    return "retry" if postpone_delivery(row, BACKOFF[0], error, now, ambiguous=1) else "lost"


def last_error_fields(error: Exception) -> dict:
    return {"last_code": smtp_reply_code(error), "last_error": f"{type(error).__name__}: {error}"[:300]}
