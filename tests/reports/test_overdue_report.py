"""The overdue report: what counts, what it was on any past day, and the command that prints it."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from milestones.models.plan import approve_plan
from milestones.papers.terminal_table import display_width
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Category, Project
from tests.cast import add_milestone, approve_as_before, day, lay, noon, rename_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    """Two overdue in July 2024, and a third that another unit finishes or not."""
    start = noon(day(1, 1))
    cast.second_milestone = add_milestone(cast, "路面完成", day(6, 28), at=start)
    approve_plan(cast.project, by=cast.supervisor, at=start)
    cast.school = lay(
        Project.objects,
        code="2024-MS-001",
        name="新建小学",
        plan_year=2024,
        category=Category.objects.get(code="education"),
        unit=cast.schools,
        steward=cast.other,
        starts_on=day(1, 1),
        at=start,
    )
    cast.roof = lay(cast.school.milestones, name="=封顶", forecast_due=day(3, 1), at=start)
    approve_as_before(cast.school, cast.supervisor, at=start)
    return cast


def run(*args, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("overdue_report", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_longest_late_comes_first_and_the_totals_count_all(cast):
    report = build_overdue_report(None, day(7, 1))
    assert [row.name for row in report.rows()] == ["=封顶", "路基完成", "路面完成"]
    assert (report.total, report.projects, report.units, report.longest) == (3, 2, 2, 122)
    assert [(group.code, group.count, group.longest) for group in report.by_unit] == [
        ("roads", 2, 17),
        ("schools", 1, 122),
    ]
    assert [age.count for age in report.by_age] == [1, 0, 1, 1]
    assert [row.name for row in report.rows(1, 2)] == ["路基完成"]


def test_what_awaits_confirmation_is_counted_apart(cast):
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 14), note="完", at=noon(day(6, 17)))
    report = build_overdue_report(None, day(7, 1))
    assert (report.total, report.awaiting) == (2, 1)


def test_a_suspended_project_is_counted_apart(cast):
    ask = {
        "kind": "suspend",
        "project": cast.school,
        "reason_class": "weather",
        "text": "汛期",
        "by": cast.other,
    }
    change = cast.roof.changes.model.ask(**ask, at=noon(day(6, 1)))
    change.approve(by=cast.supervisor, at=noon(day(6, 3)))
    report = build_overdue_report(None, day(7, 1))
    assert (report.total, report.suspended) == (2, 1)


def test_each_reader_gets_what_they_may_see(cast):
    assert build_overdue_report(cast.leader, day(7, 1)).total == 3
    assert build_overdue_report(cast.steward, day(7, 1)).total == 2
    assert build_overdue_report(cast.other, day(7, 1)).total == 1


def test_a_past_day_answers_the_same_whenever_it_is_asked(cast):
    before = build_overdue_report(None, day(7, 1))
    cast.milestone.report(by=cast.steward, note="推迟", forecast_due=day(12, 1), at=noon(day(7, 2)))
    cast.milestone.claim(by=cast.steward, finished_on=day(7, 5), note="完", at=noon(day(7, 5)))
    after = build_overdue_report(None, day(7, 1))
    assert before.summary() == after.summary()
    assert build_overdue_report(None, day(7, 2)).checksum != before.checksum


def test_a_unit_renamed_later_changes_no_checksum_of_an_earlier_day(cast):
    before = build_overdue_report(None, day(7, 1)).checksum
    rename_unit(cast, cast.schools, "区教育和体育局")
    assert build_overdue_report(None, day(7, 1)).checksum == before


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"unit": "roads"}, 2),
        ({"category": "education"}, 1),
        ({"list": "urban"}, 2),
        ({"leader": "leader"}, 2),
        ({"steward": "other"}, 1),
        ({"plan_year": "2024"}, 3),
        ({"late_min": "4"}, 2),
        ({"late_max": "17"}, 2),
        ({"late_min": "4", "late_max": "17", "unit": ""}, 1),
    ],
)
def test_filters_narrow_rows_and_totals_alike(cast, filters, total):
    report = build_overdue_report(None, day(7, 1), filters)
    assert report.total == len(report.rows()) == total


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unit", "moon"),
        ("category", "a\0b"),
        ("list", "x"),
        ("leader", "nobody"),
        ("steward", "1 or 1"),
        ("plan_year", "24x"),
        ("late_min", "-1"),
        ("late_max", "many"),
        ("colour", "red"),
    ],
)
def test_an_unknown_filter_or_value_is_refused_by_its_name(cast, name, value):
    with pytest.raises(ValidationError) as refusal:
        build_overdue_report(None, day(7, 1), {name: value})
    assert name in str(refusal.value.messages) or name in refusal.value.message_dict


def test_the_report_names_policy_and_calendar(cast):
    summary = build_overdue_report(None, day(7, 1)).summary()
    assert summary["policy"][0]["category"] is None
    assert set(summary["calendar"]["years"]) == {"2024"}
    assert len(summary["checksum"]) == 9


def test_the_queries_do_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    start = noon(day(1, 1))
    for number in range(12):
        add_milestone(cast, f"节点{number}", day(5, 1 + number), at=start)
    approve_plan(cast.project, by=cast.supervisor, at=start)
    with django_assert_max_num_queries(11):
        report = build_overdue_report(None, day(7, 1), {"unit": "roads"})
        assert len(report.rows()) == 14


def test_the_command_prints_a_table_and_the_counts(cast):
    out, _err = run(on="2024-07-01")
    lines = out.splitlines()
    assert lines[-1] == "total=3 awaiting=0 suspended=0"
    assert "新建小学" in lines[1]
    ends = {display_width(line) for line in lines[0:4]}
    assert len(ends) == 1


def test_the_command_prints_the_shape_of_the_api(cast):
    out, err = run(on="2024-07-01", unit="schools", format="json")
    answer = json.loads(out)
    assert answer["total"] == 1 and answer["rows"][0]["baseline_due"] == "2024-03-01"
    assert set(answer) == {
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
    assert err.splitlines()[-1] == "total=1 awaiting=0 suspended=0"


def test_the_command_prints_csv_that_no_spreadsheet_runs(cast):
    out, err = run(on="2024-07-01", format="csv")
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"))))
    assert out.startswith("\ufeff") and len(rows) == 4
    assert rows[1][3] == "'=封顶"
    assert err.splitlines()[-1].startswith("total=3")


@pytest.mark.parametrize(
    ("option", "value"),
    [("on", "tomorrow"), ("on", "2999-01-01"), ("unit", "moon"), ("unit", ""), ("category", "moon")],
)
def test_a_bad_option_ends_with_two_and_its_name(cast, option, value):
    with pytest.raises(CommandError, match=f"--{option}") as refusal:
        run(**{option: value})
    assert refusal.value.returncode == 2


def test_a_quantity_is_part_of_the_checksum(cast):
    before = build_overdue_report(None, day(7, 1)).checksum
    milestone = add_milestone(cast, "建成6条", day(6, 20), at=noon(day(1, 2)), target=cast.target, quantity=Decimal(6))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 2)))
    milestone.report(by=cast.steward, note="四条", quantity=Decimal(4), at=noon(day(6, 1)))
    with_four = build_overdue_report(None, day(7, 1)).checksum
    milestone.report(by=cast.steward, note="五条", quantity=Decimal(5), at=noon(day(6, 9)))
    assert len({before, with_four, build_overdue_report(None, day(7, 1)).checksum}) == 3
