"""Who owed a report by the filing day and did not file."""

import datetime as dt

import pytest

from milestones.models import CalendarDay
from milestones.reports.silent import silent_projects
from tests.cast import make_cast, noon

pytestmark = pytest.mark.django_db


def day(month, number):
    return dt.date(2024, month, number)


@pytest.fixture
def cast(db):
    return make_cast()


def test_a_project_that_filed_nothing_is_silent_the_day_after_the_filing_day(cast):
    assert [row.project for row in silent_projects(cast.supervisor, day(3, 29))] == ["2024-CJ-001"]
    row = silent_projects(cast.supervisor, day(3, 29))[0]
    assert (row.deadline, row.unit, row.steward, row.last_filed) == (day(3, 28), "roads", "steward", None)


def test_a_report_in_the_period_ends_the_silence(cast):
    cast.milestone.report(by=cast.steward, note="进展", at=noon(day(3, 20)))
    assert silent_projects(cast.supervisor, day(3, 29)) == []
    assert silent_projects(cast.supervisor, day(4, 30))[0].last_filed == day(3, 20)


def test_a_filing_day_off_moves_to_the_next_working_day(cast):
    # 28 April 2024 is a Sunday: worked by make-up, else the 29th.
    assert silent_projects(cast.supervisor, day(4, 30))[0].deadline == day(4, 29)
    CalendarDay.objects.update_or_create(day=day(4, 28), defaults={"is_workday": True, "name": "调休"})
    assert silent_projects(cast.supervisor, day(4, 30))[0].deadline == day(4, 28)


def test_december_is_filed_earlier(cast):
    assert silent_projects(cast.supervisor, day(12, 26))[0].deadline == day(12, 25)


def test_what_is_recorded_later_does_not_change_who_was_silent(cast):
    before = silent_projects(cast.supervisor, day(3, 31))
    cast.milestone.report(by=cast.steward, note="补报", at=noon(day(4, 1)))
    assert silent_projects(cast.supervisor, day(3, 31)) == before
    assert silent_projects(cast.supervisor, day(4, 1)) == []


def test_one_sees_only_the_silent_projects_in_sight(cast):
    assert silent_projects(cast.other, day(3, 31)) == []


def test_a_project_without_an_approved_plan_owes_nothing(cast):
    cast.project.milestones.all()
    assert silent_projects(cast.supervisor, dt.date(2024, 1, 1)) == []


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        silent_projects(cast.supervisor, day(3, 31))
