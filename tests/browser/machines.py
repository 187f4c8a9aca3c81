"""The machines people work at, and what a morning at one of them does: press, send, log out."""

from urllib.parse import urlsplit

import pytest

PC = {"viewport": {"width": 1366, "height": 768}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
SIZES = pytest.mark.parametrize("size", [PC, PHONE], ids=["pc", "phone"])
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


def press(page, selector):
    """Touch or click, and wait for the page that follows."""
    with page.expect_navigation():
        page.click(selector)


def send(page):
    press(page, ".tx-send .tx-solid")


def refuse(page):
    """Press, and wait for the form with its faults, which takes the place of the one that was sent."""
    page.click(".tx-send .tx-solid")
    page.locator(".tx-error, .tx-errors").first.wait_for()


def told(page):
    """What the desk says after an act."""
    return page.locator("#main ul li").first.inner_text()


def calm(page, live_server):
    """Nothing complained, nothing left the house, nothing hangs over the edge."""
    assert page.complaints == []
    assert page.hosts <= {urlsplit(live_server.url).netloc, ""}
    assert page.evaluate(SIDEWAYS) <= 0


def log_out(page):
    page.goto(page.url.partition("/admin/")[0] + "/logout/")
    with page.expect_navigation():
        page.click("button.solid")
    assert page.locator("[name=password]").count() == 1
