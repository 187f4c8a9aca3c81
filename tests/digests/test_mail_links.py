"""Acting from a mail: the link names row, act and reader; opening it changes nothing, and it ends with the next
slot.
"""

import datetime as dt
import uuid
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from django.test import Client

from backoffice import clock
from milestones.digests.links import action_url
from milestones.mail.sending import send_digests
from milestones.models import Claim, Delivery, ProgressReport

pytestmark = pytest.mark.django_db


def link(person, record, act="report", model="milestone", hours=24):
    until = clock.now() + dt.timedelta(hours=hours)
    return urlsplit(action_url(person, model, record.pk, act, until)).path


def test_a_reader_lands_on_the_form_and_sends_it(client, cast):
    client.force_login(cast.steward)
    path = link(cast.steward, cast.milestone)
    assert "填报进度" in client.get(path).content.decode()
    answer = client.post(path, {"note": "已完成三条", "quantity": ""})
    assert answer.status_code == 302
    assert ProgressReport.objects.get().note == "已完成三条"


def test_the_form_leads_to_the_other_acts_that_the_button_names(client, cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=clock.today(), note="完成", late_reason="征迁")
    client.force_login(cast.supervisor)
    page = client.get(link(cast.supervisor, claim, "confirm", "claim")).content.decode()
    assert f"/admin/milestones/claim/{claim.pk}/return/" in page
    claim.send_back(by=cast.supervisor, reason="缺验收单")
    client.force_login(cast.steward)
    page = client.get(link(cast.steward, cast.milestone)).content.decode()
    assert f"/admin/milestones/milestone/{cast.milestone.pk}/request-change/" in page


def test_opening_it_changes_nothing(client, cast):
    client.force_login(cast.steward)
    for act in ("report", "claim", "request-change"):
        path = link(cast.steward, cast.milestone, act)
        for _turn in range(5):
            assert client.get(path).status_code == client.head(path).status_code == 200
    assert not ProgressReport.objects.exists() and not Claim.objects.exists()


def test_without_a_session_one_logs_in_and_is_back_at_the_form(client, cast):
    path = link(cast.steward, cast.milestone)
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, f"/login/?next={quote(path)}")
    answer = client.post(answer.url, {"username": "steward", "password": "tiexi-demo", "next": path})
    assert (answer.status_code, answer.url) == (302, path)


def test_what_was_typed_is_kept_through_the_log_in(client, cast):
    path = link(cast.steward, cast.milestone)
    assert client.post(path, {"note": "写了很久的一段话"}).status_code == 302
    assert not ProgressReport.objects.exists()
    client.post("/login/", {"username": "steward", "password": "tiexi-demo", "next": path})
    page = client.get(path).content.decode()
    assert "写了很久的一段话" in page and "以下内容尚未提交" in page
    assert "写了很久的一段话" not in client.get(path).content.decode()  # once


def test_what_was_typed_is_kept_when_every_cookie_is_gone(cast):
    path, strict = link(cast.steward, cast.milestone), Client(enforce_csrf_checks=True)
    answer = strict.post(path, {"note": "写了很久的一段话"})
    assert (answer.status_code, answer.url) == (302, f"/login/?next={quote(path)}")
    strict.force_login(cast.steward)
    assert "写了很久的一段话" in strict.get(path).content.decode()


def test_a_form_without_its_own_token_is_not_done_but_shown_again_with_what_was_typed(cast):
    """As of another tab, in which its writer has logged in meanwhile; or of somebody else's page."""
    path, strict = link(cast.steward, cast.milestone), Client(enforce_csrf_checks=True)
    strict.force_login(cast.steward)
    answer = strict.post(path, {"note": "写了很久的一段话", "draft": "0123456789abcdef" * 2})
    assert (answer.status_code, answer.url) == (302, path)
    assert not ProgressReport.objects.exists() and "tx-sent" not in answer.cookies
    assert "写了很久的一段话" in strict.get(path).content.decode()


def test_somebody_else_is_told_whose_it_is(client, cast):
    client.force_login(cast.head)
    path = link(cast.steward, cast.milestone)
    answer = client.get(path)
    assert answer.status_code == 403
    assert "steward" in answer.content.decode() and "/admin/" in answer.content.decode()
    assert client.post(path, {"note": "x"}).status_code == 403 and not ProgressReport.objects.exists()


def test_it_ends_when_the_next_slot_is_due(client, cast):
    client.force_login(cast.steward)
    path = link(cast.steward, cast.milestone, hours=1)
    with time_machine.travel(clock.now() + dt.timedelta(hours=1, seconds=1)):
        answer = client.get(path)
        assert answer.status_code == 410 and "失效" in answer.content.decode()
        assert client.post(path, {"note": "x"}).status_code == 410
    assert not ProgressReport.objects.exists()


def test_a_form_that_was_done_is_answered_as_before_though_its_link_has_ended(client, cast):
    """Its answer was lost in the evening, and the browser sends it again in the morning."""
    client.force_login(cast.steward)
    path, body = link(cast.steward, cast.milestone, hours=1), {"note": "完成一半", "token": str(uuid.uuid4())}
    assert client.post(path, body).status_code == 302
    with time_machine.travel(clock.now() + dt.timedelta(hours=1, seconds=1)):
        assert client.post(path, body).url == "/admin/"
        assert client.post(path, body | {"note": "另一份"}).status_code == 410
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize("bad", ["/act/1/", "/act/a:b:c/", "/act/%00/"])
def test_what_we_did_not_sign_is_no_link(client, cast, bad):
    client.force_login(cast.steward)
    assert client.get(bad).status_code == 404


def test_a_link_gives_no_right_that_its_reader_has_not(client, cast):
    client.force_login(cast.other)
    assert client.get(link(cast.other, cast.milestone)).status_code == 404
    client.force_login(cast.steward)
    assert client.get(link(cast.steward, cast.milestone, "format-disk")).status_code == 404
    assert client.get(link(cast.steward, cast.milestone, model="session")).status_code == 404


def test_each_row_of_a_mail_has_a_link_of_its_own_that_works(client, cast):
    monday = dt.date(2024, 6, 17)
    send_digests(monday)
    text = Delivery.objects.get(recipient=cast.steward).text
    paths = [word.partition("8000")[2] for word in text.split() if "/act/" in word]
    client.force_login(cast.steward)
    with time_machine.travel(dt.datetime(2024, 6, 17, 4, tzinfo=dt.UTC)):
        assert paths and {client.get(path).status_code for path in paths} == {200}
    with time_machine.travel(dt.datetime(2024, 6, 18, 0, 1, tzinfo=dt.UTC)):
        assert {client.get(path).status_code for path in paths} == {410}
