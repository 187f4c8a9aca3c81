"""A job's run of one slot: claimed with a lease by one process, ended once."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import F, Q, QuerySet

from milestones.mail.transport import retry_write
from milestones.models import Job, JobRun
from milestones.rules import slots
from milestones.rules.workdays import Workdays

LEASE = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 5
State = JobRun.State


def skip_missed_slots(job: Job, newest: dt.date, now: dt.datetime, calendar: Workdays) -> int:
    """Record the slots that passed since the last run as skipped, one left half-way too; nothing is replayed."""
    earlier = JobRun.objects.filter(job=job.name, slot__lt=newest)
    earlier.filter(state=State.RUNNING, lease_until__lt=now).update(state=State.SKIPPED, ended_at=now)
    last = earlier.order_by("-slot").values_list("slot", flat=True).first()
    missed = slots.slots_between(job, last, newest, calendar) if last else ()
    rows = [JobRun(job=job.name, slot=day, state=State.SKIPPED, due_at=slots.slot_due_at(job, day)) for day in missed]
    return len(JobRun.objects.bulk_create(rows, ignore_conflicts=True))


def claim_run(job: Job, slot: dt.date, now: dt.datetime) -> JobRun | None:
    """The slot's run, if it is neither done nor in another process's hands."""
    JobRun.objects.bulk_create(
        [JobRun(job=job.name, slot=slot, due_at=slots.slot_due_at(job, slot), started_at=now)],
        ignore_conflicts=True,
    )
    free = JobRun.objects.filter(job=job.name, slot=slot, state=State.RUNNING)
    free = free.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    token = uuid.uuid4()
    taken = free.update(token=token, lease_until=now + LEASE, attempts=F("attempts") + 1)
    return JobRun.objects.get(job=job.name, slot=slot) if taken else None


def leased_run(run: JobRun) -> QuerySet[JobRun]:
    """The run as long as it is this process's."""
    return JobRun.objects.filter(pk=run.pk, token=run.token, state=State.RUNNING)


def end_run(run: JobRun, now: dt.datetime, state: str = State.DONE, **fields: Any) -> None:
    retry_write(lambda: leased_run(run).update(state=state, ended_at=now, **fields))


def fail_run(run: JobRun, now: dt.datetime, error: Exception) -> None:
    """Leave the run to the next tick after its lease, a few times; then it stays failed, for a person to see."""
    said = f"{type(error).__name__}: {error}"[:300]
    if run.attempts >= MOST_ATTEMPTS:
        return end_run(run, now, State.FAILED, last_error=said)
    retry_write(lambda: leased_run(run).update(last_error=said))
