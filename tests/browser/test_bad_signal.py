"""On a bad line: photos are made smaller before they are sent, what broke is sent again and counts once, and the page
says what stands on the device.
"""

from urllib.parse import urlsplit

import pytest
from PIL import Image

from milestones.models import Attachment, ProgressReport

from .bad_line import BadLine

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 720}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}
TYPED = "路基完成一半"
SEND = ".tx-send .tx-solid"


@pytest.fixture
def line(live_server):
    parts = urlsplit(live_server.url)
    line = BadLine((parts.hostname, parts.port))
    yield line
    line.close()


@pytest.fixture
def phone(browser, cast, line):
    """The steward's phone at the form of a report."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(f"{line.url}/login/?next=/admin/milestones/milestone/{cast.milestone.pk}/report/")
    page.fill("[name=username]", "steward")
    page.fill("[name=password]", "tiexi-demo")
    page.click("main button.solid")
    page.wait_for_url("**/report/")
    yield page
    assert page.faults == []
    context.close()


@pytest.fixture
def photo(tmp_path):
    """Lying on its side, as cameras store it, and larger than a page needs."""
    path, noted = tmp_path / "现场.jpg", Image.Exif()
    noted[0x0112] = 6
    Image.effect_noise((3000, 2250), 60).convert("RGB").save(path, quality=92, exif=noted)
    return path


def said(page, words, seconds=15):
    page.locator(f".tx-sending p:has-text('{words}')").wait_for(timeout=seconds * 1000)


def fill(page, photo):
    page.fill("[name=note]", TYPED)
    page.set_input_files("#id_files", photo)
    page.locator(".tx-chosen small:has-text('照片已缩小')").wait_for()


def arrive(page):
    """The page after the form, with its one message."""
    page.wait_for_url(lambda url: "/report/" not in url)
    page.locator("text=进度已填报").first.wait_for()
    assert page.locator(".tx-draft").count() == 0


def test_a_form_whose_answer_was_lost_is_sent_again_and_filed_once(phone, line, photo, faults_of):
    fill(phone, photo)
    line.loses = True
    phone.click(SEND)
    said(phone, "内容已保存在本机")
    assert line.lost and ProgressReport.objects.count() == 1
    for width in (375, 1280):
        phone.set_viewport_size({"width": width, "height": 720})
        assert faults_of(phone) == []
    line.loses = False
    phone.click(".tx-sending button")
    arrive(phone)
    assert ProgressReport.objects.get().note == TYPED
    kept = Attachment.objects.get().file
    assert kept.size < photo.stat().st_size
    with kept, Image.open(kept) as small:
        assert small.size == (1536, 2048)


def test_what_could_not_be_sent_goes_by_itself_once_the_network_is_back(phone, photo):
    fill(phone, photo)
    phone.context.set_offline(True)
    phone.click(SEND)
    said(phone, "内容已保存在本机")
    phone.context.set_offline(False)
    arrive(phone)
    assert ProgressReport.objects.count() == 1 and Attachment.objects.count() == 1


def test_what_is_being_changed_is_not_sent_by_itself(phone, photo):
    fill(phone, photo)
    phone.context.set_offline(True)
    phone.click(SEND)
    said(phone, "未送达")
    phone.fill("[name=note]", f"{TYPED}，还在改")
    said(phone, "内容有改动")
    phone.context.set_offline(False)
    phone.wait_for_timeout(1000)
    assert not ProgressReport.objects.exists()
    phone.click(SEND)
    arrive(phone)
    assert ProgressReport.objects.get().note == f"{TYPED}，还在改"


def test_a_reloaded_page_asks_whether_it_arrived(phone, line, photo):
    fill(phone, photo)
    phone.context.set_offline(True)
    phone.click(SEND)
    said(phone, "未送达")
    phone.route("**/report/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    phone.context.set_offline(False)
    phone.reload()
    told = phone.locator("form > .tx-draft")
    told.wait_for()
    assert "以下内容保存在本机，尚未送达" in told.inner_text()
    assert phone.input_value("[name=note]") == TYPED
    phone.locator(".tx-chosen li:has-text('现场.jpg')").wait_for()
    phone.click(".tx-draft button:has-text('继续')")
    phone.unroute("**/report/")
    line.loses = True
    phone.click(SEND)
    said(phone, "未送达")
    line.loses = False
    phone.reload()
    phone.locator("form > .tx-draft:has-text('已经送达')").wait_for()
    assert phone.input_value("[name=note]") == "" and phone.locator(".tx-chosen li").count() == 0
    assert ProgressReport.objects.count() == 1 and Attachment.objects.count() == 1


def test_logging_out_says_what_was_not_delivered(phone, line, photo):
    fill(phone, photo)
    phone.goto(f"{line.url}/")
    phone.click(".account button:has-text('退出')")
    phone.wait_for_url("**/logout/")
    told = phone.locator(".tx-draft")
    told.wait_for()
    assert "尚未送达，退出后将从本机清除" in told.inner_text() and "路基完成 › 填报进度" in told.inner_text()
    phone.click("main button.solid")
    phone.wait_for_url("**/login/")
    assert phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tx-draft:'))") == []


def test_a_refused_form_stands_in_its_place_with_its_photo(phone, photo):
    fill(phone, photo)
    phone.fill("[name=note]", " ")
    phone.click(SEND)
    phone.locator(".tx-error").wait_for()
    assert phone.locator(".tx-kept:has-text('现场.jpg')").count() == 1
    assert phone.evaluate("document.activeElement.name") == "note"
    phone.fill("[name=note]", TYPED)
    phone.click(SEND)
    arrive(phone)
    assert ProgressReport.objects.get().note == TYPED and Attachment.objects.count() == 1
