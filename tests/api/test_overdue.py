"""The overdue report as JSON."""

import datetime as dt

import pytest
from django.utils import timezone

from milestones.models.plan import approve_plan
from tests.api_client import V1, client_of, read
from tests.cast import add_milestone, noon

pytestmark = pytest.mark.django_db

KEYS = {
    "on",
    "total",
    "awaiting",
    "suspended",
    "by_unit",
    "by_category",
    "rules",
    "policy",
    "calendar",
    "checksum",
    "rows",
    "next",
}


@pytest.fixture
def cast(cast):
    for number in range(1, 5):
        add_milestone(cast, f"节点{number}", dt.date(2024, 6, number), at=noon(dt.date(2024, 1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(dt.date(2024, 1, 3)))
    return cast


def test_it_has_the_keys_of_the_contract(cast):
    report = read(cast.leader, "reports/overdue/", on="2024-06-20")
    assert set(report) == KEYS
    assert (report["on"], report["total"], len(report["rows"])) == ("2024-06-20", 5, 5)
    assert report["by_unit"][0]["code"] == "roads"
    milestones = read(cast.leader, "milestones/", on="2024-06-20", overdue="true")["results"]
    assert report["rows"] == milestones


def test_its_pages_hold_every_row_once(cast):
    client, address, rows = client_of(cast.leader), f"{V1}reports/overdue/?on=2024-06-20&page_size=2", []
    while address:
        page = client.get(address).json()
        assert page["total"] == 5
        rows, address = rows + page["rows"], page["next"]
    assert [row["days_late"] for row in rows] == [19, 18, 17, 16, 6]


def test_it_answers_the_same_whenever_it_is_asked(cast):
    before = read(cast.leader, "reports/overdue/", on="2024-06-20")
    cast.milestone.claim(by=cast.steward, finished_on=timezone.localdate(), note="完成")
    assert read(cast.leader, "reports/overdue/", on="2024-06-20") == before


def test_a_reader_gets_their_own(cast):
    assert read(cast.other, "reports/overdue/", on="2024-06-20")["total"] == 0
    assert read(cast.head, "reports/overdue/", on="2024-06-20", category="road")["total"] == 5
    assert read(cast.head, "reports/overdue/", on="2024-06-20", unit="schools")["total"] == 0


def test_it_costs_a_constant_number_of_queries(cast, django_assert_max_num_queries):
    """Token, its siblings, role; then plan years, facts, units, categories, policies, calendar and rows."""
    client = client_of(cast.leader)
    with django_assert_max_num_queries(12):
        client.get(f"{V1}reports/overdue/", {"on": "2024-06-20"})
