"""Slots: the days for which a digest is due. A slot is planned once, whoever asks and however often."""

import datetime as dt

from milestones.models import CalendarDay
from milestones.rules.workdays import Workdays


def calendar() -> Workdays:
    return Workdays(dict(CalendarDay.objects.values_list("day", "is_workday")))


def is_due(day: dt.date) -> bool:
    """Digests go out on working days only."""
    return calendar().is_workday(day)
