"""Where milestones stand today, from the columns repeated on their rows: what a list can find by an index.

Twin: standing.sql, which reads the facts themselves and any day. A test holds the two together.
"""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Greatest

from milestones.models import Policy, ProgressReport, Standing, Suspension
from milestones.rules.calendar import workdays
from projects.clock import today

NO_DAYS = Value(dt.timedelta(0))
LIVE = Q(cancelled_on=None)
UNCLAIMED = LIVE & Q(claimed_on=None)
# Lights that a state alone decides; an open milestone's is left to the standing.
STATES_OF = {
    "red": ["overdue"],
    "yellow": ["awaiting"],
    "grey": ["suspended", "unplanned"],
    "blue": ["finished"],
}


def in_state(state) -> Q:
    """Milestones that are in the state at the end of today."""
    suspended = Exists(Suspension.objects.filter(project=OuterRef("project"), to_at=None))
    running = UNCLAIMED & ~Q(suspended)
    return {
        "cancelled": Q(cancelled_on__isnull=False),
        "finished": LIVE & Q(confirmed_on__isnull=False),
        "awaiting": LIVE & Q(claimed_on__isnull=False, confirmed_on=None),
        "suspended": UNCLAIMED & Q(suspended),
        "unplanned": running & Q(baseline_due=None),
        "overdue": running & Q(baseline_due__lt=today()),
        "open": running & Q(baseline_due__gte=today()),
    }[state]


def in_light(light, rows) -> Q:
    """Those of the milestones that show the light today; only open ones that count a quantity are read by their facts."""
    found = Q(pk__in=[])
    for state in STATES_OF.get(light, []):
        found |= in_state(state)
    if light == "blue":
        return found
    counting = (
        Standing.objects.on().among(rows.filter(in_state("open"), target__isnull=False)).filter(light=light)
    )
    return (
        found
        | Q(pk__in=list(counting.values_list("pk", flat=True)))
        | (in_state("open") & plain_light(light))
    )


def plain_light(light) -> Q:
    """The light of an open milestone without a quantity: it cannot be behind."""
    near = warned() | Q(forecast_due__gt=F("baseline_due")) | Q(forecast_due__lt=today())
    silent = ~Exists(ProgressReport.objects.filter(milestone=OuterRef("pk")))
    waits = Q(starts_on__gt=today()) & Q(silent)
    lights = {"yellow": near, "grey": ~near & waits, "green": ~near & ~waits}
    return Q(target=None) & lights.get(light, Q(pk__in=[]))


def warned() -> Q:
    """Due within the working days that the policy of their category warns of."""
    policies = Policy.objects.filter(effective_from__lte=today()).order_by("effective_from")
    calendar = workdays()
    ends = {one.category_id: calendar.add(today(), one.due_soon_workdays + 1) for one in policies}
    own = [Q(project__category=key, baseline_due__lt=end) for key, end in ends.items() if key]
    general = Q(baseline_due__lt=ends[None]) if None in ends else Q(pk__in=[])
    return reduce(or_, own, general & ~Q(project__category__in=[key for key in ends if key]))


def worst_first(rows, start, size) -> list[Standing]:
    """A page of the milestones in the order of `Standing.worst_first()`, without reading where all of them stand.

    Overdue ones come first, then those whose facts must be read, then the finished, then the cancelled.
    """
    page: list[Standing] = []
    for part, read in parts(rows):
        found = read(part, start, start + size - len(page))
        page += found
        if len(page) == size:
            break
        if start:
            start = 0 if found else start - part.count()
    return page


def parts(rows):
    """The milestones in groups, the worse group first, each with how a slice of it is read."""
    read = in_state("awaiting") | in_state("suspended") | in_state("unplanned") | in_state("open")
    yield rows.filter(in_state("overdue")).order_by("baseline_due", "pk"), by_columns
    yield rows.filter(read), by_facts
    yield latest_by("finished_on", rows.filter(in_state("finished"))), by_columns
    yield latest_by("cancelled_on", rows.filter(in_state("cancelled"))), by_columns


def latest_by(column, rows):
    """Those that ended the longest after their baseline first."""
    late = Greatest(Coalesce(F(column) - F("baseline_due"), NO_DAYS), NO_DAYS)
    return rows.order_by(late.desc(), "baseline_due", "pk")


def by_columns(rows, start, stop):
    keys = list(rows.values_list("pk", flat=True)[start:stop])
    return standings(keys) if keys else []


def by_facts(rows, start, stop):
    return list(Standing.objects.on().among(rows).with_names().worst_first()[start:stop])


def standings(keys) -> list[Standing]:
    """The standings of these milestones, in the order given."""
    found = Standing.objects.on().with_names().in_bulk(keys)
    return [found[key] for key in keys]
