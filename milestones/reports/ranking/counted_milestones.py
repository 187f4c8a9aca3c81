"""How each milestone counts in the ranking of units, against its first baseline and against the one in force.

Counted are the milestones whose first baseline falls within the period and is past by the end of the day: in time,
finished late, or unfinished. Left out by decision: an approved extension for force majeure. Counted as neither, because
nobody can say yet: awaiting confirmation of a finish in time, suspended or cancelled before its date, due on the day
itself. A finish claimed for a later day is late whatever is decided about it: unfinished until it is confirmed.

What is late counts for the unit that had it on the day after its first baseline, wherever it was moved since; all else
for the unit of the day.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from backoffice.clock import end_of_day
from milestones.models import ChangeRequest, Milestone, Standing
from milestones.models.standing import StandingQuerySet
from milestones.models.status import State
from projects.models import Unit, User
from projects.models.wording import with_wording_of_day

ON_TIME, LATE, OVERDUE, FORCE_MAJEURE = "on_time", "late", "overdue", "force_majeure"
COUNTS = (ON_TIME, LATE, OVERDUE)
WORDS = {
    ON_TIME: _("in time"),
    LATE: _("finished late"),
    OVERDUE: _("unfinished past its date"),
    FORCE_MAJEURE: _("left out: extended for force majeure"),
    "awaiting": _("neither: awaiting confirmation"),
    "suspended": _("neither: suspended before its date"),
    "cancelled": _("neither: cancelled before its date"),
    "due": _("neither: not past its date"),
}
# What the rows of a unit may be narrowed to: how they count, and the other columns of the ranking.
SHOWN = WORDS | {
    "neither": _("counted as neither"),
    "returned": _("with returned claims"),
    "silent": _("silent projects"),
}


def milestones_due_in(first: dt.date, on: dt.date) -> StandingQuerySet:
    """The milestones whose first baseline falls within the period, each with how it counts."""
    rows = Standing.objects.on(on).filter(baseline_first__range=(first, on))
    forced = ChangeRequest.objects.filter(
        milestone=OuterRef("milestone"),
        kind="extend",
        state="approved",
        reason_class="force_majeure",
        decided_at__lt=end_of_day(on),
    )
    rows = rows.annotate(
        how=outcome_case("baseline_first", on, forced), how_now=outcome_case("baseline_due", on, forced)
    )
    return rows.annotate(charged=charged_unit_case(on))


def charged_unit_case(on: dt.date) -> Case:
    """Return a Case expression for the primary key of the unit a milestone counts for: the unit responsible when it
    became late or was finished, else the unit of the day.
    """
    eve = Func(F("finished_on"), template="(%(expressions)s - 1)", output_field=DateField())
    late, done = (
        Func(F("project_id"), before, Value(on), function="charged_on") for before in (F("baseline_first"), eve)
    )
    return Case(
        When(how__in=(LATE, OVERDUE), then=late),
        When(how=ON_TIME, then=done),
        default=F("unit_id"),
        output_field=BigIntegerField(),
    )


def outcome_case(due: str, on: dt.date, forced: QuerySet[Any]) -> Case:
    """How a milestone counts against one of its dates; the first that fits."""
    kept = F(due)
    return Case(
        When(Exists(forced), then=Value(FORCE_MAJEURE)),
        When(state=State.AWAITING, finished_on__lte=kept, then=Value("awaiting")),
        When(confirmed_on__isnull=False, finished_on__lte=kept, then=Value(ON_TIME)),
        When(confirmed_on__isnull=False, then=Value(LATE)),
        When(state=State.CANCELLED, cancelled_on__lte=kept, then=Value("cancelled")),
        When(state=State.SUSPENDED, suspended_on__lte=kept, then=Value("suspended")),
        When(Q(**{f"{due}__gte": on}), then=Value("due")),
        default=Value(OVERDUE),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class RankedMilestone:
    """One milestone of a unit: how it counted, and by how many days it missed its first baseline."""

    row: Standing
    on: dt.date
    opens: bool = True  # whether the reader may open the project

    @property
    def days(self) -> int | None:
        """Days after the first baseline; none where it is not counted."""
        if self.row.how not in COUNTS:  # type: ignore[attr-defined]
            return None
        ended = self.finished_on or self.row.cancelled_on or self.on
        return max((ended - self.row.baseline_first).days, 0)  # type: ignore[operator]

    @property
    def finished_on(self) -> dt.date | None:
        """The day stated, once somebody else confirmed it."""
        return self.row.finished_on if self.row.confirmed_on else None

    @property
    def moved(self) -> bool:
        """Whether another unit has the project now."""
        return self.row.charged != self.row.unit_id  # type: ignore[attr-defined]

    @property
    def words(self) -> str:
        return str(WORDS[self.row.how])  # type: ignore[attr-defined]

    @property
    def words_now(self) -> str:
        return str(WORDS[self.row.how_now])  # type: ignore[attr-defined]


def has_outcome(one: RankedMilestone, how: str) -> bool:
    """Whether a row is one of those asked for."""
    counts = one.row.how  # type: ignore[attr-defined]
    if how == "returned":
        return one.row.returned_times > 0
    if how == "neither":
        return counts not in (*COUNTS, FORCE_MAJEURE)
    return not how or counts == how


@with_wording_of_day
def ranked_milestones(user: User, unit: Unit, first: dt.date, on: dt.date) -> list[RankedMilestone]:
    """Every milestone that counts for a unit in the period, what missed its date first.

    The unit that is charged reads all of them; what another has now opens only for whoever may see it.
    """
    rows = milestones_due_in(first, on).filter(charged=unit.pk).with_names().order_by("baseline_first", "milestone_id")
    rows = rows.annotate(opens=Exists(Milestone.objects.visible_to(user).filter(pk=OuterRef("milestone"))))
    found = [RankedMilestone(row, on, row.opens) for row in rows]
    return sorted(found, key=lambda one: -1 if one.days is None else one.days, reverse=True)
