"""Files as people make them: renamed sheets, merged heads, a million empty rows, dates of another epoch, wide
digits.
"""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from knox.models import AuthToken
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from backoffice.clock import today
from milestones.imports.upload import store_import
from milestones.models import Import, Milestone
from projects.models import Project, Target, User
from tests.cast import rewrite

from .test_workbook_safety import BAD, SHEET, repacked, sheet_xml
from .workbook import MILESTONES, PEOPLE, PROJECTS, TARGETS, checked, edited, exported, faults, imported, made

pytestmark = pytest.mark.django_db
CODE = "2024-CJ-001"
HEADS = ["项目编码", "节点名称", "预计完成"]
LATER = today() + dt.timedelta(days=40)


def rearranged(content, change):
    """The workbook after somebody's hand."""
    book, file = load_workbook(io.BytesIO(content)), io.BytesIO()
    change(book)
    book.save(file)
    return file.getvalue()


def milestones(*rows):
    return made(**{MILESTONES: [HEADS, *rows]})


def test_a_workbook_with_none_of_the_sheets_says_so(cast):
    record = checked(made(Sheet1=[HEADS, [CODE, "验收", LATER]]), cast.steward)
    assert record.state == "failed" and "工作表" in record.message


def test_two_sheets_of_one_name_but_for_a_blank_are_not_taken_for_one(cast):
    content = made(**{MILESTONES: [HEADS, [CODE, "验收", LATER]], f"{MILESTONES} ": [HEADS, [CODE, "移交", LATER]]})
    record = checked(content, cast.steward)
    assert record.state == "faulty" and f"{MILESTONES} " in record.faults[0][3]


def test_merged_heads_are_told_cell_by_cell(cast):
    content = rearranged(milestones([CODE, "验收", LATER]), lambda book: book[MILESTONES].merge_cells("A1:B1"))
    record = checked(content, cast.steward)
    assert faults(record)[:2] == [(MILESTONES, 1, "A"), (MILESTONES, 1, "B")]
    assert any("节点名称" in fault[3] for fault in record.faults)


def test_a_title_above_the_heads_is_told_and_the_missing_columns_named(cast):
    record = checked(made(**{MILESTONES: [["铁西区重点项目节点表"], HEADS, [CODE, "验收", LATER]]}), cast.steward)
    reasons = " ".join(fault[3] for fault in record.faults)
    assert record.state == "faulty" and "项目编码" in reasons and "节点名称" in reasons


def test_a_million_empty_rows_cost_nothing(cast):
    """What a keystroke at the end of the sheet leaves: the last of 1,048,576 rows is there, and all between are
    empty.
    """
    content = rearranged(milestones([CODE, "验收", LATER]), lambda book: book[MILESTONES].cell(1_048_576, 1, " "))
    assert checked(content, cast.steward).counts == {MILESTONES: {"create": 1}}


def test_formatted_rows_without_end_are_read_as_the_nothing_they_are(cast):
    rows = "".join(f'<row r="{number}" s="1"/>' for number in range(1, 100_001))
    record = checked(repacked(**{SHEET: sheet_xml(rows)}), cast.steward)
    assert (record.state, record.message) == ("unchanged", "")


def test_a_million_rows_of_formatted_cells_are_refused_with_the_way_out(cast):
    cell = '<c r="A1" s="1"/>' * 4
    file = SimpleUploadedFile("填报.xlsx", repacked(**{SHEET: sheet_xml(f"<row>{cell}</row>" * 1_048_576)}))
    with pytest.raises(ValidationError, match="空行"):
        store_import(file, by=cast.steward)


@pytest.mark.parametrize("why", BAD)
def test_the_page_answers_every_bad_file_at_its_field(cast, client, why):
    client.force_login(cast.steward)
    response = client.post("/admin/milestones/import/upload/", {"file": SimpleUploadedFile("填报.xlsx", BAD[why])})
    assert response.status_code == 400 and response.context["form"].errors["file"]
    assert not Import.objects.exists()


def test_days_counted_from_1904_are_the_same_days(cast):
    content = rearranged(
        milestones([CODE, "验收", dt.date(2027, 6, 3)]),
        lambda book: setattr(book, "epoch", CALENDAR_MAC_1904),
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"date1904" in archive.read("xl/workbook.xml")
    assert imported(content, cast.steward).state == "done"
    assert Milestone.objects.get(name="验收").forecast_due == dt.date(2027, 6, 3)


def test_wide_digits_are_digits(cast):
    Project.objects.create(
        code="2024-CJ-009",
        name="新项目",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
    )
    heads = ["项目编码", "指标", "数值", "计量单位"]
    rows = [heads, ["２０２４－ＣＪ－００９", "路灯", "１，２００．５", "盏"]]
    assert imported(made(**{TARGETS: rows}), cast.supervisor).state == "done"
    assert Target.objects.get(measure="路灯").value == 1200.5


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
def test_a_text_that_looks_like_a_formula_comes_in_as_text_and_never_goes_out_as_one(cast, sign):
    assert imported(edited(exported(cast.supervisor), PROJECTS, 2, "备注", f"'{sign}"), cast.supervisor).state == "done"
    cast.project.refresh_from_db()
    assert cast.project.note in (sign, sign.strip())
    for sheet in load_workbook(io.BytesIO(exported(cast.supervisor))):
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_doubled_code_is_a_fault_of_its_second_row(cast):
    heads = ["编码", "名称", "计划年度", "类别"]
    row = ["2026-CJ-001", "新桥", 2026, "道路工程"]
    record = checked(made(**{PROJECTS: [heads, row, row]}), cast.supervisor)
    assert faults(record) == [(PROJECTS, 3, "A 编码")] and not Project.objects.filter(code=row[0]).exists()


def test_one_code_for_a_unit_and_for_a_person_is_two_records(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "角色"]
    rows = [heads, ["单位", "water", "区水务局", None], ["人员", "water", "水务管家", "项目管家"]]
    assert imported(made(**{PEOPLE: rows}), cast.admin).state == "done"
    assert User.objects.get(username="water").role == "steward"


def test_no_password_and_no_own_role_comes_in_with_the_people(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "密码"]
    record = checked(made(**{PEOPLE: [heads, ["人员", "steward", "steward", "secret-7-secret"]]}), cast.admin)
    assert faults(record) == [(PEOPLE, 1, "D")]
    content = exported(cast.admin)
    row = row_of(content, PEOPLE, "admin")
    record = checked(edited(content, PEOPLE, row, "角色", "督查"), cast.admin)
    assert faults(record) == [(PEOPLE, row, "G 角色")]


@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor"])
def test_nobody_but_the_administrator_takes_the_people_out_or_raises_himself(cast, who):
    person = getattr(cast, who)
    assert load_workbook(io.BytesIO(exported(person)))[PEOPLE].max_row == 1
    heads = ["单位或人员", "编码或用户名", "名称", "角色"]
    record = checked(made(**{PEOPLE: [heads, ["人员", who, who, "系统管理员"]]}), person)
    assert record.state == "faulty" and User.objects.get(pk=person.pk).role == person.role


def test_a_new_role_takes_the_programs_of_its_person_away(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "角色"]
    AuthToken.objects.create(cast.steward)
    assert imported(made(**{PEOPLE: [heads, ["人员", "steward", "steward", "单位负责人"]]}), cast.admin).state == "done"
    assert not AuthToken.objects.exists()


def row_of(content, sheet, code):
    """The number of the row that holds the code."""
    return next(
        row[0].row
        for row in load_workbook(io.BytesIO(content))[sheet].iter_rows()
        if code in [cell.value for cell in row]
    )


@pytest.mark.parametrize(("sheet", "code", "head"), [(TARGETS, CODE, "原文"), (PEOPLE, "steward", "电话")])
def test_a_stale_file_overwrites_neither_quantities_nor_people(cast, sheet, code, head):
    person = cast.admin if sheet == PEOPLE else cast.supervisor
    content = exported(person)
    content = edited(content, sheet, row_of(content, sheet, code), head, "024")
    changed = Target.objects if sheet == TARGETS else User.objects.filter(username=code)
    if sheet == TARGETS:
        rewrite(changed.all(), as_written="110")
    else:
        changed.update(phone="110")
    record = checked(content, person)
    assert [(found, column[2:]) for found, _row, column in faults(record)] == [
        (sheet, "原文" if sheet == TARGETS else "版本")
    ], record.faults


def test_a_unit_head_adds_no_project_with_a_workbook_either(cast):
    heads = ["编码", "名称", "计划年度", "类别", "责任单位"]
    content = made(**{PROJECTS: [heads, ["2026-CJ-001", "新桥", 2026, "道路工程", "roads"]]})
    assert faults(checked(content, cast.head)) == [(PROJECTS, 2, "A 编码")]
    assert checked(content, cast.supervisor).state == "checked"


def test_an_empty_workbook_of_the_template_changes_nothing(cast):
    assert checked(exported(cast.supervisor, Project.objects.none()), cast.supervisor).state == "unchanged"
    book, file = Workbook(), io.BytesIO()
    book.active.title = PROJECTS
    book.save(file)
    assert checked(file.getvalue(), cast.supervisor).state == "unchanged"


def test_a_workbook_with_the_words_of_before_the_glossary_is_read(cast):
    def age(book):
        book[MILESTONES].title = "里程碑"
        head = next(cell for cell in book[PROJECTS][1] if cell.value == "所属项目群")
        head.value = "所属专项"

    content = edited(exported(cast.steward), MILESTONES, 2, "预计完成", LATER)
    done = imported(rearranged(content, age), cast.steward)
    assert faults(done) == [] and Milestone.objects.filter(forecast_due=LATER).count() == 1
