"""What was typed and chosen outlives the end of a session in a real browser; nobody else reads it, and it counts
once.
"""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session

from backoffice.clock import today
from milestones.models import Instruction, Milestone, ProgressReport
from projects.models import Project, User

pytestmark = pytest.mark.browser
TYPED = "写了很久的一段话"


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "现场.pdf"
    path.write_bytes(b"%PDF-1.4 " + TYPED.encode())
    return path


def log_in(page, who, password="tiexi-demo"):
    """At the log-in form that a lost form leads to."""
    page.fill("[name=username]", who)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("main button.solid")


def lose(page, selector):
    """The session ends in the database; then the button is pressed, and the log-in form says that nothing was sent."""
    Session.objects.all().delete()
    with page.expect_navigation(url="**/login/**"):
        page.click(selector)
    said = page.inner_text(".tx-draft")
    assert "尚未提交" in said and "chevron" not in said


def told(page):
    """The line above a form that is back."""
    line = page.locator("form > .tx-draft")
    line.wait_for()
    assert "以下内容保存在本机，尚未送达" in line.inner_text()


def send(page, selector):
    with page.expect_navigation():
        page.click(selector)


def report_of(cast):
    return f"/admin/milestones/milestone/{cast.milestone.pk}/report/"


def fill_report(page, photo):
    page.fill("[name=note]", TYPED)
    page.fill("[name=forecast_due]", (today() + dt.timedelta(days=20)).isoformat())
    page.set_input_files("#id_files", photo)
    page.locator(".tx-chosen li").wait_for()


def test_a_report_with_a_file_is_back_after_log_in_and_filed_once(visit, cast, photo):
    page = visit(report_of(cast), "steward")
    fill_report(page, photo)
    lose(page, ".tx-send .tx-solid")
    log_in(page, "steward")
    assert page.url.endswith(report_of(cast))
    told(page)
    assert page.input_value("[name=note]") == TYPED
    assert page.input_value("[name=forecast_due]") == (today() + dt.timedelta(days=20)).isoformat()
    page.locator(".tx-chosen li:has-text('现场.pdf')").wait_for()
    send(page, ".tx-send .tx-solid")
    report = ProgressReport.objects.get(note=TYPED)
    assert report.files.get().file.size == photo.stat().st_size
    page.goto(page.url.partition("/admin/")[0] + report_of(cast))
    assert page.input_value("[name=note]") == "" and page.locator(".tx-draft, .tx-chosen li").count() == 0
    assert page.complaints == []


def test_a_record_with_a_new_row_is_back_and_written_once(visit, cast):
    address = f"/admin/projects/project/{cast.project.pk}/change/"
    page = visit(address, "steward")
    page.fill("[name=note]", TYPED)
    page.click("#tabs-items >> text=节点")
    page.click("#milestones-group .add-row")
    page.fill("[name=milestones-1-name]", "路面完成")
    page.fill("[name=milestones-1-forecast_due]", "2027-09-01")
    added = Milestone.objects.create(project=cast.project, name="别人加的", forecast_due=dt.date(2027, 8, 1))
    lose(page, "[name=_continue]")
    log_in(page, "steward")
    told(page)
    assert page.input_value("[name=note]") == TYPED
    # A row that somebody else added meanwhile stays what it is; the new one comes after it.
    names = [page.input_value(f"[name=milestones-{row}-name]") for row in range(3)]
    assert sorted(names[:2]) == sorted(["路基完成", "别人加的"]) and names[2] == "路面完成"
    send(page, "[name=_continue]")
    assert Project.objects.get().note == TYPED
    assert list(Milestone.objects.order_by("pk").values_list("name", flat=True)) == [
        "路基完成",
        added.name,
        "路面完成",
    ]
    assert page.locator(".tx-draft").count() == 0 and page.complaints == []


def test_a_leaders_instruction_is_back_where_it_was_written(visit, cast):
    page = visit(f"/projects/{cast.project.code}/", "leader")
    page.click(".give summary")
    page.fill("[name=text]", TYPED)
    lose(page, ".give button.solid")
    log_in(page, "leader")
    assert page.url.endswith(f"/projects/{cast.project.code}/")
    told(page)
    assert page.input_value("[name=text]") == TYPED and page.locator("[name=text]").is_visible()
    send(page, ".give button.solid")
    assert Instruction.objects.get().text == TYPED
    assert page.locator(".tx-draft").count() == 0 and page.complaints == []


def test_an_act_on_several_records_is_opened_again_from_its_list(visit, cast):
    page = visit("/admin/projects/project/", "supervisor")
    page.check(f"[name=_selected_action][value='{cast.project.pk}']")
    page.select_option("[name=action]", "request_reports")
    send(page, "#changelist-form button[name=index], #changelist-form button:has-text('执行')")
    page.fill("[name=text]", TYPED)
    page.fill("[name=reply_by]", "2027-09-01")
    lose(page, ".tx-bulk .tx-solid")
    log_in(page, "supervisor")
    said = page.inner_text(".tx-draft")
    assert "尚未送达" in said and "chevron" not in said
    send(page, ".tx-draft span button")
    told(page)
    assert (page.input_value("[name=text]"), page.input_value("[name=reply_by]")) == (TYPED, "2027-09-01")
    send(page, ".tx-bulk .tx-solid")
    assert Instruction.objects.get().text == TYPED
    assert page.locator(".tx-draft").count() == 0 and page.complaints == []


def stored(page):
    """What this browser keeps, in words and in files."""
    return page.evaluate("""async () => {
        const base = await new Promise(done => {
            const asked = indexedDB.open("tx-drafts", 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore("files");
            asked.onsuccess = () => done(asked.result);
        });
        const keys = await new Promise(done => {
            const asked = base.transaction("files").objectStore("files").getAllKeys();
            asked.onsuccess = () => done(asked.result);
        });
        base.close();
        return [...Object.keys(localStorage).filter(key => key.startsWith("tx-draft:")), ...keys];
    }""")


def test_somebody_else_on_the_same_browser_sees_nothing_of_it(visit, cast, photo):
    page = visit(report_of(cast), "steward")
    fill_report(page, photo)
    lose(page, ".tx-send .tx-solid")
    log_in(page, "head")
    page.locator("[name=note]").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.input_value("[name=note]") == "" and page.locator(".tx-draft, .tx-chosen li").count() == 0
    page.goto(page.url.partition("/admin/")[0] + "/admin/")
    assert page.locator(".tx-draft").count() == 0 and TYPED not in page.content()


def test_logging_out_leaves_nothing_in_the_browser(visit, cast, photo):
    page = visit(report_of(cast), "steward")
    fill_report(page, photo)
    page.wait_for_function("localStorage.length > 0")
    assert stored(page)
    page.goto(page.url.partition("/admin/")[0] + "/logout/")
    send(page, "main button.solid")
    page.wait_for_load_state("networkidle")
    assert stored(page) == []


def test_a_password_changed_elsewhere_loses_nothing(visit, cast, photo):
    page = visit(report_of(cast), "steward")
    fill_report(page, photo)
    steward = User.objects.get(username="steward")
    steward.set_password("another-Password-9")
    steward.save()
    with page.expect_navigation(url="**/login/**"):
        page.click(".tx-send .tx-solid")
    log_in(page, "steward", "another-Password-9")
    told(page)
    page.locator(".tx-chosen li:has-text('现场.pdf')").wait_for()
    assert page.input_value("[name=note]") == TYPED


def test_a_discarded_draft_is_gone_for_good(visit, cast, photo):
    page = visit(report_of(cast), "steward")
    fill_report(page, photo)
    page.reload()
    told(page)
    with page.expect_navigation():
        page.click("form > .tx-draft button:has-text('丢弃')")
    assert page.input_value("[name=note]") == "" and page.locator(".tx-draft, .tx-chosen li").count() == 0
    assert stored(page) == []


def test_who_came_in_by_another_tab_is_led_back_to_the_form(visit, cast, photo):
    """The token of the open form is void then."""
    page = visit(report_of(cast), "steward")
    fill_report(page, photo)
    Session.objects.all().delete()
    other = page.context.new_page()
    other.goto(page.url)
    log_in(other, "steward")
    with page.expect_navigation():
        page.click(".tx-send .tx-solid")
    send(page, "main a.solid")
    told(page)
    assert page.input_value("[name=note]") == TYPED
    page.locator(".tx-chosen li:has-text('现场.pdf')").wait_for()
    send(page, ".tx-send .tx-solid")
    assert ProgressReport.objects.filter(note=TYPED).count() == 1


def test_without_scripts_the_page_says_that_it_was_not_sent(browser, live_server, cast):
    """On the leaders' pages; the theme of the desk shows no form without scripts."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/instructions/new/?project={cast.project.code}")
    log_in(page, "leader")
    page.fill("[name=text]", TYPED)
    lose(page, "main button.solid")
    assert "后退" in page.inner_text(".tx-draft") and not Instruction.objects.exists()
    log_in(page, "leader")
    assert page.locator("[name=text]").input_value() == ""
    for _step in range(3):
        page.go_back()
        if page.locator("[name=text]").count() and page.input_value("[name=text]") == TYPED:
            break
    assert page.input_value("[name=text]") == TYPED
    context.close()
