"""Standing: where every milestone stands at the end of a day, as rows that can be filtered, joined and counted."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable

from backoffice.clock import day_of_instant, today
from backoffice.keys import key_among_q
from milestones.models.status import State
from projects.models import READS_ALL, Category, Placement, Project, Unit, User

from .baseline import BaselineVersion
from .milestone import Milestone
from .policy import Policy


class DayTable(BaseTable):
    """The base table of a query, read from `standing_on(day)` in place of a stored table."""

    def __init__(self, table_name: str, alias: str | None, day: dt.date) -> None:
        super().__init__(table_name, alias)
        self.day = day

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        return f"standing_on(%s::date) {self.table_alias}", [self.day]

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "DayTable":
        return DayTable(self.table_name, change_map.get(self.table_alias, self.table_alias), self.day)

    @property
    def identity(self) -> tuple[Any, ...]:
        return (*super().identity, self.day)


class StandingQuerySet(models.QuerySet["Standing"]):
    day: dt.date

    def on(self, day: dt.date | None = None) -> "StandingQuerySet":
        """Rows as of the end of a day (today by default), worst first."""
        rows = self._chain()  # type: ignore[attr-defined]
        alias = rows.query.get_initial_alias()
        rows.query.alias_map[alias] = DayTable(rows.query.alias_map[alias].table_name, alias, day or today())
        rows.day = day or today()
        return rows

    def _clone(self) -> "StandingQuerySet":
        clone = super()._clone()  # type: ignore[misc]
        if hasattr(self, "day"):
            clone.day = self.day
        return clone

    def visible_to(self, user: User) -> "StandingQuerySet":
        """Rows of the milestones one may see today, whatever the day asked for."""
        return self if user.role in READS_ALL else self.among(Milestone.objects.visible_to(user))

    def among(self, milestones: models.QuerySet) -> "StandingQuerySet":
        """Rows of these milestones; no others are read."""
        return self.filter(key_among_q("milestone_id", milestones))

    def of_projects(self, keys: Iterable[Any]) -> "StandingQuerySet":
        """Rows of the milestones of these projects and of what stood under them on the day."""
        works = Placement.objects.on(self.day).filter(parent__in=keys).values("project")
        projects = Project.objects.filter(models.Q(pk__in=keys) | models.Q(pk__in=works))
        return self.filter(key_among_q("project_id", projects))

    def overdue(self) -> "StandingQuerySet":
        """Open and past the baseline, worst first."""
        return self.filter(is_overdue=True).worst_first()

    def worst_first(self) -> "StandingQuerySet":
        """Red before yellow before the rest, the longest late first."""
        return self.order_by("light_rank", "-days_late", "baseline_due", "milestone_id")

    def with_names(self) -> "StandingQuerySet":
        """Everything that a row shows, in one query; the instant of its first approval too."""
        first = BaselineVersion.objects.filter(milestone=models.OuterRef("milestone"), number=1)
        rows = self.annotate(approved_at=models.Subquery(first.order_by().values("from_at")[:1]))
        return rows.select_related(
            "milestone__target", "project__parent", "category", "unit", "steward", "leader", "owner", "policy"
        )


class Standing(models.Model):
    """One row of `standing_on(day)`. Always start from `Standing.objects.on(day)`; there is no stored table."""

    milestone = models.OneToOneField(Milestone, models.DO_NOTHING, primary_key=True, related_name="+")
    project = models.ForeignKey(Project, models.DO_NOTHING, related_name="+")
    category = models.ForeignKey(Category, models.DO_NOTHING, related_name="+")
    unit = models.ForeignKey(Unit, models.DO_NOTHING, null=True, related_name="+")
    steward = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    state = models.CharField(max_length=10)
    baseline_first = models.DateField(null=True)
    baseline_due = models.DateField(null=True)
    slip_days = models.IntegerField(null=True)
    forecast_due = models.DateField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    claimed_on = models.DateField(null=True)
    claim_pending = models.BooleanField()  # claimed, not decided; after a return or a reopening that pauses nothing
    finished_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    suspended_on = models.DateField(null=True)
    is_overdue = models.BooleanField()
    days_late = models.IntegerField()
    working_days_late = models.IntegerField()
    due_in = models.IntegerField(null=True)  # working days from the day asked for to the baseline; 0 once it is past
    returned_times = models.IntegerField()
    reported = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    expected = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    target_value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    behind = models.DecimalField(max_digits=24, decimal_places=6, null=True)  # percentage points of the target
    light = models.CharField(max_length=6, null=True)
    light_rule = models.CharField(max_length=16, null=True)
    light_rank = models.IntegerField()  # 1 red, 2 yellow, 3 green, 4 grey, 5 blue, 6 none
    policy = models.ForeignKey(Policy, models.DO_NOTHING, null=True, related_name="+")
    excused_days = models.IntegerField()  # by which extensions for force majeure moved its date
    first_forced_on = models.DateField(null=True)  # the approval of the first of them

    objects = StandingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "standing_on"
        default_permissions = ()

    @property
    def late_at_approval(self) -> int:
        """How many days its first date had passed when it was approved; of a row read `with_names()`."""
        approved_at = getattr(self, "approved_at", None)
        if approved_at is None or self.baseline_first is None:
            return 0
        return max((day_of_instant(approved_at) - self.baseline_first).days, 0)

    @property
    def claimed_again(self) -> bool:
        """Whether a further claim waits after a return or a reopening: the record stays what it would be without it."""
        return self.claim_pending and self.state != State.AWAITING

    @property
    def state_for_actions(self) -> str:
        """The state that actions ask: whatever is claimed waits for its decision."""
        return State.AWAITING.value if self.claim_pending else self.state
