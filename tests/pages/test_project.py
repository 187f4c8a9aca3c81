"""A project's page: the whole story as of a day, and nothing from after it."""

import datetime as dt
from decimal import Decimal

import pytest

from backoffice.recording import historical_replay
from milestones.models import Instruction
from milestones.models.plan import approve_plan
from projects.models import User
from tests.cast import add_milestone, day, flag_night, noon

pytestmark = pytest.mark.django_db


def see(client, user, address="/projects/2024-CJ-001/", **query):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address, query, headers={"accept-language": "zh-CN"})


def test_the_project_page_shows_promise_plan_reports_and_requests(client, cast):
    cast.milestone.report(by=cast.steward, note="路基施工过半", problem="两户未搬迁", at=noon(dt.date(2024, 6, 1)))
    ask = {"kind": "extend", "reason_class": "land", "text": "征迁未完", "by": cast.steward}
    change = cast.milestone.request_change(**ask, new_due=dt.date(2024, 8, 1), at=noon(dt.date(2024, 6, 2)))
    change.approve(by=cast.supervisor, document_number="铁督延〔2024〕7号", at=noon(dt.date(2024, 6, 3)))
    page = see(client, cast.leader, "/projects/2024-CJ-001/", on="2024-08-05")
    text = page.content.decode()
    for words in ("路基施工过半", "两户未搬迁", "征迁未完", "铁督延〔2024〕7号", "9条", "路基完成"):
        assert words in text
    (line,) = page.context["plan"]
    assert (line.row.days_late, line.version.number) == (4, 2)


def test_the_project_page_forgets_what_came_later(client, cast):
    cast.milestone.report(by=cast.steward, note="后来的填报", at=noon(dt.date(2024, 6, 1)))
    assert "后来的填报" not in see(client, cast.leader, "/projects/2024-CJ-001/", on="2024-05-01").content.decode()


def test_a_project_out_of_sight_is_not_found(client, cast):
    assert see(client, cast.other, "/projects/2024-CJ-001/").status_code == 404


def test_whoever_owns_a_milestone_sees_its_project(client, cast):
    add_milestone(cast, "验收", dt.date(2024, 9, 1), owner=cast.other)
    page = see(client, cast.other, "/projects/2024-CJ-001/")
    assert page.status_code == 200 and len(page.context["plan"]) == 1


def extend(cast, due, asked, decided, number):
    ask = {"kind": "extend", "reason_class": "land", "text": "征迁未完", "by": cast.steward}
    change = cast.milestone.request_change(**ask, new_due=due, at=noon(asked))
    return change.approve(by=cast.supervisor, document_number=number, at=noon(decided))


def test_every_version_of_a_baseline_stays_with_its_paper(client, cast):
    extend(cast, day(8, 1), day(6, 2), day(6, 3), "铁督延〔2024〕7号")
    extend(cast, day(9, 1), day(7, 2), day(7, 3), "铁督延〔2024〕15号")
    page = see(client, cast.leader, on="2024-08-05")
    (line,) = page.context["moved"]
    assert [(move.version.due, move.days) for move in line.moves] == [
        (day(6, 14), None),
        (day(8, 1), 48),
        (day(9, 1), 31),
    ]
    text = page.content.decode()
    assert "铁督延〔2024〕7号" in text and "铁督延〔2024〕15号" in text
    assert "首次基线6月14日，批准顺延79天到9月1日" in text
    before = see(client, cast.leader, on="2024-06-20")
    assert len(before.context["moved"][0].moves) == 2 and "15号" not in before.content.decode()


def test_returned_and_late_claims_keep_their_reasons(client, cast):
    said = {"by": cast.steward, "finished_on": day(6, 20), "note": "已完成", "late_reason": "天气影响"}
    cast.milestone.claim(**said, at=noon(day(6, 20))).send_back(
        by=cast.supervisor, reason="缺验收单", at=noon(day(6, 22))
    )
    cast.milestone.claim(**said | {"finished_on": day(6, 24)}, at=noon(day(6, 24))).confirm(
        by=cast.supervisor, at=noon(day(6, 26))
    )
    text = see(client, cast.leader, on="2024-06-30").content.decode()
    assert "退回原因：缺验收单" in text and "迟完成原因：天气影响" in text and "已退回1次" in text
    early = see(client, cast.leader, on="2024-06-21")
    assert [line.state for line in early.context["claims"]] == ["pending"] and "缺验收单" not in early.content.decode()


def test_flags_and_steps_of_the_ladder_are_told_until_the_day(client, cast):
    for number in range(17, 30):
        flag_night(day(6, number))
    events = see(client, cast.leader, on="2024-06-29").context["events"]
    assert events[-1].kind == "raised" and {event.kind for event in events} == {"raised", "step"}
    assert all(event.day <= day(6, 18) for event in see(client, cast.leader, on="2024-06-18").context["events"])


def test_the_trend_is_made_of_the_recorded_forecasts(client, cast):
    cast.milestone.report(by=cast.steward, note="慢", forecast_due=day(7, 1), at=noon(day(5, 1)))
    cast.milestone.report(by=cast.steward, note="更慢", forecast_due=day(8, 1), at=noon(day(6, 1)))
    (line,) = see(client, cast.leader, on="2024-07-05").context["trend"].lines
    assert line.line.forecasts == [(day(1, 1), day(6, 14)), (day(5, 1), day(7, 1)), (day(6, 1), day(8, 1))]
    assert line.kind == "late" and line.label
    (line,) = see(client, cast.leader, on="2024-05-05").context["trend"].lines
    assert len(line.line.forecasts) == 2


def test_a_quantity_grows_by_its_reports_beside_what_was_expected(client, cast):
    with_amount = add_milestone(
        cast, "累计6条", day(12, 1), target=cast.target, quantity=Decimal(6), at=noon(day(1, 2))
    )
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    with_amount.report(by=cast.steward, note="进展", quantity=Decimal(2), at=noon(day(5, 1)))
    with_amount.report(by=cast.steward, note="进展", quantity=Decimal(4), at=noon(day(9, 1)))
    (line,) = see(client, cast.leader, on="2024-06-20").context["amounts"]
    assert (line.done, line.value) == (2, 9) and line.expected > 2 and line.chart
    assert "4/9条" in see(client, cast.leader, on="2024-09-05").content.decode()


def test_a_quantity_that_nobody_reported_is_called_unfilled(client, cast):
    (line,) = see(client, cast.leader).context["amounts"]
    assert line.done is None and line.chart is None and "未填" in see(client, cast.leader).content.decode()


def test_instructions_stand_with_their_answers(client, cast):
    said = {"milestone": cast.milestone, "text": "排出赶工计划", "reply_by": day(6, 30), "by": cast.leader}
    Instruction.give(**said, at=noon(day(6, 20))).answer(by=cast.steward, note="已增加班组", at=noon(day(6, 22)))
    assert "已增加班组" in see(client, cast.leader, on="2024-06-25").content.decode()
    before = see(client, cast.leader, on="2024-06-21").content.decode()
    assert "排出赶工计划" in before and "已增加班组" not in before


def test_people_stand_with_their_telephones(client, cast):
    User.objects.filter(pk__in=[cast.steward.pk, cast.head.pk]).update(phone="024-0000-0101")
    text = see(client, cast.leader).content.decode()
    assert text.count('href="tel:024-0000-0101"') == 2


def test_before_the_project_was_recorded_its_page_says_only_that(client, cast):
    text = see(client, cast.leader, on="2023-12-31").content.decode()
    assert "此项目在12月31日尚未登记" in text and "路基完成" not in text and "<table" not in text


def test_a_bare_project_says_what_is_missing(client, cast):
    cast.project.pk, cast.project.code, cast.project.approved_at, cast.project.approved_by = (
        None,
        "2024-CJ-003",
        None,
        None,
    )
    cast.project._state.adding = True
    with historical_replay():
        cast.project.save()
    page = see(client, cast.leader, "/projects/2024-CJ-003/")
    text = page.content.decode()
    assert page.status_code == 200 and page.context["trend"] is None
    assert page.context["light"].light == "grey" and "light green" not in text


def test_the_project_page_costs_a_fixed_number_of_queries(client, cast, django_assert_num_queries):
    def grow(number):
        milestone = add_milestone(cast, f"节点{number}", day(9, 1), at=noon(day(1, 2)))
        milestone.report(by=cast.steward, note="正常", forecast_due=day(9, 1), at=noon(day(6, 1)))
        Instruction.give(by=cast.leader, milestone=milestone, text="报进度", reply_by=day(7, 1), at=noon(day(6, 2)))

    grow(0)
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    said = {"by": cast.steward, "finished_on": day(6, 20), "note": "已完成", "late_reason": "天气"}
    cast.milestone.claim(**said, at=noon(day(6, 20)))
    flag_night(day(6, 18))
    see(client, cast.leader, on="2024-07-01")
    with django_assert_num_queries(30):
        client.get("/projects/2024-CJ-001/", {"on": "2024-07-01"})
    for number in range(1, 15):
        grow(number)
    with django_assert_num_queries(30):
        client.get("/projects/2024-CJ-001/", {"on": "2024-07-01"})


def test_two_print_outs_of_the_same_facts_have_one_checksum_and_any_new_fact_another(client, cast):
    def checksum(user, language="zh-CN", on="2024-07-02"):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/projects/2024-CJ-001/", {"on": on}, headers={"accept-language": language})
        stamp = page.context["stamp"]
        assert f'data-foot="{stamp.foot}"' in page.content.decode() and stamp.conditions == "2024-CJ-001"
        return stamp.checksum

    first = checksum(cast.leader)
    assert checksum(cast.steward) == checksum(cast.auditor, "en-GB") == first
    seen = {first, checksum(cast.leader, on="2024-07-01")}
    cast.milestone.report(by=cast.steward, note="又填一次", at=noon(dt.date(2024, 7, 2)))
    seen.add(checksum(cast.leader))
    given = {"text": "请排出计划", "reply_by": dt.date(2024, 7, 9), "by": cast.leader}
    Instruction.give(milestone=cast.milestone, **given, at=noon(dt.date(2024, 7, 2)))
    seen.add(checksum(cast.leader))
    assert len(seen) == 4
