"""Facts about a project of which each holds until the next: which of them was in force on a day."""

import datetime as dt
from typing import Any, Self

from django.db import models

from backoffice.clock import end_of_day


class SuccessionQuerySet(models.QuerySet[Any]):
    """Facts with `project` and `from_at`. Narrow by other columns before asking for the newest."""

    def newest(self) -> Self:
        """The last fact of each project: the one in force now."""
        return self.order_by("project_id", "-from_at", "-id").distinct("project_id")

    def before(self, bound: dt.datetime) -> Self:
        """The one of each project that was in force just before an instant."""
        return self.filter(from_at__lt=bound).newest()

    def on(self, day: dt.date) -> Self:
        """The one of each project that was in force at the end of a day, as `assigned_on()` of standing.sql says it."""
        return self.before(end_of_day(day))
