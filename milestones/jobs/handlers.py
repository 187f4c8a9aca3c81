"""What each job does for one slot, and ends its run with. Each may be done twice without doing anything twice.

Flags and digests end the run themselves, in the transaction that writes them, so that no crash comes between.
"""

import datetime as dt
from collections.abc import Callable

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from backoffice import clock
from backoffice.models import purge_form_leftovers
from milestones.digests.planning import plan_slot
from milestones.models import CalendarYear, Delivery, Job, JobRun
from milestones.rules.flagging import flag_overdue
from milestones.rules.spans import SpansDiffer, verify_spans
from projects.models import carry_out_due, delete_stale_rate_limits

from .runs import end_run

TEXTS = dt.timedelta(days=180)
ATTEMPTS = dt.timedelta(days=180)
SAMPLE = 2_000  # milestones a night


def purge_expired_data(now: dt.datetime) -> dict[str, int]:
    """Delete and blank; answer how many of each."""
    states = Delivery.State
    unfinished = [states.PENDING, states.SENDING, states.HELD, states.UNCERTAIN]
    old = Delivery.objects.filter(planned_at__lt=now - TEXTS).exclude(text="", html="")
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "tokens": AuthToken.objects.filter(expiry__lt=now).delete()[0],
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()[0],
        "limits": delete_stale_rate_limits(now),
        **purge_form_leftovers(now),
        "texts": old.exclude(state__in=unfinished).update(text="", html=""),
    }


NOVEMBER = 11  # by then the State Council has published next year's holidays, or soon will


def run_flag_job(run: JobRun, now: dt.datetime) -> None:
    carry_out_due(now)
    counts = flag_overdue(run.slot, now=now)
    if counts.newest:  # a later day was flagged meanwhile, so nothing was written, not the end of this run either
        end_run(run, clock.now(), counts=counts.as_counts())


def run_digest_job(run: JobRun, now: dt.datetime) -> None:
    plan_slot(run.slot, kind=run.job, now=now)


def run_calendar_job(run: JobRun, now: dt.datetime) -> None:
    years = unofficial_years(timezone.localdate(now))
    end_run(run, clock.now(), counts={"unofficial": years})


def run_purge_job(run: JobRun, now: dt.datetime) -> None:
    counts = purge_expired_data(now)
    end_run(run, clock.now(), counts=counts)


def run_verify_job(run: JobRun, now: dt.datetime) -> None:
    found = verify_spans(SAMPLE)
    if found.differing:
        raise SpansDiffer(", ".join(map(str, found.differing[:20])))
    end_run(run, clock.now(), counts={"milestones": found.milestones})


def unofficial_years(day: dt.date) -> list[int]:
    """Which years, this one and from November on the next, have no official schedule of working days."""
    wanted = [day.year, *([day.year + 1] if day.month >= NOVEMBER else [])]
    official = set(
        CalendarYear.objects.filter(year__in=wanted, status=CalendarYear.Status.OFFICIAL).values_list("year", flat=True)
    )
    return [year for year in wanted if year not in official]


WORK: dict[str, Callable[[JobRun, dt.datetime], None]] = {
    Job.Name.FLAG: run_flag_job,
    Job.Name.DIGEST: run_digest_job,
    Job.Name.WEEKLY: run_digest_job,
    Job.Name.CALENDAR: run_calendar_job,
    Job.Name.PURGE: run_purge_job,
    Job.Name.VERIFY: run_verify_job,
}
