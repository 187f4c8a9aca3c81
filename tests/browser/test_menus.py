"""Every page that a role reaches from its menu, on a PC and on a phone: no barrier, no complaint, nothing that hangs
over.
"""

import pytest

from .machines import PC, PHONE, SIZES, calm

pytestmark = pytest.mark.browser
MENU = "() => [...document.querySelectorAll('#nav-sidebar a[href]')].map(one => one.href)"


@SIZES
@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor", "admin"])
def test_every_page_of_the_menu_is_without_barriers(enter, live_server, faults_of, who, size):
    page = enter(who, size)
    addresses = dict.fromkeys(page.evaluate(MENU))
    assert len(addresses) >= 14
    for address in addresses:
        page.goto(address)
        assert page.locator("h1").count() and faults_of(page) == [], address
        calm(page, live_server)


@SIZES
def test_the_menu_and_the_account_open_from_the_keyboard(enter, size):
    page = enter("steward", size)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "tx-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    if size == PHONE:
        page.focus("button[aria-label='打开菜单']")
        page.keyboard.press("Enter")
    page.focus(".tx-account > button[aria-expanded]")  # there once the page listens
    page.keyboard.press("Enter")
    page.locator("#account-links").wait_for()
    with page.expect_navigation(url="**/login/**"):
        page.focus("#account-links form:last-of-type button")
        page.keyboard.press("Enter")


def test_filters_and_the_acts_of_a_row_open_from_the_keyboard(enter, live_server):
    page = enter("steward", PC)
    page.goto(f"{live_server.url}/admin/milestones/milestone/")
    page.focus("a:has-text('filter_list')")
    page.keyboard.press("Enter")
    page.locator("#changelist-filter select").first.wait_for()
    page.keyboard.press("Escape")
    page.focus("[aria-label='更多操作']")
    page.keyboard.press("Enter")
    page.locator("nav a:has-text('填报进度')").first.wait_for()


def test_a_resized_window_keeps_every_tab_of_a_project(enter, live_server, work):
    page = enter("steward", PC)
    page.goto(f"{live_server.url}/admin/projects/project/{work.project.pk}/change/")
    number = page.locator("#tabs-items a").count()
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_viewport_size({"width": 1366, "height": 768})
    assert number == 10 and page.locator("#tabs-items a").count() == number
