"""Plan one day's digests on demand and hand over all that is pending: what the command and the first start do."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from backoffice import clock
from milestones.digests import planning
from milestones.models import Delivery, Job
from milestones.models.subscription import KINDS
from milestones.rules import slots
from milestones.rules.official_calendar import workday_calendar

from . import outbox


@dataclass(frozen=True)
class SendCounts:
    """What one call did; `held` is everything of the slot that waits for a person."""

    planned: int = 0
    sent: int = 0
    held: int = 0
    skipped: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in vars(self).items())


def is_digest_day(day: dt.date, kind: str = Job.Name.DIGEST) -> bool:
    """Whether a digest of this kind goes out on the day: on working days only."""
    job = Job.objects.filter(name=kind).first()
    return job is not None and slots.is_slot(job, day, workday_calendar())


def digest_kinds_due(day: dt.date, first: bool = False) -> list[str]:
    """The kinds of digest that go out on the day; all of them on the first start."""
    return [kind for kind in KINDS if first or is_digest_day(day, kind)]


def send_digests(on: dt.date | None = None, *, first: bool = False, now: dt.datetime | None = None) -> SendCounts:
    """Plan the digests of a day (today), if it is a working day or the `first`, and hand over all that is pending.

    Run again, it plans and sends nothing a second time.
    """
    now = now or clock.now()
    slot = on or clock.day_of_instant(now)
    planned = [planning.plan_slot(slot, kind=kind, now=now, first=first) for kind in digest_kinds_due(slot, first)]
    return count_sent(planned, slot, outbox.send_due_deliveries(now))


def count_sent(planned: list[planning.DigestPlan], slot: dt.date, done: Counter) -> SendCounts:
    counts = sum((Counter(one.as_counts()) for one in planned), Counter())
    held = Delivery.objects.filter(slot=slot, state=Delivery.State.HELD).count()
    unsent = sum(done[name] for name in ("dead", "uncertain", "retry", "postponed", "unreachable"))
    return SendCounts(
        planned=counts["planned"],
        sent=done["sent"],
        held=held,
        skipped=counts["skipped"] + done["suppressed"],
        failed=counts["failed"] + unsent,
    )
