"""A job's run of one slot: claimed by one process, ended once, or skipped."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from milestones.models import Job, JobRun
from milestones.models.job import end_runs
from milestones.rules import slots
from milestones.rules.workdays import Workdays

from . import lease

LEASE = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 5
State = JobRun.State


def skip_missed_slots(job: Job, newest: dt.date, now: dt.datetime, calendar: Workdays) -> int:
    """Record the slots that passed since the last run as skipped, one left half-way too; nothing is replayed."""
    earlier = JobRun.objects.filter(job=job.name, slot__lt=newest)
    end_runs(earlier.under_way().filter(lease.free(now)), State.SKIPPED, now)
    last = earlier.order_by("-slot").values_list("slot", flat=True).first()
    return skip_slots(job, slots.slots_between(job, last, newest, calendar)) if last else 0


def skip_slots(job: Job, days: Iterable[dt.date]) -> int:
    """Record that nobody runs these slots any more; answer how many they are."""
    rows = [JobRun(job=job.name, slot=day, state=State.SKIPPED, due_at=slots.slot_due_at(job, day)) for day in days]
    return len(JobRun.objects.bulk_create(rows, ignore_conflicts=True))


def claim_run(job: Job, slot: dt.date, now: dt.datetime) -> JobRun | None:
    """The slot's run, if it is neither done nor in another process's hands."""
    JobRun.objects.bulk_create(
        [JobRun(job=job.name, slot=slot, due_at=slots.slot_due_at(job, slot), started_at=now)],
        ignore_conflicts=True,
    )
    waiting = JobRun.objects.under_way().filter(lease.free(now), job=job.name, slot=slot)
    return lease.claim(waiting, now + LEASE, attempts=F("attempts") + 1).first()


def end_run(run: JobRun, now: dt.datetime, state: str = State.DONE, **fields: Any) -> None:
    """End the run, unless another process has it by now."""
    lease.retry_write(lambda: end_runs(lease.held(run), state, now, **fields))


def fail_run(run: JobRun, now: dt.datetime, error: Exception) -> None:
    """Leave the run to the next tick after its lease, a few times; then it stays failed, for a person to see."""
    said = f"{type(error).__name__}: {error}"[:300]
    if run.attempts >= MOST_ATTEMPTS:
        return end_run(run, now, State.FAILED, last_error=said)
    lease.write_held(run, last_error=said)
