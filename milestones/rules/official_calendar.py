"""China's official holidays and make-up workdays, as the table keeps them: only days that differ from Monday to
Friday.
"""

import datetime as dt
import re

import holidays
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day, today
from backoffice.guards import BY_APPLICATION
from milestones.models import CalendarDay, CalendarYear, FormerDay
from milestones.models.calendar import BEGINNING, past_days_refusal

from .workdays import Workdays

SATURDAY = 5
# How the library names a day off that is worked on another day: 休息日（由 2024-02-04 调休）.
SWAPPED = re.compile(r"(\d{4}-\d{2}-\d{2})")


def published_calendar_days(year: int) -> list[CalendarDay]:
    """A year's days as the library has them."""
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    swapped = {dt.date.fromisoformat(match[1]): day for day, name in found.items() if (match := SWAPPED.search(name))}
    off = [CalendarDay(day=d, is_workday=False, name=n) for d, n in found.items() if d.weekday() < SATURDAY]
    worked = [
        CalendarDay(day=day, is_workday=True, name=makeup_workday_name(swapped.get(day)))
        for day in found.weekend_workdays
        if day.year == year and day.weekday() >= SATURDAY
    ]
    return sorted(off + worked, key=lambda row: row.day)


def makeup_workday_name(rest: dt.date | None) -> str:
    return f"调休上班（{rest.month}月{rest.day}日休息）" if rest else "调休上班"


def check_official_schedule(year: int, days: list[CalendarDay]) -> None:
    """Raise ValidationError where the library has only the statutory holidays: the official schedule is not out yet."""
    if not any(row.is_workday for row in days):
        text = _(
            "%(year)s has no make-up workday yet: the official schedule is not published, or not in holidays "
            "%(version)s."
        )
        raise ValidationError(text % {"year": year, "version": holidays.__version__})


@transaction.atomic
def sync_calendar_year(year: int, *, provisional: bool = False) -> tuple[CalendarYear, list[CalendarDay]]:
    """Make the table's year as the library has it. An official year that has become provisional is never accepted.

    A year that nobody had is laid as it has always been; of one that stands, only days to come are changed.
    """
    days = published_calendar_days(year)
    if not provisional:
        check_official_schedule(year, days)
    elif CalendarYear.objects.filter(year=year, status=CalendarYear.Status.OFFICIAL).exists():
        raise ValidationError(_("%(year)s is official already.") % {"year": year})
    status = CalendarYear.Status.PROVISIONAL if provisional else CalendarYear.Status.OFFICIAL
    stored = CalendarDay.objects.filter(day__year=year).in_bulk()
    had = CalendarYear.objects.filter(year=year).first()
    since = timezone.now() if stored or had else BEGINNING
    source = f"holidays {holidays.__version__}"
    if had is None or (had.status, had.source) != (status, source):
        had = CalendarYear(year=year, status=status, source=source, from_at=since)
        had.save()
    changed = [day for day in days if not day.same_as(stored.get(day.day))]
    gone = [row for key, row in stored.items() if key not in {day.day for day in days}]
    if since != BEGINNING or is_application_role():
        refuse_past_days([*changed, *gone])
    CalendarDay.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for day in changed:
        day.from_at = since
        day.save()
    return had, days


def is_application_role() -> bool:
    """Whether the application itself writes, not the owner who lays what has always been."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {BY_APPLICATION}")
        return cursor.fetchone()[0]


def refuse_past_days(days: list[CalendarDay]) -> None:
    """Raise ValidationError naming those of the days that have come."""
    if past := [day for day in sorted(days, key=lambda row: row.day) if day.day <= today()]:
        raise ValidationError(past_days_refusal(past), "past")


def calendar_days(on: dt.date | None = None) -> dict[dt.date, bool]:
    """The days that the calendar named at the end of a day (today by default), and whether they were worked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, is_workday FROM calendar_on(%s) ORDER BY day", [on or today()])
        return dict(cursor.fetchall())


def calendar_year_statuses(on: dt.date) -> dict[int, str]:
    """The years that somebody had entered by the end of a day, and how official they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT year, status FROM calendar_years_on(%s)", [on])
        return dict(cursor.fetchall())


def workday_calendar(on: dt.date | None = None) -> Workdays:
    """The calendar in force at the end of a day (today by default), for counting in Python."""
    return Workdays(calendar_days(on))


def later_corrected_days(on: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Days up to `on` that the calendar came to say otherwise only after it: each with the day of its correction."""
    found = FormerDay.objects.filter(day__lte=on, from_at__lt=end_of_day(on), to_at__gte=end_of_day(on))
    return [(day, day_of_instant(at)) for day, at in found.order_by("day").values_list("day", "to_at")]
