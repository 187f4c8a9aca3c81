"""The leaders' pages over the demonstration itself and over the bare register: on every screen, and on paper."""

import re
import subprocess
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from backoffice.clock import today
from projects.models import Project, Role, Unit
from tests.cast import owner, person

from .test_reading import TOO_WIDE

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/reports/overdue/",
    "/reports/overdue/?group=unit&sort=slip",
    "/reports/units/",
    "/reports/trend/",
    "/reports/projects/?light=red",
    "/reports/projects/?schedule=no",
    "/reports/lowered/",
    "/reports/doubtful/",
    "/reports/trend/flags/",
]
SCREENS = [("leader", 1366, 768, True), ("leader", 820, 1180, False), ("leader", 390, 844, True)]
CUT = """() => [...document.querySelectorAll("main td, main th, main dd, main dt, main h1, main h2, main a")]
    .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== "visible")
    .map(one => one.outerHTML.slice(0, 80))"""  # noqa: E501
LAPPED = """() => [...document.querySelectorAll("main svg")].flatMap(svg => {
    const boxes = [...svg.querySelectorAll("text")].map(one => [one.textContent, one.getBoundingClientRect()]);
    return boxes.flatMap(([text, a], at) => boxes.slice(at + 1)
        .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
        .map(([other]) => text + " over " + other)); })"""


@pytest.fixture
def demonstration(words):
    with owner():
        call_command("demo", stdout=StringIO())


@pytest.fixture
def bare(words):
    """The register as it is loaded, with two people to read it."""
    with owner():
        call_command("load_register", stdout=StringIO())
    person("leader", Role.LEADER)
    unit = Unit.objects.create(code="roads", name="区住建局")
    steward = person("steward", Role.STEWARD, unit)
    Project.objects.get(code="2024-CJ-001").assign(unit=unit, steward=steward, by=person("supervisor", Role.SUPERVISOR))


@pytest.fixture
def read(browse, live_server, faults_of):
    """Look at pages as one person on one screen; answer the last page looked at."""

    def through(addresses, who, width, height, barriers):
        page = browse("/", who, width)
        page.set_viewport_size({"width": width, "height": height})
        for address in addresses:
            page.goto(live_server.url + address)
            assert (address, page.evaluate(TOO_WIDE), page.evaluate(CUT), page.evaluate(LAPPED)) == (
                address,
                [],
                [],
                [],
            )
            assert page.locator("h1").count() == 1
            assert not barriers or faults_of(page) == []
        assert page.complaints == [] and page.hosts == {urlsplit(live_server.url).netloc}
        page.goto(live_server.url)
        return page

    return through


def bottom(found) -> float:
    box = found.bounding_box()
    return box["y"] + box["height"]


def sheets(page, address, path) -> list[str]:
    """The text of each printed sheet, without the spaces of typesetting."""
    page.goto(address)
    page.pdf(path=path, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [re.sub(r"\s", "", sheet) for sheet in text.stdout.decode().split("\f")[:-1]]


def test_the_demonstration_reads_well_on_every_screen_and_on_paper(demonstration, read, live_server, tmp_path):
    page = read(PAGES, *SCREENS[0])
    assert bottom(page.locator(".worst tbody tr").nth(8)) <= 768 and page.locator(".worst tbody tr").count() == 10
    assert bottom(page.locator(".ages")) <= 768 and bottom(page.locator(".apart")) <= 768
    for address, most in (("/", 4), ("/reports/units/?period=quarter", 2), ("/reports/trend/", 2)):
        found = sheets(page, live_server.url + address, tmp_path / "page.pdf")
        said = {re.search(r"截至\d{4}年\d+月\d+日条件：.+?灯规则.+?版校验码[0-9A-F-]{9}", sheet)[0] for sheet in found}
        assert len(said) == 1 and len(found) <= most
    for screen in SCREENS[1:]:
        read(PAGES, *screen)
    read(PAGES[:5], "unithead", 1366, 768, False)


def test_the_bare_register_is_honest_on_every_screen(bare, read, live_server):
    for screen in [*SCREENS, ("steward", 1366, 768, False)]:
        page = read([address for address in PAGES if "light" not in address], *screen)
        assert page.locator("main .light.green:not(dt .light)").count() == 0
        assert page.locator(".figures .figure").all_inner_texts()[1:] == ["—"] * 5
        page.goto(f"{live_server.url}/reports/trend/?on={today()}")
        assert "没有逾期节点，因为还没有批准的排期。" in page.locator("h1").inner_text()
