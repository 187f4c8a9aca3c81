"""The workbook out, one cell changed in it, and in again: what a steward does with a forecast, on a PC and on a
phone.
"""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from backoffice.clock import today
from milestones.imports.importer import process_waiting_imports
from milestones.models import ProgressReport

from .test_reading import TOO_WIDE

pytestmark = pytest.mark.browser
IMPORTS = "/admin/milestones/import/"
LATER = today() + dt.timedelta(days=45)
ENDED = ".tx-import:not(:has([data-live]))"


@pytest.fixture(autouse=True)
def no_queue(settings, monkeypatch):
    """Nobody hears the bell, so that the page is seen waiting; the test does the worker's turn."""
    monkeypatch.setattr("milestones.imports.upload.wake_import_worker", lambda record: None)


def sound(page, live_server, faults_of):
    assert page.complaints == []
    assert page.hosts == {urlsplit(live_server.url).netloc}
    assert page.evaluate(TOO_WIDE) == []
    assert faults_of(page) == []


def exported(page, tmp_path):
    """The whole register, as the button of the page gives it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="导出全部").click()
    download.value.save_as(tmp_path / "register.xlsx")
    return tmp_path / "register.xlsx"


def typed_over(path, head, value):
    """The file with another value in the first milestone's cell."""
    book = load_workbook(path)
    sheet = book["节点"]
    place = [cell.value for cell in sheet[1]].index(head) + 1
    sheet.cell(2, place).value = value
    book.save(path)
    return path


def uploaded(page, path):
    page.get_by_role("link", name="上传Excel").first.click()
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_selector("[data-live]")


@pytest.mark.parametrize("width", [1366, 390])
def test_a_forecast_goes_out_and_comes_back_changed(visit, cast, live_server, faults_of, tmp_path, width):
    page = visit(IMPORTS, "steward", width)
    sound(page, live_server, faults_of)
    uploaded(page, typed_over(exported(page, tmp_path), "预计完成", LATER))
    sound(page, live_server, faults_of)

    process_waiting_imports()
    page.wait_for_selector(ENDED)  # the page looks by itself
    changes = page.get_by_role("region", name="更改").inner_text()
    assert "路基完成" in changes and f"{LATER}" in changes
    assert not ProgressReport.objects.exists()
    sound(page, live_server, faults_of)

    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_selector("[data-live]")
    process_waiting_imports()
    page.wait_for_selector(ENDED)
    assert "已导入" in page.locator(".tx-import h1").inner_text()
    sound(page, live_server, faults_of)

    cast.milestone.refresh_from_db()
    assert cast.milestone.forecast_due == LATER
    page.goto(f"{live_server.url}/admin/milestones/milestone/{cast.milestone.pk}/history/")
    told = page.locator("main, #main").first.inner_text()
    assert "导入" in told and "预计完成" in told


def test_faults_are_listed_and_the_file_comes_back_marked(visit, live_server, faults_of, tmp_path):
    page = visit(IMPORTS, "steward", 1366)
    uploaded(page, typed_over(exported(page, tmp_path), "预计完成", "明年"))
    process_waiting_imports()
    page.wait_for_selector(ENDED)
    assert "“明年”不是日期" in page.get_by_role("region", name="问题").inner_text()
    sound(page, live_server, faults_of)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注问题的Excel").click()
    download.value.save_as(tmp_path / "marked.xlsx")
    marked = load_workbook(tmp_path / "marked.xlsx")
    assert marked.sheetnames[0] == "问题清单" and marked["节点"].cell(1, 15).value == "导入问题"

    uploaded_again = typed_over(tmp_path / "marked.xlsx", "预计完成", LATER)
    page.get_by_role("link", name="再次上传").click()
    page.set_input_files("[name=file]", uploaded_again)
    page.get_by_role("button", name="上传并检查").click()
    process_waiting_imports()
    page.wait_for_selector(ENDED)
    assert "待导入" in page.locator(".tx-import h1").inner_text()
