"""Moving a late project to another unit: it stays, and the lateness still counts for the unit that had it."""

import pytest

from backoffice.clock import today
from milestones.reports.home.project_list import project_list_report
from milestones.reports.home.report import home_report
from milestones.reports.ranking.report import unit_ranking
from tests.api_client import act, read
from tests.cast import day, noon
from tests.district import finish, work

pytestmark = pytest.mark.django_db
ON = day(7, 1)


@pytest.fixture
def cast(cast):
    """One milestone due on 14 June, and its project with the schools since the 20th."""
    move(cast, cast.project, cast.schools, day(6, 20))
    return cast


def move(cast, project, unit, on):
    project.assign(by=cast.supervisor, unit=unit, at=noon(on))


def ranked(on=ON):
    return {row.unit: row for group in unit_ranking(on).groups for row in group.rows}


def see(client, user, address, **query):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.get(address, {"on": ON.isoformat(), **query})


def test_the_lateness_counts_for_the_unit_that_had_it(cast):
    assert ranked()["roads"].overdue == 1 and "schools" not in ranked()
    rows = {row["unit"]: row["overdue"] for row in read(cast.leader, "reports/units/?on=2024-07-01")["rows"]}
    assert rows == {"roads": 1}


def test_what_moved_before_it_was_late_counts_for_its_new_unit(cast):
    due = work(cast, 2, cast.roads, day(6, 25))
    move(cast, due.project, cast.schools, day(6, 25))
    assert ranked()["schools"].overdue == 1 and ranked()["roads"].overdue == 1


def test_what_was_done_in_time_counts_for_the_unit_that_did_it(client, cast):
    done = work(cast, 2, cast.roads, day(6, 10))
    finish(cast, done, day(6, 9), day(6, 11))
    move(cast, done.project, cast.schools, day(6, 20))
    assert ranked()["roads"].on_time == 1 and "schools" not in ranked()
    page = see(client, cast.leader, "/reports/units/roads/", how="on_time").content.decode()
    assert "现由区教育局承担" in page


def test_what_is_neither_counts_for_the_unit_of_the_day(cast):
    due = work(cast, 2, cast.roads, day(7, 1))
    move(cast, due.project, cast.schools, day(6, 20))
    assert (ranked()["schools"].neither, ranked()["roads"].neither) == (1, 0)


def test_what_was_finished_late_is_lateness_too(cast):
    done = work(cast, 2, cast.roads, day(6, 3))
    finish(cast, done, day(6, 18), day(6, 19))
    move(cast, done.project, cast.schools, day(6, 20))
    assert (ranked()["roads"].late, ranked()["roads"].overdue) == (1, 1) and "schools" not in ranked()


def test_a_move_changes_nothing_of_the_days_before_it(cast):
    assert ranked(day(6, 19))["roads"].overdue == 1
    before = unit_ranking(day(6, 19)).checksum
    move(cast, cast.project, cast.roads, day(6, 28))
    assert unit_ranking(day(6, 19)).checksum == before and ranked()["roads"].overdue == 1


def test_a_project_that_had_no_unit_counts_for_its_first_one(cast):
    late = work(cast, 2, None, day(6, 3))
    assert unit_ranking(ON).nobody == 1
    move(cast, late.project, cast.schools, day(6, 20))
    move(cast, late.project, cast.roads, day(6, 22))
    assert ranked()["schools"].overdue == 1 and unit_ranking(ON).nobody == 0


def test_the_number_opens_its_rows_and_they_say_who_has_it_now(client, cast):
    page = see(client, cast.leader, "/reports/units/roads/", how="overdue")
    assert [one.row.milestone for one in page.context["rows"]] == [cast.milestone]
    assert "现由区教育局承担" in page.content.decode()
    assert see(client, cast.leader, "/reports/units/schools/", how="overdue").context["total"] == 0


def test_home_lists_who_moved_it_from_where_to_where(client, cast):
    now = home_report(cast.leader, day(6, 21))
    (moved,) = now.changes.moved
    assert (moved.project, moved.late) == ("2024-CJ-001", 6 + 1)
    assert "区住建局" in moved.how and "区教育局" in moved.how and "6月20日" in moved.how
    (row,) = read(cast.leader, "reports/home/?on=2024-06-21")["moved"]
    assert (row["from_unit"], row["to_unit"], row["on"]) == ("roads", "schools", "2024-06-20")
    page = see(client, cast.leader, "/", on="2024-06-21").content.decode()
    assert "区住建局" in page and moved.how in page
    assert home_report(cast.leader, day(6, 28)).changes.moved == []
    listed = project_list_report(cast.leader, day(6, 21), {"turned": "moved", "since": now.since.isoformat()})
    assert [row.project.code for row in listed.rows()] == ["2024-CJ-001"] and now.changes.moved_projects == 1


def test_the_unit_that_is_charged_reads_the_row_though_it_may_no_longer_open_the_project(client, cast):
    page = see(client, cast.head, "/reports/units/roads/", how="overdue")
    (row,) = page.context["rows"]
    assert (row.moved, row.opens) == (True, False) and "/projects/2024-CJ-001/" not in page.content.decode()
    assert see(client, cast.other, "/reports/units/roads/").status_code == 403
    assert see(client, cast.head, "/projects/2024-CJ-001/").status_code == 404


def test_the_move_names_the_person_and_what_is_not_late_is_listed_too(cast):
    calm = work(cast, 2, cast.roads, day(9, 1))
    act(cast.supervisor, f"projects/{calm.project.code}/assign/", {"unit": "schools"})
    (moved,) = [one for one in home_report(cast.leader).changes.moved if one.project == "2024-CJ-002"]
    assert (moved.by, moved.on) == ("supervisor", today()) and "supervisor" in moved.how
