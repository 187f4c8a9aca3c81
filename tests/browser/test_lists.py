"""Record pages and a narrowed list of the admin in a browser: no barrier, no complaint, nothing wider than the
screen.
"""

import pytest

pytestmark = pytest.mark.browser
PAGES = [
    "/admin/milestones/milestone/?light=red",
    "/admin/projects/project/{project}/change/",
    "/admin/projects/project/{project}/change/#milestones",
    "/admin/projects/project/{project}/change/#targets",
    "/admin/projects/project/{project}/change/#history",
    "/admin/milestones/milestone/{milestone}/change/",
]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor", "admin"])
def test_every_page_of_a_role_has_no_barrier_and_fits(visit, live_server, faults_of, cast, who, width):
    page = visit("/admin/", who, width)
    for address in PAGES:
        page.goto("about:blank")
        page.goto(live_server.url + address.format(project=cast.project.pk, milestone=cast.milestone.pk))
        page.wait_for_load_state("networkidle")
        assert faults_of(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert page.complaints == []


def test_the_history_comes_when_its_tab_is_opened(visit, cast):
    page = visit(f"/admin/projects/project/{cast.project.pk}/change/", "auditor", 1366)
    page.click("#tabs-items >> text=历史")
    page.wait_for_selector("#history-group .tx-history article")


def test_a_filter_is_saved_with_one_click(visit, cast):
    page = visit("/admin/milestones/milestone/?light=red", "supervisor", 1366)
    page.click(".tx-saved button")
    page.wait_for_selector(".tx-saved nav a[aria-current]")
    assert page.url.endswith("?light=red")
