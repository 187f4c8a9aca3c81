"""Whether the spans of milestones are what their facts say. `spans.sql` lays them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from milestones.models import Milestone

PART = 10_000  # milestones that are compared at once
COLUMNS = """milestone_id, project_id, from_day, to_day, state, baseline_first, baseline_due, quantity, claimed_on, finished_on,
    confirmed_on, cancelled_on, suspended_on, returned_times, forecast_due"""  # noqa: E501
DIFFERING = f"""
    WITH stored AS (SELECT {COLUMNS} FROM milestones_span WHERE milestone_id = ANY (%(keys)s)),
        said AS (SELECT * FROM spans_of(%(keys)s))
    SELECT DISTINCT milestone_id FROM (
        (SELECT * FROM stored EXCEPT ALL SELECT * FROM said)
        UNION ALL (SELECT * FROM said EXCEPT ALL SELECT * FROM stored)
    ) different ORDER BY milestone_id
"""
LEFT_OVER = """
    SELECT DISTINCT milestone_id FROM milestones_span s
    WHERE NOT EXISTS (SELECT FROM milestones_milestone m WHERE m.id = s.milestone_id) ORDER BY milestone_id
"""


class SpansDiffer(Exception):
    """Stored spans are not what the facts say: a fact was written with its triggers off."""


@dataclass(frozen=True)
class Verification:
    """How many milestones were compared, and the keys of those whose spans differ."""

    milestones: int
    differing: list[int]


def verify_spans(sample: int | None = None) -> Verification:
    """Compare the spans of all milestones, or of so many at random, with what their facts say. Nothing is written."""
    compared, differing = 0, [] if sample else fetch_keys(LEFT_OVER)
    for keys in parts(sample):
        compared += len(keys)
        differing += fetch_keys(DIFFERING, keys)
    return Verification(compared, differing)


def lay_all_spans() -> None:
    """Lay every milestone's spans anew; the owner of the database alone may."""
    with connection.cursor() as cursor:
        for keys in parts():
            cursor.execute("SELECT lay_spans(%s)", [keys])
        cursor.execute("SELECT lay_spans(%s)", [fetch_keys(LEFT_OVER)])


def parts(sample: int | None = None) -> Iterator[list[int]]:
    """The keys of all milestones in order, or of so many at random, some at a time."""
    milestones = Milestone.objects.order_by("pk").values_list("pk", flat=True)
    if sample:
        yield list(milestones.order_by("?")[:sample])
        return
    last = 0
    while keys := list(milestones.filter(pk__gt=last)[:PART]):
        yield keys
        last = keys[-1]


def fetch_keys(sql: str, keys: list[int] | None = None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"keys": keys})
        return [key for (key,) in cursor.fetchall()]
