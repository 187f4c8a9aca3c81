"""What each job does for one slot. Each answers its counts; each may be done twice without doing anything twice."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from milestones.digests.plan import plan_slot
from milestones.models import CalendarYear, Job, JobRun
from milestones.rules.flagging import flag_overdue

from .purge import purge

NOVEMBER = 11  # by then the State Council has published next year's holidays, or soon will


def flag(run: JobRun, now: dt.datetime) -> dict:
    return flag_overdue(run.slot, now=now).as_counts()


def digest(run: JobRun, now: dt.datetime) -> dict:
    return plan_slot(run.slot, kind=run.job, now=now).as_counts()


def check_calendar(run: JobRun, now: dt.datetime) -> dict:
    """Which years, this one and from November on the next, have no official schedule of working days."""
    day = timezone.localdate(now)
    wanted = [day.year, *([day.year + 1] if day.month >= NOVEMBER else [])]
    official = set(
        CalendarYear.objects.filter(year__in=wanted, status=CalendarYear.Status.OFFICIAL).values_list(
            "year", flat=True
        )
    )
    return {"unofficial": [year for year in wanted if year not in official]}


WORK: dict[str, Callable[[JobRun, dt.datetime], dict]] = {
    Job.Name.FLAG: flag,
    Job.Name.DIGEST: digest,
    Job.Name.WEEKLY: digest,
    Job.Name.CALENDAR: check_calendar,
    Job.Name.PURGE: purge,
}
