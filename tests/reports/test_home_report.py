"""What the first page says of a day: what changed, what is counted apart, and the projects behind each number."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from milestones.reports.home.project_list import project_list_report
from milestones.reports.home.report import home_report
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Project
from tests.api_client import V1, client_of, read
from tests.cast import day

pytestmark = pytest.mark.django_db
ON, SINCE = day(6, 27), day(6, 19)


def codes(user, **filters):
    found = project_list_report(user, ON, filters)
    return {row.project.code for row in found.rows()}


def test_what_was_cured_says_how(district):
    cured = {one.project: one.how for one in home_report(district.leader, ON, SINCE).changes.cured}
    assert set(cured) == {f"2024-CJ-{number:03}" for number in (3, 4, 5, 7, 8, 9)} - {"2024-CJ-004"}
    assert cured["2024-CJ-003"] == "已销号，迟21天"
    assert cured["2024-CJ-005"] == "延期获批"
    assert cured["2024-CJ-007"] == "经批准暂停"
    assert cured["2024-CJ-009"] == "经批准取消"


def test_what_turned_red_says_how_long(district):
    red = home_report(district.leader, day(6, 18), day(6, 10)).changes.red
    assert [(one.project, one.how) for one in red] == [("2024-CJ-001", "逾期4天")]


def test_no_door_hides_a_delay(district):
    apart = home_report(district.leader, ON).apart
    assert apart == {
        "late_claimed": 0,
        "awaiting": 1,
        "suspended": 1,
        "unplanned": 1,
        "cancelled": 2,
        "unscheduled": 2,
        "stated": 0,
        "lowered": 1,
        "doubtful": 1,
    }


def test_beside_each_number_stands_that_of_the_earlier_day(district):
    report = home_report(district.leader, ON, SINCE)
    assert report.apart_before == home_report(district.leader, SINCE).apart != report.apart
    earlier = {phase: number for phase, _label, number, _before in home_report(district.leader, SINCE).phases}
    assert {phase: before for phase, _label, _number, before in report.phases} == earlier


def test_a_past_day_does_not_learn_what_came_later(district):
    apart = home_report(district.leader, day(6, 19)).apart
    assert (
        apart["awaiting"],
        apart["suspended"],
        apart["cancelled"],
        apart["lowered"],
        apart["doubtful"],
    ) == (0,) * 5


def test_the_worst_are_those_of_the_overdue_report(district):
    report = home_report(district.leader, ON)
    assert [one.row.pk for one in report.worst] == build_overdue_report(district.leader, ON).ids[:10]
    assert report.total == build_overdue_report(district.leader, ON).total


@pytest.mark.parametrize("who", ["steward", "other", "head", "auditor"])
def test_each_reader_gets_what_they_may_see(district, who):
    user = getattr(district, who)
    assert home_report(user, ON).district.total == len(project_list_report(user, ON).ids)
    assert set(project_list_report(user, ON).ids) <= set(Project.objects.visible_to(user).values_list("pk", flat=True))


def test_projects_are_found_by_what_they_are(district):
    assert codes(district.leader, schedule="no") == {"2024-CJ-011-01", "2024-CJ-008"}
    assert codes(district.leader, unit="schools") == {"2024-CJ-010"}
    assert codes(district.leader, unit="none") == {"2024-CJ-011-01"}
    assert codes(district.leader, kind="programme") == {"2024-CJ-011"}
    assert codes(district.leader, rule="finished_late") == {"2024-CJ-003"}
    assert codes(district.leader, turned="cured", since="2024-06-19") >= {"2024-CJ-009"}


@pytest.mark.parametrize(
    "filters",
    [{"unit": "moon"}, {"turned": "red"}, {"turned": "red", "since": "x"}, {"on": "x", "colour": "1"}],
)
def test_a_bad_condition_is_refused(district, filters):
    with pytest.raises(ValidationError):
        project_list_report(district.leader, ON, filters)


def test_a_light_or_a_state_asks_for_other_rows(district):
    assert build_overdue_report(None, ON, {"state": "awaiting"}).total == 1
    assert build_overdue_report(None, ON, {"state": "cancelled", "late_min": "1"}).total == 2
    red, plain = build_overdue_report(None, ON, {"light": "red"}), build_overdue_report(None, ON)
    assert (red.total, red.of_overdue, plain.of_overdue) == (plain.total, False, True)


@pytest.mark.parametrize("group", ["unit", "category", "list", "leader", "none"])
def test_groups_hold_all_rows_together_and_the_checksum_does_not_mind(district, group):
    report, plain = (
        build_overdue_report(None, ON, {"group": group, "sort": "slip"}),
        build_overdue_report(None, ON),
    )
    assert sorted(report.ids) == sorted(plain.ids) and report.checksum == plain.checksum
    met = [report.group_of(row) for row in report.standings()]
    assert sum(one != other for one, other in zip(met, met[1:], strict=False)) == len(set(met)) - 1
    assert sum(one.count for one in report.groups.values()) in (report.total, 0)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("baseline", lambda row: row.baseline_due),
        ("forecast", lambda row: -row.forecast_due.toordinal()),
        ("slip", lambda row: -row.slip_days),
        ("late", lambda row: -row.days_late),
    ],
)
def test_rows_stand_in_the_order_asked_for(district, sort, key):
    rows = build_overdue_report(None, ON, {"group": "none", "sort": sort}).standings()
    assert len(rows) > 3 and [key(row) for row in rows] == sorted(key(row) for row in rows)


def test_the_api_tells_the_same(district):
    answer, report = (
        read(district.leader, "reports/home/", on="2024-06-27", since="2024-06-19"),
        home_report(district.leader, ON, SINCE),
    )
    assert (answer["overdue"], answer["checksum"]) == (report.total, report.checksum)
    rows = read(district.leader, "milestones/", on="2024-06-27", overdue="true")["results"]
    shared = [{name: row[name] for name in rows[0]} for row in answer["worst"]]
    assert sorted(row["id"] for row in shared) == sorted(row["id"] for row in rows)[: len(shared)]
    assert client_of(district.leader).get(f"{V1}reports/home/?on=2024-06-27&since=2024-06-27").status_code == 400


def test_nothing_at_all_gives_zeros(district):
    empty = home_report(district.leader, dt.date(2023, 1, 1))
    assert (empty.district.total, empty.total, empty.worst, empty.comparable) == (0, 0, [], False)
