"""Acting from a mail and choosing one's mails, in a real browser on a PC and on a phone."""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from backoffice import clock
from milestones.digests.links import action_url, unsubscribe_url
from milestones.models import Claim, ProgressReport, Subscription

from .test_reading import TOO_WIDE

pytestmark = pytest.mark.browser
SESSION = "sessionid"
WIDTHS = [1366, 390]


def report_link(cast, hours=24):
    until = clock.now() + dt.timedelta(hours=hours)
    return urlsplit(action_url(cast.steward, "milestone", cast.milestone.pk, "report", until)).path


def off_link(person):
    return urlsplit(unsubscribe_url(person, "digest")).path


def sound(page, live_server, faults_of):
    assert page.complaints == []
    assert page.hosts == {urlsplit(live_server.url).netloc}
    assert page.evaluate(TOO_WIDE) == []
    assert faults_of(page) == []


def log_in(page, who):
    page.fill("[name=username]", who)
    page.fill("[name=password]", "tiexi-demo")
    page.click("button.solid")


@pytest.mark.parametrize("width", WIDTHS)
def test_without_a_session_one_logs_in_and_is_straight_back_at_the_form(visit, cast, live_server, faults_of, width):
    path = report_link(cast)
    page = visit(path, width=width)
    assert urlsplit(page.url).path == "/login/"
    log_in(page, "steward")
    assert urlsplit(page.url).path == path
    sound(page, live_server, faults_of)


@pytest.mark.parametrize("gone", [{"name": SESSION}, {}], ids=["session", "every cookie"])
def test_what_was_typed_survives_a_session_that_expired(visit, cast, gone):
    path = report_link(cast)
    page = visit(path, "steward")
    page.fill("[name=note]", "写了很久的一段话")
    page.context.clear_cookies(**gone)
    with page.expect_navigation(url="**/login/**"):
        page.click("button.tx-solid")
    assert not ProgressReport.objects.exists()
    log_in(page, "steward")
    assert urlsplit(page.url).path == path
    assert page.input_value("[name=note]") == "写了很久的一段话"
    with page.expect_navigation():
        page.click("button.tx-solid")
    assert ProgressReport.objects.get().note == "写了很久的一段话"


def test_a_scanner_that_runs_scripts_changes_nothing(visit, cast):
    """As mail scanners do: open the links with scripts running, again and again, and linger."""
    page = visit(report_link(cast), "steward")
    page.clock.install()
    for path in (report_link(cast), off_link(cast.head)) * 5:
        page.goto(urlsplit(page.url)._replace(path=path, query="").geturl())
        page.clock.fast_forward("10:00")
    assert not ProgressReport.objects.exists() and not Claim.objects.exists()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("which", ["mine", "off", "bad", "other", "ended"])
def test_the_pages_of_mails_are_sound_on_every_screen(visit, cast, live_server, faults_of, which, width):
    address, who = {
        "mine": ("/subscriptions/", "leader"),
        "off": (off_link(cast.head), None),
        "bad": ("/unsubscribe/nonsense/", None),
        "other": (report_link(cast), "head"),
        "ended": (report_link(cast, -1), "steward"),
    }[which]
    page = visit(address, who, width)
    page.complaints[:] = [text for text in page.complaints if "Failed to load resource" not in text]
    sound(page, live_server, faults_of)


def test_switching_off_takes_one_press_and_my_mails_are_one_press_away(visit, cast):
    page = visit(off_link(cast.head))
    page.click("main button.solid")
    assert "已停收" in page.inner_text("main")
    assert Subscription.objects.get(user=cast.head, scope="unit").frequency == "never"
    page = visit("/", "head")
    page.click("text=我的邮件")
    assert urlsplit(page.url).path == "/subscriptions/"


def test_the_preview_shows_the_mail_itself(visit, cast, faults_of):
    page = visit(f"/admin/milestones/delivery/preview/?person={cast.steward.pk}&kind=digest", "supervisor")
    shown = page.frame_locator("iframe.tx-mail").locator("body").inner_text()
    assert cast.project.name in shown and "填报或申请延期" in shown
    assert faults_of(page) == []


def test_the_preview_is_one_press_from_the_persons_page(visit, cast):
    page = visit(f"/admin/projects/user/{cast.steward.pk}/change/", "supervisor")
    page.click("text=预览邮件")
    assert page.frame_locator("iframe.tx-mail").locator("h1").inner_text().startswith("steward")
