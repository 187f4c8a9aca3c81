"""A list, a form and what is written touch as many pages of the database among thirty thousand milestones as among
three thousand; the sums of the district no more than in proportion. Counted, not timed.
"""

import pytest
from django.db import connection

from bench.lines import lines

pytestmark = pytest.mark.scale

SMALL, LARGE = 3_000, 30_000
FLAT = {
    "API: overdue milestones",
    "list: milestones",
    "list: overdue",
    "one milestone's form",
    "a report",
    "a claim",
    "an approval of 100 nodes",
    "spans of 2,000 verified",
}
SUMS = {
    "nightly flagging",
    "overdue report, API",
    "overdue report, page",
    "overdue as of last year",
    "home",
    "trend",
    "wall of a unit",
    "a steward's home",
    "a steward's overdue",
}


def pages_of_this_backend():
    """Pages of tables and indexes that this connection has looked at, in memory or on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT sum(hits + reads) FROM pg_stat_get_backend_io(pg_backend_pid())")
        return int(cursor.fetchone()[0])


def pages_touched(act):
    """Of an act that was done before."""
    act()
    before = pages_of_this_backend()
    act()
    return pages_of_this_backend() - before


def test_a_list_and_one_object_touch_no_more_and_a_sum_no_more_than_in_proportion(seeded):
    counts = {}
    for size in (SMALL, LARGE):
        seeded(size)
        counts[size] = {line.name: pages_touched(line.product) for line in lines() if line.name in FLAT | SUMS}
    assert counts[LARGE].keys() == FLAT | SUMS
    growth = {name: counts[LARGE][name] / count for name, count in counts[SMALL].items()}
    assert {name: times for name, times in growth.items() if times > (1.5 if name in FLAT else LARGE / SMALL)} == {}
