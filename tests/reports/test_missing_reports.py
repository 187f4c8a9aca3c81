"""Who owed a report by the filing day and did not file."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from milestones.models import CalendarDay
from milestones.reports.missing_reports import silent_counts_by, silent_projects
from projects.models import Project
from tests.cast import add_milestone, approve_as_before, day, lay, noon, owner, rewrite

pytestmark = pytest.mark.django_db


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
    with owner():
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
    bare = lay(
        Project.objects,
        code="2024-CJ-002",
        name="未批排期",
        plan_year=2024,
        category=cast.project.category,
        at=noon(day(1, 1)),
    )
    lay(bare.milestones, name="完工", forecast_due=day(9, 1), at=noon(day(1, 1)))
    assert [row.project for row in silent_projects(cast.supervisor, day(3, 31))] == ["2024-CJ-001"]


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        silent_projects(cast.supervisor, day(3, 31))


def test_the_unit_and_steward_named_are_those_of_the_day(cast):
    cast.project.assign(by=cast.supervisor, unit=cast.schools, steward=cast.other, at=noon(day(4, 2)))
    (before,), (after,) = silent_projects(None, day(4, 1)), silent_projects(None, day(4, 2))
    assert (before.unit, before.steward) == ("roads", "steward")
    assert (after.unit, after.steward) == ("schools", "other")


def test_a_report_on_a_quantity_of_the_project_counts_as_filed(cast):
    counted = add_milestone(cast, "累计建成4条", day(9, 1), target=cast.target, quantity=4, at=noon(day(1, 2)))
    counted.report(by=cast.steward, note="已建成1条", quantity=1, at=noon(day(3, 27)))
    assert silent_projects(None, day(3, 29)) == []


def test_totals_by_unit_and_steward_put_the_most_silent_first(cast):
    add_projects(cast, 2, unit=cast.schools, steward=cast.other)
    rows = silent_projects(None, day(3, 29))
    assert silent_counts_by(rows, "unit") == [("schools", "区教育局", 2), ("roads", "区住建局", 1)]
    assert silent_counts_by(rows, "steward") == [("other", "other", 2), ("steward", "steward", 1)]


def test_twenty_projects_cost_no_more_queries_than_one(cast, django_assert_num_queries):
    add_projects(cast, 20, unit=cast.roads, steward=cast.steward)
    with django_assert_num_queries(5):  # calendar, policies, words of the day; the projects; their people
        assert len(silent_projects(None, day(3, 29))) == 21


def add_projects(cast, count, **people):
    for number in range(2, 2 + count):
        project = lay(
            Project.objects,
            code=f"2024-CJ-{number:03}",
            name=f"道路{number}",
            plan_year=2024,
            category=cast.project.category,
            starts_on=day(1, 1),
            at=noon(day(1, 1)),
            **people,
        )
        lay(project.milestones, name="完工", forecast_due=day(9, 1), at=noon(day(1, 1)))
        approve_as_before(project, cast.supervisor, at=noon(day(1, 1)))


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("silent_projects", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_lists_them_and_counts_in_its_last_line(cast):
    text, _errors = run("--on", "2024-03-29")
    assert "新建牛心屯一路等9条道路" in text and "区住建局" in text
    assert text.splitlines()[-1] == "silent=1 units=1 stewards=1"
    assert run("--on", "2024-03-29", "--unit", "schools")[0].splitlines()[-1] == "silent=0 units=0 stewards=0"


def test_what_programs_read_is_pure(cast):
    text, counts = run("--on", "2024-03-29", "--format", "json")
    answer = json.loads(text)
    assert (answer["on"], answer["total"], answer["by_unit"]) == (
        "2024-03-29",
        1,
        [{"code": "roads", "name": "区住建局", "count": 1}],
    )
    assert answer["rows"][0]["deadline"] == "2024-03-28" and answer["rows"][0]["last_filed"] is None
    assert counts == "silent=1 units=1 stewards=1\n"


def test_a_spreadsheet_runs_nothing_of_the_csv(cast):
    rewrite(Project.objects.filter(pk=cast.project.pk), name="=1+1")
    text, counts = run("--on", "2024-03-29", "--format", "csv")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(head) == 7 and row == ["1", "2024-CJ-001", "'=1+1", "区住建局", "steward", "2024-03-28", ""]
    assert counts.startswith("silent=1 ")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--unit", "nowhere"),
        ("--unit", " "),
        ("--on", "soon"),
        ("--on", "2999-01-01"),
        ("--on", "2024-13-01"),
    ],
)
def test_a_bad_option_is_refused_by_its_name_with_code_two(cast, option, value):
    with pytest.raises(CommandError) as refused:
        run(option, value)
    assert refused.value.returncode == 2 and str(refused.value).startswith(option)
