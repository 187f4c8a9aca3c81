"""Instructions: who gives one, how it is answered, who closes it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.actions import record_action_url
from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.digests.compose import worker_rows_by_section
from milestones.digests.daily_facts import read_daily_facts
from milestones.digests.news import instruction_digest_line
from milestones.digests.readers import DigestReader
from milestones.models import Instruction, Milestone
from milestones.reports.causes import delay_causes
from milestones.reports.missing_reports import silent_projects
from milestones.reports.unanswered_instructions import unanswered_instructions
from milestones.rules.official_calendar import workday_calendar
from projects.models import Project, Role, Unit
from projects.permissions import WORKERS
from tests.cast import day, lay, noon, person
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
    instruction.close(by=cast.second, reason="已当面答复", at=noon(day(6, 25)))
    assert instruction.closed_by == cast.second
    with pytest.raises(Conflict):
        instruction.close(by=cast.leader, reason="已当面答复")
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
    other.close(by=cast.supervisor, reason="已当面答复", at=noon(day(7, 8)))
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
        steward=cast.other,
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


ASKED = {
    "steward": ({}, {"steward", "head"}),  # the head for the steward, never the other way round
    "head": ({"to": "head"}, {"head"}),
    "unit": ({"to": "unit", "unit": "schools"}, {"elsewhere"}),
}


@pytest.fixture
def several(cast):
    """One asked of each, and a head of the other unit."""
    cast.elsewhere = person("elsewhere", Role.UNIT_HEAD, cast.schools)
    cast.asked = {}
    for name, (said, _who) in ASKED.items():
        said = said | ({"unit": cast.schools} if "unit" in said else {})
        cast.asked[name] = give(cast, cast.supervisor, text=f"问{name}", **said)
    return cast


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, (_said, who) in ASKED.items()])
def test_whom_it_asks_answers_and_has_it_on_the_desk_and_a_head_for_the_steward(client, several, name, who):
    one = several.asked[name]
    for person_name in ("steward", "head", "elsewhere", "other", "supervisor", "leader"):
        somebody = getattr(several, person_name)
        units = set(Unit.objects.within(somebody.unit_id).values_list("pk", flat=True))
        asked = Instruction.objects.editable_by(somebody).filter(pk=one.pk).exists()
        assert asked == one.answered_by(somebody, units) == (person_name in who), person_name
        if not asked:
            with pytest.raises(NotAllowed):
                one.answer(by=somebody, note="代答", at=noon(day(6, 22)))
        if somebody.role in WORKERS:
            client.force_login(somebody, "django.contrib.auth.backends.ModelBackend")
            assert (f"问{name}" in client.get("/admin/").content.decode()) == asked, person_name
    answerer = getattr(several, min(who))
    one.answer(by=answerer, note="已排出", at=noon(day(6, 22)))
    assert one.reply.by == answerer


@pytest.mark.parametrize("name", ASKED)
def test_who_may_answer_is_mailed(several, name):
    facts = read_daily_facts(day(6, 24))
    for person_name in ("steward", "head", "elsewhere"):
        reader = DigestReader(getattr(several, person_name), frozenset({"own", "unit"}))
        told = [one.text for one in worker_rows_by_section(reader, facts)["instructions"]]
        assert (f"问{name}" in told) == (person_name in ASKED[name][1]), person_name


def test_a_head_who_wants_no_mail_of_the_unit_is_told_of_what_asks_the_head_alone(several):
    facts = read_daily_facts(day(6, 24))
    found = worker_rows_by_section(DigestReader(several.head, frozenset({"own"})), facts)
    assert [one.text for one in found["instructions"]] == ["问head"]


def test_the_form_and_the_mail_tell_a_head_that_the_steward_is_asked(client, several):
    one = several.asked["steward"]
    for somebody, told in ((several.head, True), (several.steward, False)):
        client.force_login(somebody, "django.contrib.auth.backends.ModelBackend")
        page = client.get(record_action_url(Instruction, "answer", one.pk)).content.decode()
        assert ("答复对象是项目管家：您代为答复" in page) == told
        notes = "".join(instruction_digest_line(one, read_daily_facts(day(6, 24)), somebody).notes)
        assert ("您可代为答复" in notes) == told


@pytest.mark.parametrize(("to", "people"), [("steward", "steward"), ("head", "head"), ("unit", "elsewhere")])
def test_what_is_given_says_to_whom(client, several, to, people):
    client.force_login(several.supervisor, "django.contrib.auth.backends.ModelBackend")
    sent = {"to": to, "unit": several.schools.pk if to == "unit" else "", "text": "查", "reply_by": str(today())}
    notice = record_action_url(Milestone, "instruct", several.milestone.pk)
    for address in (f"/instructions/new/?milestone={several.milestone.pk}", notice):
        page = client.post(address, sent, follow=True).content.decode()
        assert f"已下达给{getattr(several, people)}（" in page, address


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"to": "unit"}, "unit", "required"),
        ({"to": "head", "unit": "schools"}, "unit", "invalid"),
        ({"to": "unit", "unit": "roads"}, "unit", "responsible"),
        ({"to": "unit", "unit": "schools"}, "unit", "nobody"),
    ],
)
def test_an_addressee_that_is_nobody_names_its_field(cast, said, field, code):
    said = said | ({"unit": getattr(cast, said["unit"])} if "unit" in said else {})
    with pytest.raises(ValidationError) as caught:
        give(cast, cast.leader, **said)
    assert {name: errors[0].code for name, errors in caught.value.error_dict.items()} == {field: code}


def test_another_unit_answers_in_words_and_ends_no_silence(several):
    one, on = several.asked["unit"], today()
    before = [row.project for row in silent_projects(on=on)]
    with pytest.raises(ValidationError) as caught:
        one.answer(by=several.elsewhere, note="协调", forecast_due=on, at=noon(day(6, 22)))
    assert set(caught.value.error_dict) == {"forecast_due"}
    one.answer(by=several.elsewhere, note="已协调", at=timezone.now())
    assert [row.project for row in silent_projects(on=on)] == before == ["2024-CJ-001"]
    several.milestone.report(by=several.steward, note="进展")
    assert silent_projects(on=on) == []


def test_what_another_unit_answers_takes_nothing_from_what_the_steward_said(several):
    several.milestone.report(by=several.steward, note="进展", problem="缺材料", need="协调供货", at=noon(day(6, 21)))
    several.asked["unit"].answer(by=several.elsewhere, note="已协调", at=noon(day(6, 22)))
    cause = delay_causes([several.milestone.pk], day(6, 23))[several.milestone.pk]
    assert (cause.reason, cause.need) == ("缺材料", "协调供货")


@pytest.mark.parametrize("reason", ["", " ", "\u3000\u200b"])
def test_one_that_nobody_answered_is_closed_with_a_reason(cast, instruction, reason):
    with pytest.raises(ValidationError) as caught:
        instruction.close(by=cast.leader, reason=reason)
    assert set(caught.value.error_dict) == {"reason"}
    with pytest.raises(IntegrityError, match="closed with a reason"), transaction.atomic():
        Instruction.objects.filter(pk=instruction.pk).update(closed_at=timezone.now(), closed_by=cast.leader)
    instruction.close(by=cast.leader, reason="现场已口头答复")
    assert instruction.close_reason == "现场已口头答复"


def test_the_reason_is_shown_on_the_pages_and_at_the_desk(client, cast, instruction):
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    refused = client.post(f"/instructions/{instruction.pk}/close/")
    assert refused.status_code == 400 and "请填写原因后再办结" in refused.content.decode()
    client.post(f"/instructions/{instruction.pk}/close/", {"reason": "现场已口头答复"})
    said = "未经答复：现场已口头答复"
    assert said in client.get("/instructions/").content.decode()
    assert said in client.get("/projects/2024-CJ-001/").content.decode()
    client.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    assert "现场已口头答复" in client.get(f"/admin/milestones/instruction/{instruction.pk}/change/").content.decode()


def test_the_forms_name_project_unit_milestone_and_lateness(client, cast, instruction):
    """Above the form of the notice, of its answer and of its closing; the day to reply by is proposed."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    late = f"逾期{(today() - cast.milestone.baseline_due).days}天"
    for who, address in (
        (cast.supervisor, record_action_url(Milestone, "instruct", cast.milestone.pk)),
        (cast.steward, record_action_url(Instruction, "answer", instruction.pk)),
        (cast.supervisor, record_action_url(Instruction, "close", instruction.pk)),
        (cast.leader, f"/instructions/new/?milestone={cast.milestone.pk}"),
    ):
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(address)
        text = page.content.decode()
        assert all(one in text for one in (cast.project.name, "区住建局", "路基完成", late)), address
        if "reply_by" in page.context["form"].fields:
            assert page.context["form"]["reply_by"].value() == workday_calendar().add(today(), 5)
    client.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    about = client.get(record_action_url(Project, "instruct", cast.project.pk)).content.decode()
    assert "责任单位：区住建局" in about and "其中逾期节点1个" in about


def test_the_home_of_ones_own_charge_leaves_other_instructions_out(client, cast, instruction):
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    asked = {"on": "2024-07-02"}
    assert "排出赶工计划" in client.get("/", asked | {"mine": "1"}).content.decode()
    cast.project.assign(by=cast.supervisor, leader=person("leader2", Role.LEADER), at=noon(day(6, 25)))
    assert "排出赶工计划" in client.get("/", asked).content.decode()
    assert "排出赶工计划" not in client.get("/", asked | {"mine": "1"}).content.decode()


def test_what_is_asked_of_the_leader_outlives_an_answer_and_a_report_that_does_not_speak_of_it(cast):
    cast.milestone.report(by=cast.steward, note="停工", problem="征迁", need="请协调征迁", at=noon(day(6, 18)))
    given = Instruction.give(
        milestone=cast.milestone, by=cast.leader, text="速办", reply_by=day(6, 25), at=noon(day(6, 19))
    )
    given.answer(by=cast.steward, note="正在办理", at=noon(day(6, 20)))
    assert cast.milestone.report(by=cast.steward, note="进展", at=noon(day(6, 21))).need == "请协调征迁"
    assert delay_causes([cast.milestone.pk], day(6, 21))[cast.milestone.pk].need == "请协调征迁"
    cast.milestone.report(by=cast.steward, note="已协调", need="", at=noon(day(6, 22)))
    assert delay_causes([cast.milestone.pk], day(6, 22))[cast.milestone.pk].need == ""
