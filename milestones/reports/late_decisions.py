"""Claims, doubtful figures and requests that wait for a supervisor longer than the policy allows: the supervisor's own
late items.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.functions import Coalesce, TruncDate

from backoffice.clock import end_of_day
from milestones.models import Claim, Policy
from milestones.rules.official_calendar import workday_calendar
from milestones.rules.workdays import Workdays

PENDING = Claim.State.PENDING  # requests and figures call it by the same word
CLAIM = ("milestone__project__category",)
FIGURE = ("milestone__project__category", "target__project__category")
CHANGE = ("milestone__project__category", "project__category", "target__project__category")


def workdays_waited(on: dt.date, since: str | None = None) -> Func:
    """Working days that a record waited for its decision, or waits since by the end of `on`; `since` where the day is a
    column of its own.
    """
    after = F(since) if since else TruncDate("at")
    until = Value(on) if since else Coalesce(TruncDate("decided_at"), Value(on))
    return Func(after, until, Value(on), function="workdays", output_field=IntegerField())


def decision_cutoff(on: dt.date, limit: int, calendar: Workdays) -> dt.date:
    """Return the newest day from which more than `limit` working days have passed by the end of `on`."""
    return calendar.add(on + dt.timedelta(days=1), -(limit + 1)) - dt.timedelta(days=1)


def decision_cutoffs(on: dt.date, calendar: Workdays) -> dict[dt.date, list[int]]:
    """The newest day since which something waits too long, with the categories of which it is that day."""
    days: dict[dt.date, list[int]] = defaultdict(list)
    for pk, policy in Policy.objects.by_category(on).items():
        days[decision_cutoff(on, policy.confirm_workdays, calendar)].append(pk)
    return dict(days)


def late_decisions_q(on: dt.date, categories: tuple[str, ...], days: dict[dt.date, list[int]] | None = None) -> Q:
    """Return a Q for rows still pending a decision longer than their category's policy allows; `categories` are lookup
    paths to the category.
    """
    found = Q(pk__in=[])
    for day, keys in (decision_cutoffs(on, workday_calendar(on)) if days is None else days).items():
        of = Q(pk__in=[])
        for path in categories:
            of |= Q(**{f"{path}__in": keys})
        found |= of & Q(at__lt=end_of_day(day))
    return found & Q(state=PENDING)
