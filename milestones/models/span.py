"""Spans: the schedule of a milestone as stretches of days on which nothing about it changes."""

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from backoffice.keys import key_among_q
from projects.models import READS_ALL, Project, User

from .milestone import Milestone

OVERDUE_ON = """CASE WHEN state = 'running' AND to_day > baseline_due + 1
    THEN daterange(GREATEST(from_day, baseline_due + 1), NULLIF(to_day, 'infinity')) ELSE 'empty'::daterange END"""


class EndlessDateField(models.DateField):
    """A day that may never come: infinity in the database, `date.max` in Python."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return "infinity" if value == dt.date.max else super().get_db_prep_value(value, connection, prepared)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return f"LEAST({sql}, DATE '{dt.date.max}')", params


class SpanQuerySet(models.QuerySet["Span"]):
    def visible_to(self, user: User) -> "SpanQuerySet":
        """Spans of the milestones one may see today."""
        if user.role in READS_ALL:
            return self
        return self.filter(key_among_q("milestone_id", Milestone.objects.visible_to(user)))


class Span(models.Model):
    """What was known of a milestone's schedule at the end of each day from `from_day` until before `to_day`.

    Written by triggers alone, in the transaction of the fact; `to_day` is infinity while the span holds. `overdue_on`
    are the days on which it is overdue.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        AWAITING = "awaiting"
        FINISHED = "finished"
        SUSPENDED = "suspended"
        UNPLANNED = "unplanned"
        CANCELLED = "cancelled"

    # Its triggers keep what its references say: nothing is asked of each row once more.
    milestone = models.ForeignKey(
        Milestone, models.DO_NOTHING, related_name="spans", db_index=False, db_constraint=False
    )
    project = models.ForeignKey(Project, models.DO_NOTHING, related_name="+", db_constraint=False)
    from_day = models.DateField()
    to_day = EndlessDateField()
    state = models.CharField(max_length=9, choices=State)
    baseline_first = models.DateField(null=True)
    baseline_due = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    claimed_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    suspended_on = models.DateField(null=True)
    returned_times = models.IntegerField()
    forecast_due = models.DateField(null=True)
    overdue_on = models.GeneratedField(
        expression=RawSQL(OVERDUE_ON, []), output_field=DateRangeField(), db_persist=True
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["milestone", "from_day"], name="one_span_from_a_day")]
        indexes = [
            # What is overdue on a day.
            GistIndex(fields=["overdue_on"], name="span_overdue"),
            # What stands today, by state and baseline.
            models.Index(
                fields=["state", "baseline_due", "milestone"], name="span_in_force", condition=Q(to_day=dt.date.max)
            ),
        ]
