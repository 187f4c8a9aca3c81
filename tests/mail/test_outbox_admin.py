"""The outbox on the desk: what needs a person is found, decided once, and each decision leaves its line."""

import datetime as dt
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from milestones.digests import planning
from milestones.mail import outbox
from milestones.mail.sending import send_digests
from milestones.models import Delivery, DeliveryDecision, JobRun
from projects.models import User
from tests.cast import rewrite

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 6, 17)
LIST = "/admin/milestones/delivery/"


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.supervisor)
    return client


def planned(**fields):
    planning.plan_slot(MONDAY)
    Delivery.objects.filter(recipient__username="steward").update(**fields)
    return Delivery.objects.get(recipient__username="steward")


def act(desk, row, verb, note="已电话核实"):
    return desk.post(f"{LIST}{row.pk}/{verb}/", {"note": note})


def test_a_dead_message_is_retried_to_the_address_its_reader_has_now(desk, cast):
    row = planned(state="dead", last_error="550", attempts=1)
    rewrite(User.objects.filter(pk=cast.steward.pk), email="new@example.com")
    assert act(desk, row, "retry").status_code == 302
    outbox.send_due_deliveries()
    row.refresh_from_db()
    assert (row.state, row.to_addr) == ("sent", "new@example.com")
    (line,) = row.decisions.all()
    assert (line.kind, line.by, line.note) == ("retry", cast.supervisor, "已电话核实")


@pytest.mark.parametrize(("verb", "state"), [("send-again", "pending"), ("delivered", "sent")])
def test_what_is_uncertain_is_decided_by_a_person_once(desk, cast, verb, state):
    row = planned(state="uncertain", ambiguous=1)
    assert act(desk, row, verb).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.ambiguous) == (state, 1)
    assert act(desk, row, verb).status_code == 409
    assert row.decisions.count() == 1


def test_a_decision_says_why(desk, cast):
    row = planned(state="uncertain")
    assert act(desk, row, "delivered", note="").status_code == 200
    row.refresh_from_db()
    assert row.state == "uncertain" and not DeliveryDecision.objects.exists()


def test_a_held_run_is_let_go_or_dropped_from_the_list(desk, cast, monkeypatch):
    monkeypatch.setattr(planning, "ALWAYS_ALLOWED", 0)
    planning.plan_slot(MONDAY)
    rows = list(Delivery.objects.filter(state="held").values_list("pk", flat=True))
    assert len(rows) == 4
    desk.post(LIST, {"action": "let_selected_go", "_selected_action": rows[:3], "apply": "1", "note": "已核对"})
    desk.post(LIST, {"action": "drop_selected", "_selected_action": rows[3:], "apply": "1", "note": "已核对"})
    outbox.send_due_deliveries()
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent"] * 3 + ["suppressed"]
    assert DeliveryDecision.objects.count() == 4 and len(mail.outbox) == 3


def test_a_run_is_held_no_longer_than_its_last_message(desk, cast, monkeypatch):
    monkeypatch.setattr(planning, "ALWAYS_ALLOWED", 0)
    planning.plan_slot(MONDAY)
    first, *rest = Delivery.objects.filter(state="held")
    act(desk, first, "drop")
    assert JobRun.objects.get(job="digest").state == "held"
    for row in rest:
        act(desk, row, "let-go")
    assert JobRun.objects.get(job="digest").state == "done"


@pytest.mark.parametrize("state", ["dead", "expired"])
def test_what_nobody_needs_any_longer_is_dropped_and_the_start_page_is_quiet_again(desk, cast, state):
    row = planned(state=state, last_error="550 no such mailbox", last_code=550)
    assert act(desk, row, "drop").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decisions.get().kind) == ("suppressed", "drop")
    assert on_the_start_page(desk).total == 0


def on_the_start_page(desk):
    return next(section for section in desk.get("/admin/").context["sections"] if section.name == "mails")


def test_the_start_page_counts_what_its_list_shows_and_says_why_in_words(desk, cast):
    planning.plan_slot(MONDAY)
    states = dict(zip(("dead", "uncertain", "held", "expired"), Delivery.objects.order_by("id"), strict=True))
    for state, row in states.items():
        Delivery.objects.filter(pk=row.pk).update(state=state, last_code=550 if state == "dead" else None)
    section = on_the_start_page(desk)
    listed = desk.get(section.link).context["cl"].result_list
    assert section.total == len(listed) == len(section.lines) == 4
    assert {row.state for row in listed} == set(states)
    assert {line.why for line in section.lines} == {
        "发送失败　邮件服务器拒收（550）。",
        "不确定　交付时连接中断，可能已送达。",
        "已暂扣　当日邮件远多于平时。",
        "已过期　12小时内未能发出。",
    }


def test_the_filter_shows_what_needs_a_person(desk, cast):
    row = planned(state="dead")
    shown = desk.get(f"{LIST}?trouble=true").context["cl"].result_list
    assert [one.pk for one in shown] == [row.pk]


def test_a_steward_sees_their_own_mails_and_decides_nothing(client, cast):
    row = planned(state="dead")
    client.force_login(cast.steward)
    assert [one.pk for one in client.get(LIST).context["cl"].result_list] == [row.pk]
    assert act(client, row, "retry").status_code == 403
    assert client.get(f"{LIST}preview/").status_code == 403
    row.refresh_from_db()
    assert row.state == "dead"


def test_a_decision_is_never_changed(cast, as_owner):
    from django.db import IntegrityError, transaction

    row = planned(state="dead")
    row.retry(by=cast.supervisor, note="重发")
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryDecision.objects.update(note="别的")


def test_anybodys_next_digest_is_shown_as_it_would_go_and_nothing_is_written(desk, cast):
    page = desk.get(f"{LIST}preview/", {"person": cast.steward.pk, "kind": "digest"})
    assert page.status_code == 200 and page.context["found"]["mail"].subject in page.content.decode()
    page = desk.get(f"{LIST}preview/", {"person": cast.leader.pk, "kind": "digest"})
    assert "停收" in page.content.decode()
    assert desk.get(f"{LIST}preview/", {"person": "x", "kind": "digest"}).status_code == 400
    assert not Delivery.objects.exists() and not JobRun.objects.exists()


def test_the_preview_is_what_the_dry_run_prints(desk, cast):
    output = StringIO()
    call_command("send_digests", "--dry-run", "--first", stdout=output)
    page = desk.get(f"{LIST}preview/", {"person": cast.supervisor.pk, "kind": "digest"})
    assert page.context["found"]["mail"].subject in output.getvalue()


def test_the_button_runs_what_is_due_once(desk, cast):
    url = "/admin/milestones/jobrun/tick/"
    assert desk.get(url).status_code == 200 and not JobRun.objects.exists()
    for _twice in range(2):
        assert desk.post(url).status_code == 302
    assert JobRun.objects.filter(job="flag", state="done").count() == 1


def test_who_only_reads_cannot_press_it(client, cast):
    client.force_login(cast.auditor)
    assert client.post("/admin/milestones/jobrun/tick/").status_code == 403
    client.force_login(cast.steward)
    assert client.post("/admin/milestones/jobrun/tick/").status_code == 403
    assert not JobRun.objects.exists()


def test_the_list_takes_a_fixed_number_of_queries(desk, cast, django_assert_max_num_queries):
    send_digests(MONDAY)
    with django_assert_max_num_queries(9):
        desk.get(LIST)
