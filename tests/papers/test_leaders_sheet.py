"""The leaders' sheet: customary columns, the slow apart, honest about what has no pace, the same bytes every time."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from openpyxl import load_workbook

from backoffice.recording import historical_replay
from milestones.models import Instruction
from milestones.papers.leaders_sheet import HEAD, WIDTHS, row_height, sheet_stamp, sheet_workbook
from milestones.reports import leaders_sheet as sheet_module
from milestones.reports.leaders_sheet import BEHIND, FREE, KEPT, leaders_sheet
from projects.models import Category, Project, Target
from tests.cast import add_milestone, approve_as_before, believed, day, lay, noon

pytestmark = pytest.mark.django_db
START = noon(dt.date(2024, 1, 1))
COLUMNS = [
    "序号",
    "主要任务",
    "全年目标",
    "分管领导",
    "牵头单位",
    "责任单位",
    "上期进展",
    "本期进展",
    "是否达序",
    "说明",
]


def project(cast, code, **fields):
    """Another project of the cast's people."""
    options = {"name": code, "unit": cast.schools, "steward": cast.other, "leader": cast.leader}
    options |= {"plan_year": 2024, "category": Category.objects.get(code="road"), "at": START}
    return lay(Project.objects, code=code, starts_on=day(1, 1), **options | fields)


@historical_replay()
def counted(cast, code, done):
    """A project that promises 10 by the end of the year and has reported so much by the middle."""
    made = project(cast, code)
    target = Target.objects.create(project=made, measure="改造", value=Decimal(10), unit="个", as_written="10个")
    milestone = lay(made.milestones, name="改造10个", forecast_due=day(12, 31), target=target, quantity=10, at=START)
    approve_as_before(made, cast.supervisor, at=START)
    believed(cast, milestone, done, by=cast.other, note="进展正常", at=noon(day(6, 28)))
    return made


def book(found):
    """The file as a spreadsheet program reads it."""
    with override("zh-hans"):
        return load_workbook(io.BytesIO(sheet_workbook(found, sheet_stamp(found, ""))))


def texts(page):
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD + 1)]


def paces(**query):
    return {row.project.code: row.pace for row in leaders_sheet(None, day(7, 1), query).rows}


def test_the_columns_are_the_customary_ones(cast):
    assert texts(book(leaders_sheet(None, day(7, 1)))["未达序"])[0] == COLUMNS


def test_what_is_overdue_is_behind_whether_or_not_it_has_a_pace(cast):
    assert paces() == {"2024-CJ-001": BEHIND}


def test_behind_by_at_most_the_yellow_line_is_on_schedule(cast):
    counted(cast, "2024-CJ-002", 4)
    counted(cast, "2024-CJ-003", 2)
    assert paces() | {"2024-CJ-001": BEHIND} == {
        "2024-CJ-001": BEHIND,
        "2024-CJ-002": KEPT,
        "2024-CJ-003": BEHIND,
    }


def test_what_nothing_is_expected_of_is_no_success(cast):
    project(cast, "2024-CJ-004")
    found = leaders_sheet(None, day(7, 1))
    assert paces()["2024-CJ-004"] == FREE
    (row,) = texts(book(found)["无序时要求"])[1:]
    assert row[8] == "无序时要求" and row[9] == "尚无批准的排期。"


def test_each_list_is_a_sheet_of_its_own_and_an_empty_one_says_so(cast):
    pages = book(leaders_sheet(None, day(7, 1)))
    assert pages.sheetnames == ["未达序", "达序", "无序时要求"]
    assert len(texts(pages["未达序"])) == 2
    assert texts(pages["达序"])[1][0] == "没有符合的项目。"


def test_progress_is_that_of_the_day_and_of_a_week_before(cast):
    counted(cast, "2024-CJ-002", 4).milestones.get().report(
        by=cast.other, note="又完成一个", quantity=Decimal(5), at=noon(day(7, 3))
    )
    with override("zh-hans"):
        row = texts(book(leaders_sheet(None, day(7, 8)))["达序"])[1]
    assert row[2] == "改造 10个"
    assert row[6] == "改造 4/10个\n节点0/1" and row[7].startswith("改造 5/10个\n节点0/1\n7月3日：又完成一个。")


def test_what_is_recorded_after_the_day_changes_nothing(cast):
    made = counted(cast, "2024-CJ-002", 4)
    before = leaders_sheet(None, day(7, 1)).checksum
    made.milestones.get().report(by=cast.other, note="补报", quantity=Decimal(5), at=noon(day(7, 2)))
    assert leaders_sheet(None, day(7, 1)).checksum == before != leaders_sheet(None, day(7, 2)).checksum


def test_the_remarks_name_problem_need_extension_and_instruction(cast):
    said = {"note": "停工", "problem": "2号路段未交付", "need": "请协调征迁"}
    cast.milestone.report(by=cast.steward, at=noon(day(6, 20)), **said)
    ask = {"kind": "extend", "reason_class": "land", "text": "征迁未完", "by": cast.steward}
    cast.milestone.request_change(**ask, new_due=day(12, 1), at=noon(day(6, 19)))
    Instruction.give(by=cast.leader, text="请加快", reply_by=day(7, 5), milestone=cast.milestone, at=noon(day(6, 25)))
    row = texts(book(leaders_sheet(None, day(7, 1)))["未达序"])[1]
    for words in (
        "逾期17天",
        "问题：2号路段未交付。",
        "需协调：请协调征迁。",
        "批示：请加快（7月5日前答复）。",
        "延期",
    ):
        assert words in row[9]


def test_the_lead_unit_stands_before_those_that_help(cast):
    with historical_replay():
        cast.project.co_units.add(cast.schools)
    row = texts(book(leaders_sheet(None, day(7, 1)))["未达序"])[1]
    assert (row[4], row[5]) == ("区住建局", "区住建局、区教育局")


def test_a_steward_has_the_rows_of_ones_own(cast):
    project(cast, "2024-CJ-005")
    assert [row.project.code for row in leaders_sheet(cast.other, day(7, 1)).rows] == ["2024-CJ-005"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"unit": "roads"}, ["2024-CJ-001"]),
        ({"unit": "schools"}, ["2024-MS-002"]),
        ({"list": "livelihood"}, ["2024-MS-002"]),
        ({"leader": "leader"}, ["2024-CJ-001", "2024-MS-002"]),
        ({"steward": "other"}, ["2024-MS-002"]),
        ({"late_min": "10"}, ["2024-CJ-001"]),
        ({"late_max": "10"}, []),
        ({"plan_year": "2024"}, ["2024-CJ-001", "2024-MS-002"]),
    ],
)
def test_the_filters_are_those_of_the_overdue_report(cast, query, codes):
    project(cast, "2024-MS-002")
    assert sorted(paces(**query)) == codes


def test_more_projects_than_a_sheet_holds_are_refused_with_the_way_out(cast, monkeypatch):
    monkeypatch.setattr(sheet_module, "MOST", 0)
    with pytest.raises(ValidationError) as refusal:
        leaders_sheet(None, day(7, 1))
    assert "category" in refusal.value.message_dict


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "-1", "＝1"])
def test_a_text_is_never_a_formula(cast, text):
    made = project(cast, "2023-CJ-001", name=text)
    lay(made.milestones, name="完工", forecast_due=day(2, 1), at=START)
    approve_as_before(made, cast.supervisor, at=START)
    page = book(leaders_sheet(None, day(7, 1)))["未达序"]
    cell = page.cell(HEAD + 2, 2)
    assert cell.data_type == "s" and cell.value == text and cell.quotePrefix


def test_the_same_day_gives_the_same_bytes_and_the_paper_names_itself(cast):
    found = leaders_sheet(None, day(7, 1), {"unit": "roads"})
    stamp = sheet_stamp(found, "责任单位 区住建局")
    with override("zh-hans"):
        first, second = (
            sheet_workbook(found, stamp),
            sheet_workbook(leaders_sheet(None, day(7, 1), {"unit": "roads"}), stamp),
        )
        page = load_workbook(io.BytesIO(first))["未达序"]
    assert first == second
    for words in ("截至2024年7月1日", "责任单位 区住建局", "灯规则", found.checksum):
        assert words in page["A2"].value and words in page.oddFooter.left.text
    assert page.oddFooter.right.text.strip() == "第&P页 共&N页"


def test_the_sheet_prints_on_a4_across_with_its_heads_on_each_page(cast):
    page = book(leaders_sheet(None, day(7, 1)))["未达序"]
    assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 9
    assert page.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToHeight == 0
    assert "A1:J1" in {str(merged) for merged in page.merged_cells.ranges}
    assert page.cell(HEAD + 1, 1).font.name == "黑体" and page.cell(HEAD + 2, 2).alignment.wrap_text


def test_a_row_is_as_high_as_its_longest_text():
    one, long = [""] * 9 + ["短"], [""] * 9 + ["长" * 100]
    assert row_height(long, WIDTHS) > 4 * row_height(one, WIDTHS) - 20
    assert row_height([*one[:9], "长\n" * 200], WIDTHS) == 409


def test_the_queries_do_not_grow_with_the_projects(cast, django_assert_num_queries):
    for number in range(10, 14):
        counted(cast, f"2024-CJ-0{number}", 3)
    with django_assert_num_queries(17):
        found = leaders_sheet(None, day(7, 1))
        assert len(found.rows) == 5
        book(found)
    for number in range(14, 30):
        counted(cast, f"2024-CJ-0{number}", 3)
    with django_assert_num_queries(17):
        book(leaders_sheet(None, day(7, 1)))


def test_a_milestone_added_by_a_programme_is_not_lost(cast):
    work = project(cast, "2024-CJ-001-01", parent=cast.project)
    add_milestone(cast, "节点", day(9, 1), at=START)
    assert set(paces()) == {"2024-CJ-001", work.code}
