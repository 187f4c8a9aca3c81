"""Plan what is due and hand over what is planned: the one function behind command and task."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from milestones.models import Delivery
from projects.clock import today

from . import outbox, plan, slots


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


def send_digests(on: dt.date | None = None, *, first: bool = False) -> Sent:
    """Plan the digests of a day (today), if it is a working day or the `first`, and hand over all that is pending.

    Run again, it plans and sends nothing a second time.
    """
    slot = on or today()
    planned = plan.plan_slot(slot, first=first) if first or slots.is_due(slot) else plan.Plan(slot)
    return count(planned, outbox.drain())


def count(planned: plan.Plan, done: Counter) -> Sent:
    counts = planned.as_counts()
    held = Delivery.objects.filter(kind=plan.KIND, slot=planned.slot, state=Delivery.State.HELD).count()
    unsent = sum(done[name] for name in ("dead", "uncertain", "retry", "postponed"))
    return Sent(
        planned=counts["planned"], sent=done["sent"], held=held, skipped=counts["skipped"] + done["suppressed"],
        failed=counts["failed"] + unsent,
    )  # fmt: skip
