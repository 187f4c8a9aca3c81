"""Whoever decides reads beforehand what it rests on, and what the decision would make of it."""

import datetime as dt
import re

import pytest
from django.utils.html import strip_tags

from backoffice.actions import record_action_url
from backoffice.clock import today
from milestones.models import ChangeRequest, Claim, Milestone
from tests.cast import noon
from tests.district import make_district

pytestmark = pytest.mark.django_db
ONE = dt.timedelta(1)


@pytest.fixture
def cast(db):
    return make_district()


def shown(client, person, record, act):
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(record_action_url(type(record), act, record.pk))
    assert answer.status_code == (200 if record.state == "pending" else 409)
    return answer.content.decode()


def ask(milestone, by, days, **said):
    asked = {"kind": "extend", "reason_class": "land", "text": "征迁滞后", "new_due": today() + days * ONE}
    return ChangeRequest.ask(milestone=milestone, by=by, **asked | said)


def test_an_extension_shows_its_dates_its_lateness_what_came_before_and_what_it_leads_to(client, cast):
    change = ask(cast.extended, cast.steward, 60)
    before = Milestone.objects.filter(pk=cast.extended.pk).values().get()
    text = strip_tags(shown(client, cast.supervisor, change, "approve"))
    assert "首次基线2024年6月5日，现为2024年9月1日，推迟了88天" in text
    late = (today() - dt.date(2024, 9, 1)).days
    assert "目前是红灯，" in text and f"逾期{late}天" in text
    assert "此前已延期1次" in text and "汛期" in text
    assert "批准后将是黄灯，" in text
    assert Milestone.objects.filter(pk=cast.extended.pk).values().get() == before
    assert ChangeRequest.objects.get(pk=change.pk).state == "pending"


def test_a_day_before_the_stewards_own_forecast_is_told(client, cast):
    cast.extended.report(by=cast.steward, note="推迟", forecast_due=today() + 90 * ONE)
    change = ask(cast.extended, cast.steward, 60)
    assert "申请的日期早于经办人自己的预计" in shown(client, cast.supervisor, change, "approve")
    later = ask(cast.milestone, cast.steward, 90)
    assert "早于" not in shown(client, cast.supervisor, later, "approve")


def test_what_would_be_refused_is_said_beforehand(client, cast):
    change = ask(cast.milestone, cast.steward, 30)
    assert "现在会被拒绝" not in shown(client, cast.supervisor, change, "approve")
    past = ask(cast.waiting, cast.steward, 0, new_due=dt.date(2024, 7, 30), at=noon(dt.date(2024, 6, 22)))
    assert "现在会被拒绝：" in shown(client, cast.supervisor, past, "approve")


def test_a_request_about_a_project_says_what_of_it_is_late(client, cast):
    change = ChangeRequest.ask(project=cast.project, by=cast.steward, kind="suspend", reason_class="land", text="征迁")
    text = strip_tags(shown(client, cast.supervisor, change, "approve"))
    assert "其中逾期节点" in text and re.search(r"目前是红灯，逾期 \d", text)
    assert re.search(r"批准后将是灰灯，.*已暂停 \d", text) and "逾期" not in text.partition("批准后")[2]
    assert not cast.project.suspensions.exists()


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "按期完成"), (7, "比现行基线晚7天，永远记为迟完成（比首次基线晚7天）")],
)
def test_a_claim_shows_its_lateness_and_its_evidence(client, cast, days, said):
    due = cast.milestone.baseline_due
    claim = cast.milestone.claim(by=cast.steward, finished_on=due + days * ONE, note="完", at=noon(due + days * ONE))
    text = strip_tags(shown(client, cast.supervisor, claim, "confirm"))
    assert said in text and "没有附照片或材料" in text


def test_many_at_once_show_the_same(client, cast):
    change = ask(cast.extended, cast.steward, 60)
    client.force_login(cast.supervisor, "django.contrib.auth.backends.ModelBackend")
    chosen = {"action": "approve_selected", "_selected_action": [change.pk]}
    text = strip_tags(client.post("/admin/milestones/changerequest/", chosen).content.decode())
    assert "推迟了88天" in text and "批准后将是黄灯，" in text
    claim = Claim.objects.get(state="pending")
    chosen = {"action": "confirm_selected", "_selected_action": [claim.pk]}
    text = strip_tags(client.post("/admin/milestones/claim/", chosen).content.decode())
    assert "比现行基线晚7天" in text and "没有附照片或材料" in text


def test_what_was_decided_of_a_claim_in_the_meantime_is_told(client, cast):
    """By whoever opened the form before; also what became of earlier claims."""
    due = cast.milestone.baseline_due
    first = cast.milestone.claim(by=cast.steward, finished_on=due, note="完", at=noon(due))
    first.send_back(by=cast.second, reason="缺验收单", at=noon(due))
    assert "second已于" in strip_tags(shown(client, cast.supervisor, first, "confirm"))
    again = cast.milestone.claim(by=cast.steward, finished_on=due, note="补齐", at=noon(due))
    assert "已退回：缺验收单" in strip_tags(shown(client, cast.supervisor, first, "return"))
    assert "被退回：缺验收单" in strip_tags(shown(client, cast.supervisor, again, "confirm"))
    again.confirm(by=cast.second, at=noon(due))
    for act in ("confirm", "return"):
        assert "second已于" in strip_tags(shown(client, cast.supervisor, again, act)), act
    chosen = {"action": "return_selected", "_selected_action": [again.pk]}
    assert "second已于" in client.post("/admin/milestones/claim/", chosen).content.decode()
    again.reopen(by=cast.second, reason="复核不实", at=noon(due))
    assert "由second撤销销号" in strip_tags(shown(client, cast.supervisor, again, "confirm"))
