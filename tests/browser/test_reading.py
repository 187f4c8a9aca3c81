"""The pages in a real browser: nothing complains, nothing leaves the house, nothing scrolls sideways."""

from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

# What reaches over the right edge, if the page can be scrolled sideways at all.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("*")]
    .filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 80))"""
PAGES = [
    "/?on=2024-07-01",
    "/",
    "/reports/overdue/?on=2024-07-01",
    "/reports/overdue/?on=2024-07-01&group=unit&light=red",
    "/reports/projects/?on=2024-07-01",
    "/reports/units/?on=2024-07-01",
    "/reports/units/roads/?on=2024-07-01",
    "/reports/trend/?on=2024-07-01",
    "/reports/lowered/?on=2024-07-01",
    "/reports/doubtful/?on=2024-07-01",
    "/reports/trend/flags/?what=raised&first=2024-06-01&last=2024-07-01",
    "/projects/2024-CJ-001/",
]


@pytest.mark.parametrize("width", [1440, 1024, 390, 320])
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["leader", "steward"])
def test_a_page_reads_well_at_every_width(visit, live_server, who, address, width):
    page = visit(address, who, width)
    assert page.complaints == []
    assert page.hosts == {urlsplit(live_server.url).netloc}
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("address", [*PAGES, "/reports/overdue/?unit=moon", "/logout/"])
def test_a_page_has_no_barrier(visit, faults_of, address):
    assert faults_of(visit(address, "leader")) == []
    assert faults_of(visit(address, "leader", 390)) == []


def test_the_login_page_has_no_barrier_and_speaks_the_readers_language(visit, faults_of):
    page = visit("/login/", language="en-GB")
    assert page.complaints == [] and faults_of(page) == []
    assert page.get_attribute("html", "lang") == "en"
    page.click("text=中文")
    assert page.get_attribute("html", "lang") == "zh-Hans"


def test_on_a_phone_the_days_stand_left_of_the_name(visit):
    page = visit("/reports/overdue/?on=2024-07-01", "leader", 390)
    days, name = page.locator(".late .days strong").bounding_box(), page.locator(".late .name").bounding_box()
    assert days["x"] < 70 <= name["x"] and abs(days["y"] - name["y"]) < 24


def test_choosing_a_day_shows_that_day(visit):
    page = visit("/reports/overdue/?on=2024-07-01", "leader")
    assert page.locator("table.late").count() == 1
    page.fill("#on", "2024-06-01")
    page.press("#on", "Enter")
    page.wait_for_url("**on=2024-06-01")
    assert page.locator("table.late").count() == 0


def test_a_day_of_the_list_is_followed_and_keys_wait_for_enter(visit):
    page = visit("/reports/overdue/?on=2024-07-01", "leader")
    held = page.url
    page.focus("#on-days")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(300)
    assert page.url == held and page.input_value("#on") != "2024-07-01"
    assert page.locator(".asof button:not([data-print])").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**on={page.input_value('#on')}")
    chosen = page.locator("#on-days option").nth(2).get_attribute("value")
    page.select_option("#on-days", chosen)
    page.wait_for_url(f"**on={chosen}")


def test_the_printed_report_is_landscape_paper(visit):
    page = visit("/reports/overdue/?on=2024-07-01", "leader")
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden() and page.locator("table.late").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
