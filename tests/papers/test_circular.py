"""The circular: an official document by unit with its annex, nothing invented, the same bytes every time."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from milestones.models.plan import approve_plan
from milestones.papers.circular import DIGITS, chinese_numeral, circular_document, circular_stamp
from milestones.reports import circular as circular_module
from milestones.reports.circular import build_circular
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Category, Project
from tests.cast import add_milestone, approve_as_before, lay, noon

START = noon(dt.date(2024, 1, 1))
ON = dt.date(2024, 7, 1)


@pytest.fixture
def cast(cast):
    """Two units: roads with one row 17 days late, schools with two that are later."""
    school = lay(
        Project.objects,
        code="2024-CJ-002",
        name="新建小学",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        unit=cast.schools,
        steward=cast.other,
        leader=cast.leader,
        starts_on=dt.date(2024, 1, 1),
        at=START,
    )
    for name, due in (("封顶", dt.date(2024, 5, 1)), ("验收", dt.date(2024, 6, 30))):
        lay(school.milestones, name=name, forecast_due=due, at=START)
    approve_as_before(school, cast.supervisor, at=START)
    return cast


def paper(ids=(), reply_by=None, **query):
    """The document as a word processor reads it."""
    found = build_circular(build_overdue_report(None, ON, query), None, ids)
    return Document(io.BytesIO(circular_document(found, reply_by)))


def lines(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def text(**options):
    return "\n".join(lines(paper(**options)))


def test_the_unit_with_the_longest_comes_first_and_one_alone_has_no_number(cast):
    said = lines(paper())
    heads = [line for line in said if line.startswith(("一、", "二、", "（"))]
    assert [head[:12] for head in heads] == [
        "一、区教育局（2项）",
        "（一）新建小学。“封顶”",
        "（二）新建小学。“验收”",
        "二、区住建局（1项）",
    ]
    assert any(
        line.startswith("新建牛心屯一路等9条道路。“路基完成”应于6月14日完成，已逾期17天（11个工作日）") for line in said
    )


def test_it_opens_with_title_addressees_and_totals(cast):
    said = lines(paper())
    assert "关于3个逾期节点的督办通报" in said and "区教育局、区住建局：" in said
    assert any(
        "截至2024年7月1日，全区2个重点项目中，3个节点超过批准基线未完成，涉及2个单位，其中31至90天1个，8至30天1个，1至7天1个。"
        in line
        for line in said
    )


def test_what_nobody_gave_is_left_to_be_filled_in(cast):
    said = text()
    assert "〔2024〕　　号" in said and "于　　月　　日前书面报送" in said and "原因：未填报。" in said
    assert "于7月8日前书面报送" in text(reply_by=dt.date(2024, 7, 8))


def test_a_reason_a_quantity_and_a_stale_forecast_are_said(cast):
    milestone = add_milestone(cast, "建成6条", dt.date(2024, 6, 20), at=START, target=cast.target, quantity=Decimal(6))
    approve_plan(cast.project, by=cast.supervisor, at=START)
    report = {
        "note": "四条",
        "quantity": Decimal(4),
        "problem": "2号路段未交付",
        "forecast_due": dt.date(2024, 8, 1),
    }
    milestone.report(by=cast.steward, at=noon(dt.date(2024, 6, 1)), **report)
    said = text()
    assert "已完成4条、应完成6条；预计8月1日完成。原因：2号路段未交付。" in said
    assert "；预计日6月14日已过，未更新。" in said and "预计日期已过未更新的，请当日更新。" in said


def test_the_annex_holds_the_same_rows_worst_first_and_repeats_its_head(cast):
    document = paper()
    table = document.tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "项目", "节点", "责任单位", "批准基线", "预计完成", "逾期天数"]
    assert [(row[2], row[6]) for row in rows[1:]] == [("封顶", "61"), ("路基完成", "17"), ("验收", "1")]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.tables[1].rows[0].cells[0].text == "抄送：leader。"


def test_paper_grid_and_fonts_are_those_of_the_standard(cast):
    document = paper()
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    normal = document.styles["Normal"]
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312" and normal.font.size.pt == 16
    line = normal.paragraph_format.line_spacing
    assert 22 * line <= section.page_height - section.top_margin - section.bottom_margin < 23 * line
    pitch = 16 - 0.25
    assert 28 * pitch <= (section.page_width - section.left_margin - section.right_margin) / 12700 < 29 * pitch


def test_the_mark_is_red_and_the_pages_are_numbered_on_the_outer_side(cast):
    document = paper()
    mark = next(run for line in document.paragraphs for run in line.runs if run.text == "重点项目督办通报")
    assert str(mark.font.color.rgb) == "D0021B" and mark.font.size.pt == 46
    odd, even = document.sections[0].footer, document.sections[0].even_page_footer
    assert document.settings.odd_and_even_pages_header_footer
    assert [footer.paragraphs[0].text for footer in (odd, even)] == ["—  —", "—  —"]
    assert [footer.paragraphs[0].alignment.name for footer in (odd, even)] == ["RIGHT", "LEFT"]


def test_each_font_has_others_to_fall_back_on(cast):
    fonts = next(part for part in paper().part.package.iter_parts() if part.partname.endswith("fontTable.xml"))
    assert 'w:name="仿宋_GB2312"><w:altName w:val="FangSong,'.encode() in fonts.blob


def test_the_same_day_gives_the_same_bytes(cast):
    assert circular_document(build_circular(build_overdue_report(None, ON))) == circular_document(
        build_circular(build_overdue_report(None, ON))
    )


def test_the_paper_names_its_day_conditions_policy_and_the_checksum_of_the_page(cast):
    report = build_overdue_report(None, ON, {"unit": "schools"})
    said = text(unit="schools")
    for words in ("截至2024年7月1日。", "条件：责任单位 区教育局。", "灯规则", f"校验码{report.checksum}。"):
        assert words in said
    assert "按下列条件（责任单位 区教育局），2个节点" in said and "全区" not in said


def test_chosen_rows_have_a_checksum_of_their_own_and_say_that_they_are_chosen(cast):
    report = build_overdue_report(None, ON)
    found = build_circular(report, None, [str(report.ids[0])])
    assert [row.milestone.name for row in found.rows] == ["封顶"]
    stamp = circular_stamp(found)
    assert (
        stamp.checksum != report.checksum
        and build_circular(report, None, map(str, report.ids)).checksum == report.checksum
    )
    assert "选定1项" in text(ids=[report.ids[0]])


def test_a_changed_row_has_another_checksum_and_what_comes_after_the_day_has_not(cast):
    before = build_circular(build_overdue_report(None, ON)).checksum
    cast.milestone.report(by=cast.steward, note="慢", forecast_due=dt.date(2024, 9, 1), at=noon(dt.date(2024, 7, 2)))
    assert build_circular(build_overdue_report(None, ON)).checksum == before
    cast.milestone.report(by=cast.steward, note="慢", forecast_due=dt.date(2024, 8, 1), at=noon(ON))
    assert build_circular(build_overdue_report(None, ON)).checksum != before


def test_the_imprint_hangs_at_the_foot_of_the_last_sheet(cast):
    place = paper().tables[-1]._tbl.tblPr.find(qn("w:tblpPr"))
    said = {name: place.get(qn(f"w:{name}")) for name in ("vertAnchor", "horzAnchor", "tblpYSpec")}
    assert said == {"vertAnchor": "margin", "horzAnchor": "page", "tblpYSpec": "bottom"}


@pytest.mark.parametrize("wrong", ["0", "x", "1 or 1", "9" * 30])
def test_a_milestone_that_is_not_overdue_cannot_be_chosen(cast, wrong):
    with pytest.raises(ValidationError) as refusal:
        build_circular(build_overdue_report(None, ON), None, [wrong])
    assert "id" in refusal.value.message_dict


def test_there_is_no_circular_on_nothing(cast):
    with pytest.raises(ValidationError, match="没有逾期|Nothing is overdue"):
        build_circular(build_overdue_report(None, dt.date(2024, 3, 1)))


def test_too_many_rows_are_refused_with_the_way_out(cast, monkeypatch):
    monkeypatch.setattr(circular_module, "MOST", 2)
    with pytest.raises(ValidationError) as refusal:
        build_circular(build_overdue_report(None, ON))
    assert "unit" in refusal.value.message_dict


def test_a_row_without_a_unit_comes_last_and_is_not_addressed(cast):
    lost = lay(
        Project.objects,
        code="2024-CJ-003",
        name="无主项目",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        at=START,
        starts_on=dt.date(2024, 1, 1),
    )
    lay(lost.milestones, name="开工", forecast_due=dt.date(2024, 2, 1), at=START)
    approve_as_before(lost, cast.supervisor, at=START)
    said = lines(paper())
    assert "区教育局、区住建局：" in said and any(line.startswith("三、") and "1项" in line for line in said)


def test_signs_that_no_document_may_hold_do_no_harm(cast):
    said = {"by": cast.steward, "note": "停工", "problem": "道路\x0b\x1f新建\n二期"}
    cast.milestone.report(**said, at=noon(dt.date(2024, 6, 20)))
    assert "道路 新建 二期" in text()


def test_the_queries_do_not_grow_with_the_rows(cast, django_assert_num_queries):
    for number in range(20):
        add_milestone(cast, f"节点{number}", dt.date(2024, 6, 1), at=START)
    approve_plan(cast.project, by=cast.supervisor, at=START)
    report = build_overdue_report(None, ON)
    with django_assert_num_queries(4):
        circular_document(build_circular(report))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (500, "五百"),
        (1001, "一千零一"),
    ],
)
def test_numbers_are_written_as_documents_write_them(number, text):
    assert chinese_numeral(number) == text


@given(st.integers(1, 9999))
def test_a_chinese_number_reads_back_as_itself(number):
    total, digit = 0, 1
    for sign in chinese_numeral(number):
        place = {"十": 10, "百": 100, "千": 1000}.get(sign)
        total, digit = (total + digit * place, 0) if place else (total, DIGITS.index(sign))
    assert total + (digit if chinese_numeral(number)[-1] in DIGITS else 0) == number
