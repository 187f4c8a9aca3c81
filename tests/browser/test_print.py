"""Pages on paper: each sheet says what it is, and no heading is left without its rows."""

import datetime as dt
import re
import shutil
import subprocess

import pytest

from milestones.models.plan import approve_plan
from milestones.papers.circular import chinese_numeral
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Category, Project
from tests.cast import approve_as_before, lay, noon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler-utils"),
]
START = noon(dt.date(2024, 1, 1))
PAGES = [
    "/?on=2024-07-01",
    "/reports/overdue/?on=2024-07-01&unit=roads",
    "/projects/2024-CJ-001/?on=2024-07-01",
]


@pytest.fixture
def many(cast):
    """Enough rows for several sheets."""
    for number in range(40):
        made = lay(
            Project.objects,
            code=f"2024-CJ-1{number:02}",
            name=f"{chinese_numeral(number + 1)}号道路",
            plan_year=2024,
            unit=cast.roads,
            at=START,
            category=Category.objects.get(code="road"),
            steward=cast.steward,
            starts_on=dt.date(2024, 1, 1),
        )
        lay(
            made.milestones,
            name="完工",
            forecast_due=dt.date(2024, 3, 1) + dt.timedelta(days=2 * number),
            at=START,
        )
        approve_as_before(made, cast.supervisor, at=START)
    for number in range(60):
        lay(cast.project.milestones, name=f"节点{number}", forecast_due=dt.date(2024, 9, 1), at=START)
    approve_plan(cast.project, by=cast.supervisor, at=START)


@pytest.fixture
def sheets(visit, many, tmp_path):
    """The text of each sheet of a printed page, without the spaces that typesetting puts in."""

    def printed(address, language="zh-CN"):
        page = visit(address, "leader", language=language)
        assert page.complaints == []
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        text = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True)
        return [re.sub(r"\s", "", sheet) for sheet in text.stdout.decode().split("\f")[:-1]]

    return printed


@pytest.mark.parametrize("address", PAGES)
def test_each_sheet_names_the_product_day_conditions_rules_checksum_and_its_number(sheets, address):
    found = sheets(address)
    assert len(found) > 1
    checksums = set()
    for number, sheet in enumerate(found, 1):
        foot = re.search(
            r"截至2024年7月1日条件：.{2,20}?(?:排序：.+?)?灯规则\d{4}年\d+月\d+日版计算规则第\d+版校验码([0-9A-F]{4}-[0-9A-F]{4})",
            sheet,
        )
        assert foot and "铁西重点项目" in sheet
        assert f"第{number}页共{len(found)}页" in sheet
        checksums.add(foot[1])
    assert len(checksums) == 1


def test_the_checksum_and_the_conditions_are_those_of_the_report(sheets):
    report = build_overdue_report(None, dt.date(2024, 7, 1), {"unit": "roads"})
    for sheet in sheets(PAGES[1]):
        assert "条件：责任单位区住建局" in sheet and f"校验码{report.checksum}" in sheet


def test_the_heads_of_a_table_are_repeated_on_every_sheet_of_it(sheets):
    found = [sheet for sheet in sheets(PAGES[1]) if "号道路" in sheet]
    assert len(found) > 1 and all("项目与说明" in sheet for sheet in found)


@pytest.mark.parametrize(
    ("address", "heading", "row"),
    [
        (PAGES[0], "最慢的十项", r"(?<!十)一号道路"),
        (PAGES[1], "超过90天", r"(?<!十)一号道路"),
        (PAGES[1], "31–90天", r"3[1-9]|[4-8]\d|90"),
        (PAGES[1], "分单位", "区住建局"),
        (PAGES[2], "节点与基线", "路基完成"),
    ],
)
def test_a_heading_stands_on_the_sheet_of_its_first_row(sheets, address, heading, row):
    page = next(sheet for sheet in sheets(address) if heading in sheet)
    assert re.search(row, page.split(heading, 1)[1])


def test_nothing_of_the_screen_alone_is_printed(sheets):
    for sheet in sheets(PAGES[1]):
        assert not re.search("清除条件|退出|领导表Excel|文件", sheet)


def test_the_page_prints_on_a4_and_on_a3(visit, many, tmp_path):
    page = visit(PAGES[1], "leader")
    page.evaluate("window.print = () => {}")
    for button, size in (('[data-print=""]', "841.92 x 594.96"), ('[data-print="a3"]', "1191.12 x 841.92")):
        page.locator(f".papers {button}").click()
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        told = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, check=True).stdout.decode()
        assert size in told


def test_english_sheets_are_numbered_in_english(sheets):
    found = sheets(PAGES[1], "en-GB")
    assert f"Page1of{len(found)}" in found[0] and "TiexiKeyProjects" in found[0]


def test_the_buttons_to_print_are_there_only_where_they_work(browser, live_server, many):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", "leader")
    page.fill("[name=password]", "tiexi-demo")
    page.click("button.solid")
    page.goto(f"{live_server.url}/reports/overdue/?on=2024-07-01")
    assert page.locator("[data-print]").count() and not page.locator("[data-print]:visible").count()
    context.close()


def test_the_page_of_papers_has_no_barrier_and_fits_every_width(visit, faults_of, many):
    for width in (1440, 390, 320):
        page = visit("/papers/?on=2024-07-01", "leader", width)
        assert page.complaints == [] and faults_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_chosen_rows_and_the_day_to_reply_go_into_the_circular(visit, many):
    page = visit("/papers/?on=2024-07-01&unit=roads", "supervisor")
    page.locator(".choice [type=checkbox]").first.check()
    page.fill("#reply-by", "2024-07-08")
    with page.expect_download() as download:
        page.click(".choice button.solid")
    assert download.value.suggested_filename.startswith("督办通报-2024-07-01")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_home_takes_two_sheets_and_the_ten_worst_stay_together(sheets, language):
    found = sheets(PAGES[0], language)
    assert len(found) == 2
    rows = [sum(f"{chinese_numeral(n + 1)}号道路" in sheet for n in range(40)) for sheet in found]
    assert rows[0] == 10


def test_the_shapes_of_the_lights_take_no_room(visit):
    page = visit("/?on=2024-07-01", "leader")
    assert page.locator("header.top").bounding_box()["y"] < 60
    page.emulate_media(media="print")
    assert page.locator("h1").bounding_box()["y"] < 60
