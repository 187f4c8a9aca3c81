"""Run every scheduled job that is due. Idempotent, and safe in any number of copies at once: Celery beat calls it every
minute, `manage.py tick` does, and so does a button of the admin; any one of them alive is enough.
"""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from backoffice import clock
from milestones.models import Heartbeat, Job, JobRun
from milestones.rules import slots
from milestones.rules.official_calendar import workday_calendar
from milestones.rules.workdays import Workdays

from . import runs
from .handlers import WORK

SKEW = dt.timedelta(seconds=60)
logger = logging.getLogger(__name__)


class ClockIsWrong(Exception):
    """This machine's clock and the database's differ too much to decide what is due."""


@dataclass
class TickResult:
    """What one tick did: runs ended well, slots skipped, runs that failed."""

    done: list[str] = field(default_factory=list)
    skipped: int = 0
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"done={','.join(self.done) or '-'} skipped={self.skipped} failed={','.join(self.failed) or '-'}"


def run_due_jobs(now: dt.datetime | None = None, *, by: str = "tick") -> TickResult:
    """Run each job's newest slot that is due at `now` (the present), once. Raise ClockIsWrong for a clock that lies.

    Older slots that nobody ran are recorded as skipped. `by` names the part of the machine that asks.
    """
    now, ticked = now or clock.now(), TickResult()
    if abs(clock_skew()) > SKEW:
        raise ClockIsWrong(f"This clock is {clock_skew().total_seconds():.0f} s off the database's.")
    record_heartbeat(by)
    calendar = workday_calendar()
    for job in Job.objects.filter(active=True):
        run_job_if_due(job, now, calendar, ticked)
    return ticked


def run_job_if_due(job: Job, now: dt.datetime, calendar: Workdays, ticked: TickResult) -> None:
    """One job: skip what was missed, run the newest slot unless it was run."""
    slot = slots.newest_due_slot(job, now, calendar)
    if slot is None or is_slot_done(job, slot):
        return
    ticked.skipped += runs.skip_missed_slots(job, slot, now, calendar)
    if (job.workdays_only or job.name == Job.Name.FLAG) and slot != timezone.localdate(now):
        # A day's mail is sent, and a night flagged, on that day or not at all: the next one says it all again, and no
        # page of a day that has ended comes to say otherwise.
        ticked.skipped += runs.skip_slots(job, [slot])
        return
    if run := runs.claim_run(job, slot, now):
        run_job(job, run, now, ticked)


def is_slot_done(job: Job, slot: dt.date) -> bool:
    """Whether the job already finished this slot or has a run of a later slot, so that moving the due time back repeats
    no earlier day.
    """
    runs_of = JobRun.objects.filter(job=job.name)
    ended = runs_of.filter(slot=slot).exclude(state=JobRun.State.RUNNING)
    return ended.exists() or runs_of.filter(slot__gt=slot).exists()


def run_job(job: Job, run: JobRun, now: dt.datetime, ticked: TickResult) -> None:
    try:
        WORK[job.name](run, now)
        ticked.done.append(job.name)
    except Exception as error:
        logger.exception("The job %s of %s failed", job.name, run.slot)
        ticked.failed.append(job.name)
        runs.fail_run(run, now, error)


def record_heartbeat(component: str) -> None:
    Heartbeat.objects.update_or_create(component=component, defaults={"at": clock.now()})


def clock_skew() -> dt.timedelta:
    """How far this machine's clock is ahead of the database's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return timezone.now() - cursor.fetchone()[0]
