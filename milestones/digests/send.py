"""Plan one day's digests on demand and hand over all that is pending: what the command and the first start do."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from milestones.models import Delivery, Job
from milestones.rules import slots
from milestones.rules.calendar import workdays
from projects import clock

from . import outbox, plan


@dataclass(frozen=True)
class Sent:
    """What one call did; `held` is everything of the slot that waits for a person."""

    planned: int = 0
    sent: int = 0
    held: int = 0
    skipped: int = 0
    failed: int = 0

    def __str__(self):
        return " ".join(f"{name}={value}" for name, value in vars(self).items())


def is_due(day: dt.date, kind: str = "digest") -> bool:
    """Whether a digest of this kind goes out on the day: on working days only."""
    job = Job.objects.filter(name=kind).first()
    return job is not None and slots.is_slot(job, day, workdays())


def send_digests(on: dt.date | None = None, *, first: bool = False, now: dt.datetime | None = None) -> Sent:
    """Plan the digests of a day (today), if it is a working day or the `first`, and hand over all that is pending.

    Run again, it plans and sends nothing a second time.
    """
    now = now or clock.now()
    slot = on or clock.day_of(now)
    planned = (
        plan.plan_slot(slot, now=now, first=first)
        if first or is_due(slot)
        else plan.Plan("digest", slot, now)
    )
    return count(planned, outbox.drain(now))


def count(planned: plan.Plan, done: Counter) -> Sent:
    counts = planned.as_counts()
    held = Delivery.objects.filter(kind=planned.kind, slot=planned.slot, state=Delivery.State.HELD).count()
    unsent = sum(done[name] for name in ("dead", "uncertain", "retry", "postponed", "unreachable"))
    return Sent(
        planned=counts["planned"], sent=done["sent"], held=held, skipped=counts["skipped"] + done["suppressed"],
        failed=counts["failed"] + unsent,
    )  # fmt: skip
