"""The search of every page by the keyboard alone, on a PC and on a phone."""

import pytest

pytestmark = pytest.mark.browser

PAGES = [("/", "leader"), ("/admin/", "steward"), ("/admin/projects/project/", "supervisor")]


@pytest.mark.parametrize("width", [1440, 375])
@pytest.mark.parametrize(("address", "who"), PAGES)
def test_the_keyboard_alone_finds_and_opens(visit, faults_of, address, who, width):
    page = visit(address, who, width)
    page.locator(".find").focus()
    page.keyboard.press("Control+k")
    box = page.locator("dialog.find-box")
    assert box.is_visible() and page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    if width == 375:
        assert box.bounding_box()["width"] == 375
    page.keyboard.type("xjnxt")
    option = page.locator(".find-box [role=option]")
    option.first.wait_for()
    assert option.first.get_attribute("aria-selected") == "true"
    assert page.locator(".find-box input").get_attribute("aria-activedescendant") == option.first.get_attribute("id")
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    assert not box.is_visible() and page.evaluate("document.activeElement.className") == "find"
    page.keyboard.press("/")
    page.keyboard.type("xjnxt")
    page.locator(".find-box [role=option]", has_text="牛心屯").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/2024-CJ-001/" if who == "leader" else "**/projects/project/*/change/")
    assert page.complaints == []


def test_enter_before_the_answer_opens_what_the_answer_puts_first(visit):
    page = visit("/", "leader")
    page.keyboard.press("Control+k")
    page.locator(".find-said p").first.wait_for()
    page.keyboard.type("xjnxt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/2024-CJ-001/")


def test_arrows_go_round(visit):
    page = visit("/", "leader")
    page.keyboard.press("Meta+k")
    page.keyboard.type("e")
    page.locator("#find-2").wait_for()
    chosen = page.locator(".find-box [aria-selected=true]")
    last = page.locator(".find-box [role=option]").count() - 1
    page.keyboard.press("ArrowUp")
    assert chosen.get_attribute("id") == f"find-{last}"
    page.keyboard.press("ArrowDown")
    assert chosen.get_attribute("id") == "find-0"


def test_a_slash_in_a_field_is_a_slash(visit):
    page = visit("/search/", "leader")
    page.fill("#search-q", "a")
    page.locator("#search-q").press("/")
    assert not page.locator("dialog.find-box").is_visible()


@pytest.mark.parametrize("width", [1440, 375])
@pytest.mark.parametrize("query", ["", "?q=xjnxt", "?q=moonbase"])
def test_the_page_of_the_search_has_no_barrier(visit, faults_of, query, width):
    page = visit(f"/search/{query}", "leader", width)
    assert faults_of(page) == [] and page.complaints == []


def test_the_slash_of_a_list_of_the_desk_is_the_same_search(visit):
    page = visit("/admin/projects/project/", "supervisor")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("moonbase")
    assert page.locator(".find-box input").input_value() == "moonbase"
    assert page.locator("#searchbar").input_value() == ""
    page.locator(".find-said p").nth(1).wait_for()
    assert page.locator(".find-box [role=option]").count() == 0


def test_a_server_that_does_not_answer_is_told(visit):
    page = visit("/", "leader")
    page.route("**/search/?q=*", lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.locator(".find-said", has_text="服务器没有应答").wait_for()
    page.unroute("**/search/?q=*")
    page.keyboard.type("xjnxt")
    page.locator(".find-box [role=option]").first.wait_for()


def test_a_tap_opens_the_search_and_a_second_one_the_find(visit):
    page = visit("/", "leader", 375)
    button = page.locator(".find")
    assert min(button.bounding_box()[side] for side in ("width", "height")) >= 44
    button.click()
    page.keyboard.type("lj wc")
    option = page.locator(".find-box [role=option]").first
    option.wait_for()
    assert option.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".find-head button").click()
    assert not page.locator("dialog.find-box").is_visible()
    button.click()
    option.click()
    page.wait_for_url("**/projects/2024-CJ-001/")
