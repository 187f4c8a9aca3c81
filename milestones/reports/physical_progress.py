"""Physical progress (形象进度) of projects: what is done of their milestones by weight, at the end of a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, QuerySet, When

from milestones.models import Standing
from milestones.models.headings import parent_on_day
from milestones.models.status import State
from projects.models import Project, Target

# No quantity stands for the share of what is promised anew each time.
COUNTED_UP = Case(When(milestone__target__per=Target.Per.TOTAL, then="quantity"))


def physical_progress(on: dt.date, projects: Iterable[Project]) -> dict[int, Decimal | None]:
    """Percent done of each project, by primary key, in one query; None where nothing carries a weight.

    Σ weight × share ÷ Σ weight over what is approved and not cancelled: a draft's weight dilutes no promise. A
    programme
    counts its works' milestones with its own.
    """
    wanted = {project.pk for project in projects}
    done: dict[int, Fraction] = defaultdict(Fraction)
    whole: dict[int, Fraction] = defaultdict(Fraction)
    for project, weight, *standing, parent in _weighted_milestones(on, wanted):
        for pk in wanted.intersection((project, parent)):
            done[pk] += Fraction(weight) * milestone_share_done(*standing)
            whole[pk] += Fraction(weight)
    return {pk: round_half_up(done[pk] * 100 / whole[pk]) if whole[pk] else None for pk in wanted}


def _weighted_milestones(on: dt.date, wanted: Iterable[int]) -> QuerySet[Any]:
    rows = Standing.objects.on(on).of_projects(wanted).exclude(state__in=[State.CANCELLED, State.UNPLANNED]).order_by()
    return rows.values_list("project_id", "milestone__weight", "state", "reported", COUNTED_UP, parent_on_day(on))


def round_half_up(value: Fraction) -> Decimal:
    """Six decimals, halves away from zero, as PostgreSQL rounds."""
    millionths = Decimal(value.numerator * 10**6) / Decimal(value.denominator)
    return millionths.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-6)


def milestone_share_done(state: str, reported: Decimal | None, quantity: Decimal | None) -> Fraction:
    """How much of one milestone is done: all of it when finished, else what is reported of its quantity."""
    if state == State.FINISHED:
        return Fraction(1)
    return min(Fraction(reported or 0) / Fraction(quantity), Fraction(1)) if quantity else Fraction(0)
