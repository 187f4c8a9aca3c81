"""China's working days: Monday to Friday, corrected by the days that the calendar table names. Twin: workdays.sql."""

import datetime as dt
from bisect import bisect_right
from itertools import accumulate

MONDAY = dt.date(1900, 1, 1)


def weekdays_through(day: dt.date) -> int:
    """Mondays to Fridays from 1 January 1900 through a day."""
    weeks, rest = divmod((day - MONDAY).days, 7)
    return weeks * 5 + min(rest + 1, 5)


class Workdays:
    """The calendar as {day: is it worked}; only days that differ from Monday to Friday matter."""

    def __init__(self, exceptions: dict[dt.date, bool]) -> None:
        changes = sorted(
            (day, 1 if worked else -1) for day, worked in exceptions.items() if worked == (day.weekday() >= 5)
        )
        self.days = [day for day, _ in changes]
        self.totals = [0, *accumulate(step for _, step in changes)]
        self.exceptions = exceptions

    def through(self, day: dt.date) -> int:
        """Working days from 1 January 1900 through a day."""
        return weekdays_through(day) + self.totals[bisect_right(self.days, day)]

    def between(self, after: dt.date, until: dt.date) -> int:
        """Working days d with after < d <= until; 0 when until does not come after."""
        return self.through(until) - self.through(after) if until > after else 0

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work on a day."""
        return self.exceptions.get(day, day.weekday() < 5)

    def add(self, day: dt.date, count: int) -> dt.date:
        """The day `count` working days later (earlier when negative); for 0 the day itself or the next working day."""
        step = dt.timedelta(days=-1 if count < 0 else 1)
        while count and (day := day + step):
            count -= (1 if count > 0 else -1) * self.is_workday(day)
        while not self.is_workday(day):
            day += step
        return day
