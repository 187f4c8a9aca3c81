"""Instructions: who gives one, how it is answered, who closes it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from milestones.models import Instruction
from projects.errors import Conflict, NotAllowed
from tests.cast import make_cast, noon

pytestmark = pytest.mark.django_db


def day(month, number):
    return dt.date(2024, month, number)


@pytest.fixture
def cast(db):
    return make_cast()


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
    report = instruction.answer(
        by=cast.steward, note="已增加班组", forecast_due=day(7, 15), at=noon(day(6, 22))
    )
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
