"""Slots: the days on which a job falls due. A slot is a calendar day, never a run: whoever asks, however often, finds
the same.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from milestones.models import Job

from .workdays import Workdays

DAY = dt.timedelta(days=1)
REACH = 30  # days without a slot that are looked through: longer than any holiday


def is_slot(job: Job, day: dt.date, calendar: Workdays) -> bool:
    """Whether the job falls due on the day."""
    if job.weekday is not None:
        return day == slot_in_week(job, day, calendar)
    return not job.workdays_only or calendar.is_workday(day)


def slot_in_week(job: Job, day: dt.date, calendar: Workdays) -> dt.date | None:
    """The job's day in the week of `day`: its weekday, or the next working day of that week, or none."""
    monday = day - day.weekday() * DAY
    week = (monday + number * DAY for number in range(job.weekday or 0, 7))
    return next((day for day in week if not job.workdays_only or calendar.is_workday(day)), None)


def slot_due_at(job: Job, day: dt.date) -> dt.datetime:
    """The instant on the district's clock; a local time that a change of clocks leaves out is read as the next valid
    one.
    """
    return timezone.make_aware(dt.datetime.combine(day, job.due_at))


def newest_due_slot(job: Job, now: dt.datetime, calendar: Workdays) -> dt.date | None:
    """The newest slot that is due at `now`."""
    today = timezone.localdate(now)
    days = (today - number * DAY for number in range(REACH))
    return next((day for day in days if slot_due_at(job, day) <= now and is_slot(job, day, calendar)), None)


def previous_slot(job: Job, day: dt.date, calendar: Workdays) -> dt.date:
    """The slot before a day."""
    days = (day - number * DAY for number in range(1, REACH))
    return next((day for day in days if is_slot(job, day, calendar)), day - DAY)


def next_slot(job: Job, day: dt.date, calendar: Workdays) -> dt.date:
    """The slot after a day."""
    days = (day + number * DAY for number in range(1, REACH))
    return next((day for day in days if is_slot(job, day, calendar)), day + DAY)


def slots_between(job: Job, after: dt.date, until: dt.date, calendar: Workdays) -> Iterator[dt.date]:
    """Yield the job's slots (calendar days) strictly between `after` and `until`."""
    day = after + DAY
    while day < until:
        if is_slot(job, day, calendar):
            yield day
        day += DAY
