"""Each role's morning at the desk, on a PC and on a phone: log in, find the worst, act, log out."""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from backoffice.clock import today
from milestones.models import ChangeRequest, Claim, Instruction, ProgressReport

from .machines import LANGUAGES, PC, PHONE, SIZES, calm, log_out, press, refuse, send, told

pytestmark = pytest.mark.browser
SMALL = """() => [...document.querySelectorAll(".tx-button, .tx-counts a, .tx-field select, .tx-field input:not([type=hidden], [type=checkbox], [type=file])")]
    .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 90))"""  # noqa: E501


@SIZES
def test_a_steward_reports_with_a_photo_claims_and_asks(enter, live_server, work, size, tmp_path):
    page = enter("steward", size)
    assert page.locator("#overdue article").count() == 2
    photo = tmp_path / "现场.jpg"
    page.screenshot(path=photo, type="jpeg")

    press(page, "#overdue article:has-text('累计建成6条') .tx-solid")
    page.wait_for_function("document.activeElement.name === 'quantity'")
    page.set_input_files("#id_files", photo)
    page.locator(".tx-chosen img").wait_for()
    page.fill("[name=quantity]", "5")
    refuse(page)
    assert page.locator(".tx-kept:has-text('现场.jpg')").count() == 1  # no note: refused, and the photo kept
    assert page.input_value("[name=quantity]") == "5"
    page.wait_for_function("document.activeElement.name === 'note'")
    page.fill("[name=note]", "第五条完工")
    page.fill("[name=next_step]", "铺面层")
    send(page)
    assert urlsplit(page.url).path == "/admin/" and "累计5条" in told(page)
    report = ProgressReport.objects.latest("id")
    assert (report.quantity, report.files.get().file.size) == (5, photo.stat().st_size)

    press(page, "#due .tx-button:has-text('申报完成')")
    page.fill("[name=note]", "已完工")
    send(page)
    assert Claim.objects.get().milestone == work.soon and "等待" in told(page)

    press(page, "#overdue article:has-text('路基完成') .tx-button:has-text('申请延期')")
    assert "批准基线" in page.inner_text(".tx-act")
    page.fill("[name=new_due]", (today() + dt.timedelta(days=20)).isoformat())
    page.select_option("[name=reason_class]", "weather")
    page.fill("[name=text]", "连续降雨")
    send(page)
    assert ChangeRequest.objects.get().reason_class == "weather"
    calm(page, live_server)
    log_out(page)


@SIZES
def test_a_unit_head_answers_and_sees_who_has_not_filed(enter, live_server, work, size):
    page = enter("head", size)
    assert "未填报人员" in page.inner_text("#who")
    press(page, "#unanswered .tx-solid")
    page.select_option("[name=milestone]", str(work.milestone.pk))
    page.fill("[name=note]", "已组织倒排工期")
    send(page)
    assert page.locator("#unanswered article").count() == 0 and Instruction.objects.get().reply_id
    calm(page, live_server)
    log_out(page)


@SIZES
def test_a_supervisor_approves_returns_and_confirms(enter, live_server, work, size):
    day = today() + dt.timedelta(days=20)
    work.milestone.request_change(by=work.steward, kind="extend", new_due=day, reason_class="land", text="征迁未完")
    page = enter("supervisor", size)
    press(page, "#changes .tx-button:has-text('批准')")
    send(page)
    assert ChangeRequest.objects.get().state == "approved"
    work.soon.claim(by=work.steward, finished_on=today(), note="已完工")
    page.reload()
    press(page, "#claims .tx-button:has-text('退回')")
    page.fill("[name=reason]", "缺验收单")
    send(page)
    assert Claim.objects.get().state == "returned"
    again = work.soon.claim(by=work.steward, finished_on=today(), note="验收单已补")
    page.reload()
    press(page, "#claims .tx-first")
    send(page)
    again.refresh_from_db()
    assert again.state == "confirmed" and "蓝灯" in told(page)
    press(page, "#overdue .tx-button:has-text('督办')")
    page.fill("[name=text]", "请说明原因")
    page.fill("[name=reply_by]", day.isoformat())
    send(page)
    assert Instruction.objects.filter(text="请说明原因").exists()
    calm(page, live_server)
    log_out(page)


@SIZES
@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_only_reads_finds_no_button_and_reaches_the_list(enter, live_server, work, who, size):
    page = enter(who, size)
    assert page.locator(".tx-buttons").count() == 0
    press(page, ".tx-counts a[href*='overdue=true']" if who == "admin" else "#overdue h2 a")
    assert page.locator("#result_list tbody tr").count() == 2
    calm(page, live_server)
    log_out(page)


@SIZES
@LANGUAGES
@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor", "admin"])
def test_a_start_page_has_no_barrier(enter, live_server, faults_of, who, size, language):
    page = enter(who, size, language)
    assert faults_of(page) == [] and page.evaluate(SMALL) == []
    calm(page, live_server)


@SIZES
@LANGUAGES
def test_the_forms_have_no_barrier(enter, live_server, work, faults_of, size, language):
    page = enter("steward", size, language)
    for record in (work.step, work.milestone):
        for verb in ("report", "claim", "request-change", "no-progress"):
            page.goto(f"{live_server.url}/admin/milestones/milestone/{record.pk}/{verb}/")
            assert faults_of(page) == [] and page.evaluate(SMALL) == [], verb
    page.goto(f"{live_server.url}/admin/milestones/milestone/{work.step.pk}/report/")
    refuse(page)
    assert faults_of(page) == []
    calm(page, live_server)


def test_typed_text_outlives_an_expired_login(enter, live_server, work):
    page = enter("steward", PHONE)
    press(page, "#overdue article:has-text('路基完成') .tx-solid")
    page.fill("[name=note]", "写了很久的一段话")
    page.context.clear_cookies()
    send(page)
    assert not ProgressReport.objects.filter(note="写了很久的一段话").exists()
    page.goto(f"{live_server.url}/admin/milestones/milestone/{work.milestone.pk}/report/")
    page.fill("[name=username]", "steward")
    page.fill("[name=password]", "tiexi-demo")
    press(page, "button.solid")
    page.goto(f"{live_server.url}/admin/milestones/milestone/{work.milestone.pk}/report/")
    assert page.input_value("[name=note]") == "写了很久的一段话" and page.locator(".tx-draft").is_visible()
    send(page)
    assert ProgressReport.objects.filter(note="写了很久的一段话").count() == 1
    page.goto(f"{live_server.url}/admin/milestones/milestone/{work.milestone.pk}/report/")
    assert page.input_value("[name=note]") == ""  # what is filed is no draft any more


def test_a_row_is_worked_from_the_keyboard_alone(enter, work):
    page = enter("steward", PC)
    page.focus("#overdue article:has-text('累计建成6条') .tx-solid")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'quantity'")
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.keyboard.type("第五条完工")
    page.focus("[name=quantity]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert ProgressReport.objects.latest("id").note == "第五条完工"
