"""The trend: weeks counted from the facts, what the nightly job recorded, and the nights that are missing."""

import datetime as dt

import pytest

from milestones.models import JobRun
from milestones.reports.trend.report import overdue_trend
from tests.api_client import read
from tests.cast import day, owner
from tests.district import finish, flag_days

pytestmark = pytest.mark.django_db
ON = day(7, 15)


@pytest.fixture
def cast(cast):
    """Overdue from 15 June; flagged on the 17th, finished on 1 July, cleared on the 8th."""
    flag_days(day(6, 3), day(6, 17))
    finish(cast, cast.milestone, day(7, 1), day(7, 2))
    flag_days(day(7, 8))
    return cast


def week(found, last):
    return next(week for week in found.weeks if week.last == last)


def see(client, user, address="/reports/trend/", **query):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.get(address, {"on": "2024-07-15", **query})


def test_the_counts_follow_from_the_facts_and_the_bars_from_the_flags(cast):
    found = overdue_trend(cast.leader, ON)
    assert len(found.weeks) == 26 and found.weeks[-1].last == ON
    assert [week(found, last).overdue for last in (day(6, 10), day(6, 17), day(6, 24), day(7, 1), day(7, 8))] == [
        0,
        1,
        1,
        0,
        0,
    ]
    assert (week(found, day(6, 17)).raised, week(found, day(7, 8)).cleared) == (1, 1)


def test_weeks_without_the_nightly_job_are_named(client, cast):
    found = overdue_trend(cast.leader, ON)
    assert [week.last for week in found.silent] == [day(6, 10), day(6, 24), day(7, 1), ON]
    assert (week(found, day(6, 17)).runs, week(found, day(6, 17)).missed) == (1, 6)
    text = see(client, cast.leader).content.decode()
    assert "以下日期为止的各周每夜任务未运行" in text and "6月24日" in text


def test_a_failed_run_is_no_run(cast):
    with owner():
        JobRun.objects.filter(slot=day(6, 17)).update(state=JobRun.State.FAILED)
    assert week(overdue_trend(cast.leader, ON), day(6, 17)).silent


def test_nights_before_the_first_one_and_tonight_are_not_owed(cast):
    with owner():
        JobRun.objects.all().delete()
    assert overdue_trend(cast.leader, ON).silent == []
    today = dt.date.today()
    flag_days(today - dt.timedelta(1))
    assert overdue_trend(cast.leader).weeks[-1].missed == 0


def test_the_flags_behind_a_bar(client, cast):
    page = see(client, cast.leader, "/reports/trend/flags/", what="raised", first="2024-06-11", last="2024-06-17")
    assert page.context["total"] == 1
    assert (
        see(client, cast.other, "/reports/trend/flags/", what="raised", first="2024-06-11", last="2024-06-17").context[
            "total"
        ]
        == 0
    )
    assert see(client, cast.leader, "/reports/trend/flags/", first="soon").status_code == 400
    assert see(client, cast.leader, "/reports/trend/flags/", what="moon").status_code == 400


def test_each_reader_gets_their_own_and_nothing_gives_zeros(client, cast):
    assert not any(week.overdue or week.raised for week in overdue_trend(cast.other, ON).weeks)
    assert overdue_trend(cast.other, ON).flat
    page = see(client, cast.other)
    assert page.status_code == 200 and "没有逾期节点，因为还没有批准的排期" in page.content.decode()
    assert "<table" not in page.content.decode()


def test_it_costs_a_constant_number_of_queries(client, cast, django_assert_max_num_queries):
    see(client, cast.leader)
    with django_assert_max_num_queries(10):
        client.get("/reports/trend/", {"on": "2024-07-15"})


def test_the_api_tells_the_same(cast):
    answer = read(cast.leader, "reports/trend/", on="2024-07-15")
    assert len(answer["weeks"]) == 26 and answer["since"] == "2024-06-03"
    assert sum(week["raised"] for week in answer["weeks"]) == 1
