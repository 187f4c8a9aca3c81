"""How each milestone counts in the ranking of units, against its first baseline and against the one in force.

Counted are the milestones whose first baseline falls within the period and is past by the end of the day: in time,
finished late, or unfinished. Left out by decision: what kept the date with the days added that were approved for force
majeure; those days alone are excused, so that what misses that date too is late. Counted as neither, because
nobody can say yet: awaiting confirmation of a finish in time, suspended or cancelled before its date, due on the day
itself. A finish claimed for a later day is late whatever is decided about it: unfinished until it is confirmed.

What is late counts for the unit that had it on the day after that date (after the first baseline where it was late
before any force majeure was approved), wherever it was moved since; all else
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
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from milestones.models import Milestone, Standing
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
    """The milestones whose first baseline falls within the period, each with how it counts, and with the date that it
    is measured against.
    """
    rows = Standing.objects.on(on).filter(baseline_first__range=(first, on))
    rows = rows.annotate(measured_from=days_after("baseline_first", F("excused_days")))
    rows = rows.annotate(outcome=outcome_case("measured_from", on), outcome_now=outcome_case("baseline_due", on))
    rows = rows.annotate(how=counted_case("outcome"), how_now=counted_case("outcome_now"))
    return rows.annotate(charged=charged_unit_case(on))


def days_after(day: str, days: Any) -> Func:
    return Func(F(day), days, template="(%(expressions)s)", arg_joiner=" + ", output_field=DateField())


def charged_unit_case(on: dt.date) -> Case:
    """Return a Case expression for the primary key of the unit a milestone counts for: the unit responsible when it
    became late or was finished, else the unit of the day.
    """
    first, moved, eve = F("baseline_first"), F("measured_from"), days_after("finished_on", Value(-1))
    late, later, done = (
        Func(F("project_id"), before, Value(on), function="charged_on") for before in (first, moved, eve)
    )
    return Case(
        When(how__in=(LATE, OVERDUE), first_forced_on__lte=first, then=later),
        When(how__in=(LATE, OVERDUE), then=late),
        When(how=ON_TIME, then=done),
        default=F("unit_id"),
        output_field=BigIntegerField(),
    )


def outcome_case(due: str, on: dt.date) -> Case:
    """How a milestone fares against one of its dates; the first that fits."""
    kept = F(due)
    return Case(
        When(state=State.AWAITING, finished_on__lte=kept, then=Value("awaiting")),
        When(confirmed_on__isnull=False, finished_on__lte=kept, then=Value(ON_TIME)),
        When(confirmed_on__isnull=False, then=Value(LATE)),
        When(state=State.CANCELLED, cancelled_on__lte=kept, then=Value("cancelled")),
        When(state=State.SUSPENDED, suspended_on__lte=kept, then=Value("suspended")),
        When(Q(**{f"{due}__gte": on}), then=Value("due")),
        default=Value(OVERDUE),
        output_field=CharField(),
    )


def counted_case(outcome: str) -> Case:
    """How an outcome counts: what was extended for force majeure is left out unless it missed that date too."""
    kept = ~Q(**{f"{outcome}__in": (LATE, OVERDUE)})
    return Case(When(kept, excused_days__gt=0, then=Value(FORCE_MAJEURE)), default=F(outcome), output_field=CharField())


@dataclass(frozen=True)
class RankedMilestone:
    """One milestone of a unit: how it counted, and by how many days it missed the date it is measured from."""

    row: Standing
    on: dt.date
    opens: bool = True  # whether the reader may open the project

    @property
    def days(self) -> int | None:
        """Days after the first baseline, those of force majeure apart; none where it is not counted."""
        if self.row.how not in COUNTS:  # type: ignore[attr-defined]
            return None
        ended = self.finished_on or self.row.cancelled_on or self.on
        return max((ended - self.row.measured_from).days, 0)  # type: ignore[attr-defined]

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
    rows = milestones_due_in(first, on).filter(charged=unit.pk).with_names().order_by("baseline_first", "milestone_id")  # type: ignore[misc]
    rows = rows.annotate(opens=Exists(Milestone.objects.visible_to(user).filter(pk=OuterRef("milestone"))))
    found = [RankedMilestone(row, on, row.opens) for row in rows]
    return sorted(found, key=lambda one: -1 if one.days is None else one.days, reverse=True)
