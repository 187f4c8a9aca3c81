"""China's official holidays and make-up workdays, as the table keeps them: only days that differ from Monday to Friday."""

import datetime as dt
import re

import holidays
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from milestones.models import CalendarDay, CalendarYear
from milestones.rules.workdays import Workdays

SATURDAY = 5
# How the library names a day off that is worked on another day: 休息日（由 2024-02-04 调休）.
SWAPPED = re.compile(r"(\d{4}-\d{2}-\d{2})")


def published(year: int) -> list[CalendarDay]:
    """A year's days as the library has them."""
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    swapped = {
        dt.date.fromisoformat(match[1]): day for day, name in found.items() if (match := SWAPPED.search(name))
    }
    off = [CalendarDay(day=d, is_workday=False, name=n) for d, n in found.items() if d.weekday() < SATURDAY]
    worked = [
        CalendarDay(day=day, is_workday=True, name=make_up_name(swapped.get(day)))
        for day in found.weekend_workdays
        if day.year == year and day.weekday() >= SATURDAY
    ]
    return sorted(off + worked, key=lambda row: row.day)


def make_up_name(rest: dt.date | None) -> str:
    return f"调休上班（{rest.month}月{rest.day}日休息）" if rest else "调休上班"


def check_official(year: int, days: list[CalendarDay]) -> None:
    """Raise ValidationError where the library has only the statutory holidays: the official schedule is not out yet."""
    if not any(row.is_workday for row in days):
        text = _(
            "%(year)s has no make-up workday yet: the official schedule is not published, or not in holidays %(version)s."
        )
        raise ValidationError(text % {"year": year, "version": holidays.__version__})


@transaction.atomic
def sync(year: int, *, provisional: bool = False) -> tuple[CalendarYear, list[CalendarDay]]:
    """Make the table's year as the library has it. An official year that has become provisional is never accepted."""
    days = published(year)
    if not provisional:
        check_official(year, days)
    elif CalendarYear.objects.filter(year=year, status=CalendarYear.Status.OFFICIAL).exists():
        raise ValidationError(_("%(year)s is official already.") % {"year": year})
    status = CalendarYear.Status.PROVISIONAL if provisional else CalendarYear.Status.OFFICIAL
    row = CalendarYear(year=year, status=status, source=f"holidays {holidays.__version__}")
    row.save()
    CalendarDay.objects.filter(day__year=year).exclude(day__in=[d.day for d in days]).delete()
    stored = CalendarDay.objects.filter(day__year=year).in_bulk()
    for day in days:
        was = stored.get(day.day)
        if was is None or (was.is_workday, was.name) != (day.is_workday, day.name):
            day.save()
    return row, days


def workdays() -> Workdays:
    """The calendar table, for counting in Python."""
    return Workdays(dict(CalendarDay.objects.values_list("day", "is_workday")))
