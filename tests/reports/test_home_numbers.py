"""Every number of the first page is the number of rows behind its link, on three days; over the demonstration in the
slow lane.
"""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from milestones.models import Standing
from milestones.reports.trend.report import WEEKS, overdue_counts_at
from projects.models import User
from tests.cast import day, enter, owner
from tests.district import flag_days
from tests.numbers import links_of, mismatches, naked

pytestmark = pytest.mark.django_db
ANCHOR = dt.date(2025, 6, 30)


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with owner():
            call_command("demo", on=ANCHOR.isoformat(), stdout=StringIO())
        # The planner knows nothing of rows that no other transaction has seen.
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE tiexi_owner")
            cursor.execute("ANALYZE")
            cursor.execute("SET ROLE tiexi_app")
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("on", [day(6, 19), day(6, 27), day(7, 15)], ids=str)
def test_every_number_is_the_number_of_rows_behind_its_link(district, on):
    client = enter(district.leader)
    links = links_of(client, "/", on=on)
    assert mismatches(client, links) == [] and len(links) > 40
    assert naked(client, "/", on=on) == []


def test_a_wrong_number_would_be_found(district):
    client = enter(district.leader)
    right = "/reports/overdue/?on=2024-06-27"
    assert mismatches(client, {(right, "1")}) and mismatches(client, {("/reports/overdue/?unit=moon", "1")})
    assert "/reports/lowered/" in " ".join(target for target, _number in links_of(client, "/", on=day(6, 27)))


@pytest.mark.parametrize(("who", "query"), [("steward", {}), ("other", {}), ("leader", {"mine": "1"})])
def test_the_numbers_of_a_part_of_the_district_too(district, who, query):
    client = enter(getattr(district, who))
    links = links_of(client, "/", on=day(6, 27), **query)
    assert mismatches(client, links) == [] and links


def test_the_numbers_of_the_ranking_and_of_the_trend_too(district):
    flag_days(day(6, 19), day(6, 27))
    client = enter(district.leader)
    for address in ("/reports/units/", "/reports/trend/"):
        links = links_of(client, address, on=day(7, 1))
        assert mismatches(client, links) == [] and links


def agrees(user, on):
    """The counts of the weeks and those of the rule."""
    days = [on - dt.timedelta(weeks=back) for back in range(WEEKS)]
    counts = overdue_counts_at(user, days)
    rule = {one: Standing.objects.on(one).visible_to(user).filter(state="overdue").count() for one in days}
    return {one: counts.get(one, 0) for one in days} == rule and any(rule.values())


def test_the_counts_of_the_weeks_are_those_of_the_rule(district):
    assert (
        agrees(district.leader, day(7, 15))
        and agrees(district.steward, day(7, 14))
        and agrees(district.leader, day(6, 26))
    )
    mine = Standing.objects.on(day(6, 27)).filter(state="overdue", leader=district.leader).count()
    assert overdue_counts_at(district.leader, [day(6, 27)], district.leader).get(day(6, 27), 0) == mine > 0


@pytest.mark.faults
@pytest.mark.parametrize("back", [0, 7, 90])
def test_every_number_of_the_demonstration(demonstration, back):
    client = enter(User.objects.get(username="leader"))
    links = links_of(client, "/", on=ANCHOR - dt.timedelta(back))
    assert mismatches(client, links) == [] and len(links) > 60
    assert naked(client, "/", on=ANCHOR - dt.timedelta(back)) == []


@pytest.mark.faults
def test_the_counts_of_the_demonstration(demonstration):
    assert agrees(User.objects.get(username="leader"), ANCHOR)
