"""The wall, a project's story and the instructions in a real browser: on a desk, a phone, a large screen and paper."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from milestones.models import Instruction, Milestone
from projects.models import Category, Project, Target
from tests.cast import approve_as_before, lay, noon

from .test_reading import TOO_WIDE

pytestmark = pytest.mark.browser
ON = "2024-07-01"
START = noon(dt.date(2024, 1, 1))
NAMES = [
    "亿纬锂能储能与动力电池项目66千伏电力外线配套工程",
    "“你好，沈阳”全球推介（巴黎站）暨中法经贸交流会",
    "2023年辽宁省非遗传统技艺大展暨沈阳市第九届非遗博览会",
    "220千伏凌空变电站建设",
    "口袋公园建设",
    "5G行业应用场景打造",
]
# Texts of a drawing that share room, or leave it; a pixel of touching is none.
MEETING = """(selector) => [...document.querySelectorAll(selector)].flatMap((svg) => {
    const room = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((one) => [one.firstChild.textContent, one.getBoundingClientRect()]);
    const out = texts.filter(([, box]) => box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 1 || box.bottom > room.bottom + 1);
    const met = texts.flatMap(([name, a], i) => texts.slice(i + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3,
    ).map(([other]) => `${name} meets ${other}`));
    return [...out.map(([name]) => `${name} leaves`), ...met];
})"""  # noqa: E501


@pytest.fixture
def busy(cast):
    """A wall of two lists with every mark and the longest names of the register."""
    for number in range(2, 36):
        draw_one(cast, number, NAMES[number % len(NAMES)], ["road", "power", "park"][number % 3], number)
    for milestone in Milestone.objects.filter(name="一期")[:9]:
        milestone.report(by=cast.steward, note="慢", forecast_due=dt.date(2024, 10, 1), at=noon(dt.date(2024, 5, 2)))
    said = {"by": cast.steward, "finished_on": dt.date(2024, 6, 20), "note": "完", "late_reason": "天气"}
    for number, milestone in enumerate(Milestone.objects.filter(name="二期", target=None)[:6]):
        claim = milestone.claim(**said, at=noon(dt.date(2024, 6, 20)))
        if number % 2:
            claim.confirm(by=cast.supervisor, at=noon(dt.date(2024, 6, 22)))
    ask = {"kind": "extend", "reason_class": "land", "text": "征迁未完", "by": cast.steward}
    change = cast.milestone.request_change(**ask, new_due=dt.date(2024, 8, 1), at=noon(dt.date(2024, 6, 2)))
    change.approve(by=cast.supervisor, document_number="铁督延〔2024〕7号", at=noon(dt.date(2024, 6, 3)))
    said = {"text": "排出赶工计划", "reply_by": dt.date(2024, 6, 28), "by": cast.leader}
    Instruction.give(milestone=cast.milestone, **said, at=noon(dt.date(2024, 6, 20)))
    return cast


def draw_one(cast, number, name, category, seed):
    known = set(Category.objects.values_list("code", flat=True))
    project = lay(
        Project.objects,
        code=f"2024-{'CJ' if number % 4 else 'CY'}-{number:03}",
        name=name,
        plan_year=2024,
        unit=cast.roads,
        at=START,
        category=Category.objects.get(code=category if category in known else "road"),
        steward=cast.steward,
        starts_on=dt.date(2024, 1, 1 + seed % 20),
    )
    target = lay(Target.objects, project=project, measure="新建", value=Decimal(12345), unit="平方米")
    for step, month in (("一期", 4), ("二期", 6), ("三期", 9 + seed % 4)):
        amount = {"target": target, "quantity": Decimal(1000 * month)} if seed % 2 else {}
        lay(
            project.milestones,
            name=step,
            forecast_due=dt.date(2024, month, 3 + seed % 25),
            at=START,
            **amount,
        )
    approve_as_before(project, cast.supervisor, at=START)


ADDRESSES = [
    f"/wall/?on={ON}",
    f"/projects/2024-CJ-001/?on={ON}",
    "/instructions/",
    "/instructions/new/?project=2024-CJ-001",
]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_reads_well_has_no_barrier_and_complains_of_nothing(visit, busy, faults_of, address, width):
    page = visit(address, "leader", width)
    assert page.complaints == [] and page.evaluate(TOO_WIDE) == []
    assert faults_of(page) == [] and page.locator("h1").count() == 1


@pytest.mark.parametrize("query", [f"on={ON}", f"on={ON}&by=unit", f"on={ON}&plan=all"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_two_labels_of_the_wall_meet(visit, busy, query, language):
    page = visit(f"/wall/?{query}", "leader", 1600, language)
    assert page.locator("svg.gantt").count() >= 2
    assert page.evaluate(MEETING, "svg.gantt") == []


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_two_labels_of_a_projects_charts_meet(visit, busy, language):
    page = visit(f"/projects/2024-CJ-003/?on={ON}", "leader", 1440, language)
    assert page.locator("svg.trend").count() == 1 and page.locator("svg.steps").count() == 1
    assert page.evaluate(MEETING, "svg.trend, svg.steps") == []


def test_on_a_large_screen_one_screen_fills_it(visit, busy):
    page = visit(f"/wall/show/?on={ON}", "leader", 1920)
    page.set_viewport_size({"width": 1920, "height": 1080})
    box = page.locator("svg.gantt").bounding_box()
    assert (round(box["width"]), round(box["height"])) == (1920, 1080)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert page.evaluate(MEETING, "svg.gantt") == [] and page.complaints == []
    assert page.text_content("svg.gantt .title") == "挂图作战 道路工程"
    assert page.locator("svg.gantt g.row").count() == 10


def test_keys_turn_and_pause_the_screen_without_leaving_the_page(visit, busy):
    page = visit(f"/wall/show/?on={ON}", "leader", 1920)
    page.evaluate("document.body.dataset.stays = 1")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("screen=2"))
    page.keyboard.press(" ")
    page.wait_for_selector("main[data-paused]")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("screen=1.*pause=1"))
    assert page.evaluate("document.body.dataset.stays") == "1" and page.complaints == []


def test_the_screen_turns_by_itself(visit, busy):
    page = visit(f"/wall/show/?on={ON}&every=5", "leader", 1920)
    page.wait_for_url(re.compile("screen=2"), timeout=12000)
    assert page.complaints == []


def test_without_a_script_the_screen_turns_too(browser, live_server, busy):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/wall/show/%3Fevery=5%26on={ON}")
    page.fill("[name=username]", "leader")
    page.fill("[name=password]", "tiexi-demo")
    page.click("button.solid")
    page.wait_for_url(re.compile("screen=2"), timeout=12000)
    context.close()


def sheets_of(pdf: bytes) -> list[tuple[int, int]]:
    """The size of every sheet in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


def test_the_wall_prints_one_sheet_of_a3_for_each_drawing(visit, busy):
    page = visit(f"/wall/?on={ON}", "leader")
    count = page.locator("svg.gantt").count()
    sheets = sheets_of(page.pdf(prefer_css_page_size=True))
    assert len(sheets) == count and all(size == (420, 297) for size in sheets)
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden() and page.locator("form.filters").is_hidden()
    assert page.locator("svg.gantt text.remark").first.is_visible()


def test_a_projects_page_prints_on_a4(visit, busy):
    page = visit(f"/projects/2024-CJ-001/?on={ON}", "leader")
    assert set(sheets_of(page.pdf(prefer_css_page_size=True))) == {(297, 210)}


def test_a_leader_writes_an_instruction_in_two_clicks(visit, busy):
    page = visit(f"/reports/overdue/?on={ON}", "leader")
    page.click("a.instruct >> nth=0")
    page.fill("textarea", "请排出赶工计划")
    page.click("button.solid")
    assert page.url.endswith(f"/reports/overdue/?on={ON}")
    assert page.locator("[role=status]").inner_text() and Instruction.objects.filter(text="请排出赶工计划").exists()


def test_typed_text_survives_a_day_that_has_passed(visit, busy):
    page = visit("/projects/2024-CJ-001/", "leader", 390)
    page.click("details.give summary")
    page.fill("details.give textarea", "请排出赶工计划")
    page.fill("details.give input[type=date]", "2024-01-01")
    page.click("details.give button")
    assert page.input_value("textarea") == "请排出赶工计划" and page.locator(".error").count() == 1
    assert not Instruction.objects.filter(text="请排出赶工计划").exists()


def test_a_bare_register_draws_nothing_and_says_so(visit, cast, faults_of):
    page = visit("/wall/?on=2024-07-01", "other")
    assert page.locator("svg.gantt").count() == 0 and page.complaints == [] and faults_of(page) == []
