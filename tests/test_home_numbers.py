"""Every number of the first page is the number of rows behind its link, on three days of the demonstration."""

import datetime as dt
import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from milestones.models import Standing
from milestones.reports.trend import WEEKS, overdue_at
from projects.models import User

pytestmark = pytest.mark.django_db
ANCHOR = dt.date(2025, 6, 30)
LINK = re.compile(r'<a href="([^"]+)">(\d+)</a>')


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """One load for all tests here; it is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", on=ANCHOR.isoformat(), stdout=StringIO())
        # The planner knows nothing of rows that no other transaction has seen.
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE tiexi_owner")
            cursor.execute("ANALYZE")
            cursor.execute("SET ROLE tiexi_app")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client_of(demonstration):
    """A browser of an account of the demonstration."""

    def log_in(name):
        client = Client()
        client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


def shown(page) -> int:
    """How many rows stand on a page of a list."""
    if "bands" in page.context:
        return sum(len(lines) for _group, _is_age, lines in page.context["bands"])
    return len(page.context["rows"])


def mismatches(client, **query) -> tuple[int, list]:
    """How many different links there are, and those whose number is not that of their rows."""
    links = set(LINK.findall(client.get("/", query).content.decode()))
    wrong = []
    for address, number in links:
        page = client.get(unescape(address))
        told = (page.status_code, page.context["total"], shown(page))
        if told != (200, int(number), min(int(number), 100)):
            wrong.append((address, number, told))
    return len(links), wrong


@pytest.mark.parametrize("back", [0, 7, 90])
def test_every_number_is_the_number_of_rows_behind_its_link(client_of, back):
    links, wrong = mismatches(client_of("leader"), on=(ANCHOR - dt.timedelta(back)).isoformat())
    assert wrong == [] and links > 60


@pytest.mark.parametrize(
    ("who", "query"), [("steward", {}), ("unithead", {}), ("leader", {"mine": "1"})], ids=["steward", "unithead", "mine"]
)
def test_the_numbers_of_a_part_of_the_district_too(client_of, who, query):
    links, wrong = mismatches(client_of(who), on=ANCHOR.isoformat(), **query)
    assert wrong == [] and links > 20


def test_the_counts_of_the_weeks_are_those_of_the_rule(demonstration):
    for name in ("leader", "steward"):
        user = User.objects.get(username=name)
        days = [ANCHOR - dt.timedelta(weeks=back) for back in range(WEEKS)]
        rule = {
            day: Standing.objects.on(day).visible_to(user).filter(state="overdue").count() for day in days
        }
        counts = overdue_at(user, days)
        assert {day: counts.get(day, 0) for day in days} == rule and any(rule.values())
    leader = User.objects.get(username="leader")
    mine = Standing.objects.on(ANCHOR).filter(state="overdue", leader=leader).count()
    assert overdue_at(leader, [ANCHOR], leader).get(ANCHOR, 0) == mine


def test_the_numbers_of_the_ranking_are_those_of_its_rows(client_of):
    client, on = client_of("leader"), ANCHOR.isoformat()
    page = client.get("/reports/units/", {"on": on}).content.decode()
    links = [(unescape(address), number) for address, number in LINK.findall(page)]
    assert len(links) > 20
    assert [pair for pair in links if client.get(pair[0]).context["total"] != int(pair[1])] == []


def test_the_numbers_of_the_trend_are_those_of_its_rows(client_of):
    client = client_of("leader")
    links = set(LINK.findall(client.get("/reports/trend/", {"on": ANCHOR.isoformat()}).content.decode()))
    assert len(links) > 20
    assert [link for link in links if client.get(unescape(link[0])).context["total"] != int(link[1])] == []


