"""Instructions: who gives one, how it is answered, who closes it."""

import pytest
from django.core.exceptions import ValidationError

from backoffice.errors import Conflict, NotAllowed
from milestones.models import Instruction
from milestones.reports.unanswered_instructions import unanswered_instructions
from projects.models import Project, Role
from tests.cast import day, lay, noon
from tests.cast import give as put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def instruction(cast):
    return give(cast, cast.leader)


def give(cast, by, **changed):
    said = {
        "milestone": cast.milestone,
        "text": "排出赶工计划",
        "reply_by": day(6, 30),
        "at": noon(day(6, 20)),
    }
    return Instruction.give(by=by, **(said | changed))


def test_leaders_and_supervisors_give_instructions(cast):
    assert give(cast, cast.leader).by == cast.leader
    assert give(cast, cast.supervisor).reply_by == day(6, 30)


def test_its_kind_is_that_of_the_giver_on_the_day(cast):
    directive, notice = give(cast, cast.leader), give(cast, cast.supervisor)
    assert (directive.kind, notice.kind) == ("directive", "supervision")
    put_in(cast.leader, Role.SUPERVISOR)
    assert Instruction.objects.get(pk=directive.pk).get_kind_display() == "批示"
    assert notice.get_kind_display() == "督办"


@pytest.mark.parametrize("who", ["steward", "head", "auditor", "admin"])
def test_nobody_else_gives_one(cast, who):
    with pytest.raises(NotAllowed):
        give(cast, getattr(cast, who))


@pytest.mark.parametrize(
    ("field", "value"), [("text", " "), ("reply_by", None), ("reply_by", day(6, 19)), ("milestone", None)]
)
def test_a_missing_or_impossible_value_names_its_field(cast, field, value):
    with pytest.raises(ValidationError) as caught:
        give(cast, cast.leader, **{field: value})
    assert set(caught.value.error_dict) == {field}


def test_the_steward_answers_with_a_progress_report(cast, instruction):
    report = instruction.answer(by=cast.steward, note="已增加班组", forecast_due=day(7, 15), at=noon(day(6, 22)))
    assert instruction.reply == report and report.milestone == cast.milestone
    with pytest.raises(Conflict):
        instruction.answer(by=cast.steward, note="再答", at=noon(day(6, 23)))


def test_who_may_not_report_may_not_answer(cast, instruction):
    with pytest.raises(NotAllowed):
        instruction.answer(by=cast.other, note="代答", at=noon(day(6, 22)))
    instruction.refresh_from_db()
    assert instruction.reply is None


def test_an_instruction_on_a_project_is_answered_on_one_of_its_milestones(cast):
    instruction = give(cast, cast.leader, milestone=None, project=cast.project)
    with pytest.raises(ValidationError) as caught:
        instruction.answer(by=cast.steward, note="答", at=noon(day(6, 22)))
    assert set(caught.value.error_dict) == {"milestone"}
    instruction.answer(by=cast.steward, note="答", milestone=cast.milestone, at=noon(day(6, 22)))
    assert instruction.reply.milestone == cast.milestone


def test_the_giver_or_a_supervisor_closes_it(cast, instruction):
    with pytest.raises(NotAllowed):
        instruction.close(by=cast.steward)
    instruction.close(by=cast.second, at=noon(day(6, 25)))
    assert instruction.closed_by == cast.second
    with pytest.raises(Conflict):
        instruction.close(by=cast.leader)
    with pytest.raises(Conflict):
        instruction.answer(by=cast.steward, note="晚答")


def test_an_instruction_is_late_the_day_after_the_day_to_reply_by(cast, instruction):
    assert unanswered_instructions(cast.leader, day(6, 30)) == []
    (row,) = unanswered_instructions(cast.leader, day(7, 2))
    assert (row.project, row.milestone_name, row.text) == ("2024-CJ-001", "路基完成", "排出赶工计划")
    assert (row.by_name, row.given_on, row.reply_by, row.days) == ("leader", day(6, 20), day(6, 30), 2)


def test_an_answer_or_the_closing_ends_it_from_that_day_on_and_not_before(cast, instruction):
    other = give(cast, cast.supervisor, milestone=None, project=cast.project, text="报进度")
    instruction.answer(by=cast.steward, note="迟复", at=noon(day(7, 5)))
    other.close(by=cast.supervisor, at=noon(day(7, 8)))
    assert [row.text for row in unanswered_instructions(cast.leader, day(7, 4))] == ["排出赶工计划", "报进度"]
    assert [row.text for row in unanswered_instructions(cast.leader, day(7, 5))] == ["报进度"]
    assert unanswered_instructions(cast.leader, day(7, 8)) == []


def test_an_instruction_given_later_is_not_seen_on_an_earlier_day(cast):
    give(cast, cast.leader, reply_by=day(7, 1), at=noon(day(7, 1)))
    assert unanswered_instructions(cast.leader, day(6, 30)) == []
    assert len(unanswered_instructions(cast.leader, day(7, 2))) == 1


def test_who_does_not_see_the_project_does_not_see_its_instructions(cast, instruction):
    assert unanswered_instructions(cast.other, day(7, 2)) == []
    assert (
        len(unanswered_instructions(cast.steward, day(7, 2))) == len(unanswered_instructions(cast.head, day(7, 2))) == 1
    )


def test_a_projects_own_list_leaves_the_others_out(cast, instruction):
    elsewhere = lay(
        Project.objects,
        code="2024-CJ-002",
        name="别处",
        plan_year=2024,
        category=cast.project.category,
        at=noon(day(1, 1)),
    )
    give(cast, cast.leader, milestone=None, project=elsewhere)
    assert len(unanswered_instructions(cast.leader, day(7, 2))) == 2
    assert [row.project for row in unanswered_instructions(cast.leader, day(7, 2), cast.project)] == ["2024-CJ-001"]


def test_many_late_instructions_cost_one_query(cast, django_assert_num_queries):
    for number in range(8):
        give(cast, cast.leader, text=f"第{number}条")
    assert cast.leader.role  # read once for a person
    with django_assert_num_queries(1):
        assert len(unanswered_instructions(cast.leader, day(7, 2))) == 8


@pytest.mark.parametrize("address", ["/", "/projects/2024-CJ-001/"])
def test_leaders_read_late_instructions_apart_from_what_is_overdue(client, cast, instruction, address):
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    english = {"accept-language": "en"}
    late = client.get(address, {"on": "2024-07-02"}, headers=english).content.decode()
    assert "Instructions unanswered past their day" in late and "排出赶工计划" in late
    in_time = client.get(address, {"on": "2024-06-30"}, headers=english).content.decode()
    assert "Instructions unanswered past their day" not in in_time
