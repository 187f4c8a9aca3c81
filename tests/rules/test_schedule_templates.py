"""A schedule drafted from a category's template, and plans approved by code."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from milestones.models import CalendarDay, Milestone, MilestoneTemplate
from milestones.rules.schedule_templates import draft_schedule, unsaved_milestones
from projects.models import Project
from tests.cast import add_milestone, day, noon, owner

pytestmark = pytest.mark.django_db

SHARES = ((1, "方案审定", 10, 1), (2, "施工进场", 30, 2), (3, "主体完成", 80, 4), (4, "竣工验收", 100, 1))


@pytest.fixture
def cast(cast):
    for sequence, name, share, weight in SHARES:
        MilestoneTemplate.objects.create(
            category=cast.project.category, sequence=sequence, name=name, share=share, weight=weight
        )
    return cast


def test_milestones_are_spread_backwards_from_the_deadline(cast):
    rows = draft_schedule(cast.project, day(5, 31), day(3, 1))
    assert [row.name for row in rows] == [name for _, name, _, _ in SHARES]
    assert [row.due for row in rows] == [day(3, 12), day(3, 29), day(5, 14), day(5, 31)]
    assert [row.weight for row in rows] == [1, 2, 4, 1]


def test_holidays_move_the_dates_and_make_up_days_count(cast):
    with owner():
        call_command("sync_calendar", "2024", stdout=StringIO())
    dues = [row.due for row in draft_schedule(cast.project, day(5, 31), day(3, 1))]
    worked = set(CalendarDay.objects.filter(is_workday=True).values_list("day", flat=True))
    off = set(CalendarDay.objects.filter(is_workday=False).values_list("day", flat=True))
    assert all(due in worked or (due.weekday() < 5 and due not in off) for due in dues)
    assert dues != [day(3, 12), day(3, 29), day(5, 14), day(5, 31)]


def test_the_last_milestone_is_due_on_the_deadline_even_on_a_sunday(cast):
    assert draft_schedule(cast.project, day(6, 30), day(3, 1))[-1].due == day(6, 30)


def test_a_deadline_before_the_start_names_the_field(cast):
    with pytest.raises(ValidationError) as caught:
        draft_schedule(cast.project, day(3, 1), day(3, 1))
    assert set(caught.value.error_dict) == {"deadline"}


def test_a_category_without_a_template_names_the_field(cast):
    MilestoneTemplate.objects.all().delete()
    with pytest.raises(ValidationError) as caught:
        draft_schedule(cast.project, day(5, 1), day(3, 1))
    assert set(caught.value.error_dict) == {"category"}


def test_drafted_milestones_say_that_they_come_from_a_template(cast):
    rows = unsaved_milestones(cast.project, draft_schedule(cast.project, day(5, 31), day(3, 1)), after=1)
    Milestone.objects.bulk_create(rows)
    assert {row.origin for row in rows} == {"template"}
    assert [row.sequence for row in rows] == [2, 3, 4, 5]


def approve(*arguments):
    output = StringIO()
    call_command("approve_plan", *arguments, stdout=output, stderr=output)
    return output.getvalue().strip().splitlines()[-1]


def test_the_command_approves_and_counts(cast):
    added = add_milestone(cast, "通车", day(9, 1), at=noon(day(3, 1)))
    with pytest.raises(CommandError):  # its day has passed, and nothing is said about it
        approve("2024-CJ-001", "--by", "supervisor")
    assert approve("2024-CJ-001", "--by", "supervisor", "--note", "补录") == "approved=1 refused=0"
    added.refresh_from_db()
    assert added.baseline_due == day(9, 1)


def test_a_plan_with_nothing_to_approve_is_refused_and_the_others_go_on(cast):
    people = {"unit": cast.roads, "steward": cast.steward, "leader": cast.leader}
    other = Project.objects.create(
        code="2024-CJ-002", name="乙", plan_year=2024, category=cast.project.category, **people
    )
    Milestone.objects.create(project=other, name="进场", forecast_due=day(9, 1))
    with pytest.raises(CommandError) as caught:
        approve("2024-CJ-001", "2024-CJ-002", "--by", "supervisor", "--note", "补录")
    assert caught.value.returncode == 1
    other.refresh_from_db()
    assert other.approved_by == cast.supervisor


def test_nobody_but_a_supervisor_approves(cast):
    add_milestone(cast, "通车", day(9, 1))
    with pytest.raises(CommandError):
        approve("2024-CJ-001", "--by", "steward")
    assert Milestone.objects.get(name="通车").baseline_due is None


@pytest.mark.parametrize(
    "arguments", [["2024-CJ-999", "--by", "supervisor"], ["2024-CJ-001", "--by", "nobody"], ["2024-CJ-001"]]
)
def test_an_unknown_project_or_person_is_a_bad_option(cast, arguments):
    with pytest.raises(CommandError) as caught:
        approve(*arguments)
    assert caught.value.returncode == 2
