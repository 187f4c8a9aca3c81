"""Find and sort milestones by today's state and light with indexed columns of their own rows. Must agree with
standing.sql, which computes any day from the facts; a test compares both.

Twin: standing.sql, which reads the facts themselves and any day. A test holds the two together.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from backoffice.clock import today
from milestones.models import Milestone, Policy, ProgressReport, Standing, Suspension
from milestones.models.status import RANKED, Light, State

from .official_calendar import workday_calendar

NONE = Q(pk__in=[])
NO_DAYS = Value(dt.timedelta(0))
LIVE = Q(cancelled_on=None)
# A further claim after a return or a reopening pauses nothing.
UNPAUSED = LIVE & Q(Q(claimed_on=None) | Q(claimed_again=True))
WAITS = LIVE & Q(claimed_on__isnull=False, confirmed_on=None)
# Lights that a state alone decides; an open milestone's is left to the standing.
STATES_OF: dict[Light, list[State]] = {
    Light.RED: [State.OVERDUE],
    Light.YELLOW: [State.AWAITING],
    Light.GREY: [State.SUSPENDED, State.UNPLANNED],
    Light.BLUE: [State.FINISHED],
}


def state_condition(state: str) -> Q:
    """Milestones that are in the state at the end of today."""
    suspended = Exists(Suspension.objects.filter(project=OuterRef("project"), to_at=None))
    running = UNPAUSED & ~Q(suspended)
    conditions: dict[str, Q] = {
        State.CANCELLED: Q(cancelled_on__isnull=False),
        State.FINISHED: LIVE & Q(confirmed_on__isnull=False),
        State.AWAITING: WAITS & Q(claimed_again=False),
        State.SUSPENDED: UNPAUSED & Q(suspended),
        State.UNPLANNED: running & Q(baseline_due=None),
        State.OVERDUE: running & Q(baseline_due__lt=today()),
        State.OPEN: running & Q(baseline_due__gte=today()),
    }
    return conditions[state]


def light_condition(light: str, rows: QuerySet[Milestone]) -> Q:
    """Those of the milestones that show the light today."""
    if light == Light.BLUE:
        return state_condition(State.FINISHED)
    return light_conditions(quantity_milestone_lights(rows))[light]


def quantity_milestone_lights(rows: QuerySet[Milestone]) -> dict[str | None, list[int]]:
    """The open milestones that count a quantity by their light: only they can be behind, which their facts say."""
    counting = rows.filter(state_condition(State.OPEN), target__isnull=False)
    found: dict[str | None, list[int]] = defaultdict(list)
    for key, light in Standing.objects.on().among(counting).values_list("pk", "light"):
        found[light].append(key)
    return found


def light_conditions(counted: dict[str | None, list[int]]) -> dict[str, Q]:
    """Each light's milestones, red first, where the lights of those that count a quantity are known."""
    running, plain = state_condition(State.OPEN), plain_light_conditions()
    found: dict[str, Q] = {}
    for light in RANKED:
        decided = reduce(or_, map(state_condition, STATES_OF.get(light, [])), NONE)
        found[light] = decided | Q(pk__in=counted.get(light, [])) | (running & plain.get(light, NONE))
    return found


def plain_light_conditions() -> dict[str, Q]:
    """The lights of open milestones without a quantity: they cannot be behind."""
    plain = Q(target=None)
    near = due_soon_condition() | Q(forecast_due__gt=F("baseline_due")) | Q(forecast_due__lt=today())
    silent = ~Exists(ProgressReport.objects.filter(milestone=OuterRef("pk")))
    waits = Q(starts_on__gt=today()) & Q(silent)
    return {Light.YELLOW: plain & near, Light.GREY: plain & ~near & waits, Light.GREEN: plain & ~near & ~waits}


def due_soon_condition() -> Q:
    """Due within the working days that the policy of their category warns of."""
    policies = Policy.objects.filter(effective_from__lte=today()).order_by("effective_from")
    calendar = workday_calendar()
    ends = {one.category_id: calendar.add(today(), one.due_soon_workdays + 1) for one in policies}
    own = [Q(project__category=key, baseline_due__lt=end) for key, end in ends.items() if key]
    general = Q(baseline_due__lt=ends[None]) if None in ends else NONE
    return reduce(or_, own, general & ~Q(project__category__in=[key for key in ends if key]))


def worst_standings_page(rows: QuerySet[Milestone], start: int, size: int) -> list[Standing]:
    """A page of the milestones in the order of `Standing.worst_first()`, without reading where all of them stand."""
    keys: list[int] = []
    for part in overdue_then_others(rows):
        found = part.values_list("pk", flat=True)[start : start + size - len(keys)]
        keys += found
        if len(keys) == size:
            break
        if start:
            start = 0 if found else start - part.count()
    return standings_in_order(keys)


def overdue_then_others(rows: QuerySet[Milestone]) -> Iterator[QuerySet[Milestone]]:
    """Yield two querysets of the milestones: overdue ones by baseline date, then all others by light, days late and
    baseline date.
    """
    yield rows.filter(state_condition(State.OVERDUE)).order_by("baseline_due", "pk")
    others = rows.exclude(state_condition(State.OVERDUE))
    yield others.order_by(
        light_rank_expression(quantity_milestone_lights(others)),
        days_late_expression().desc(),
        "baseline_due",
        "pk",
    )


def light_rank_expression(counted: dict[str | None, list[int]]) -> Case:
    """The place of a milestone's light, red first; cancelled ones have none."""
    shown = [When(condition, then=place) for place, condition in enumerate(light_conditions(counted).values(), 1)]
    return Case(When(state_condition(State.CANCELLED), then=len(shown) + 1), *shown)


def project_light_rank_expression() -> Least:
    """The rank of the light that decides a project: the worst of its own and its works' milestones, null without
    any.
    """
    live = Milestone.objects.filter(LIVE)
    place = light_rank_expression(quantity_milestone_lights(live))
    own, works = (
        live.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(worst=Min(place)).values("worst")
        for path in ("project", "project__parent")
    )
    return Least(Subquery(own), Subquery(works))


def days_late_expression() -> Greatest:
    """How long after its baseline a milestone ended, or stands today."""
    claimed = Case(When(claimed_again=False, then=F("finished_on")))
    ended = Coalesce("cancelled_on", claimed, Value(today()))
    return Greatest(Coalesce(ended - F("baseline_due"), NO_DAYS), NO_DAYS)


def standings_slice(rows: QuerySet[Milestone], start: int, stop: int) -> list[Standing]:
    """The standings of a slice of the milestones, in the order they are in."""
    return standings_in_order(list(rows.values_list("pk", flat=True)[start:stop]))


def standings_in_order(keys: Iterable[int]) -> list[Standing]:
    """The standings of these milestones, in the order given."""
    found = Standing.objects.on().with_names().in_bulk(keys)
    return [found[key] for key in keys]
