"""What is wrong with a workbook is said by sheet, row, column and reason, before anything is written."""

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from backoffice.clock import today
from milestones.imports.importer import process_waiting_imports
from milestones.imports.upload import start_import
from milestones.models import Milestone, ProgressReport
from milestones.models.plan import approve_plan
from projects.models import Project, Target
from tests.cast import add_milestone, lay

from .workbook import (
    MILESTONES,
    PEOPLE,
    PROGRESS,
    PROJECTS,
    TARGETS,
    checked,
    edited,
    exported,
    faults,
    imported,
    made,
)

pytestmark = pytest.mark.django_db
CODE = "2024-CJ-001"
NEW = ["编码", "名称", "计划年度", "类别", "责任单位", "项目管家", "阶段", "启动日"]
LATER = today() + dt.timedelta(days=40)


def milestones(*rows, heads=("项目编码", "节点名称", "预计完成")):
    return made(**{MILESTONES: [list(heads), *rows]})


def test_every_fault_of_a_row_is_told_and_nothing_is_written(cast):
    row = ["2024-CJ-002", "新桥", "二〇二四", "桥", "没有的局", "nobody", "开工了", "2024-13-01"]
    record = checked(made(**{PROJECTS: [NEW, row]}), cast.supervisor)
    assert record.state == "faulty" and not Project.objects.filter(code="2024-CJ-002").exists()
    assert faults(record) == [
        (PROJECTS, 2, place) for place in ("C 计划年度", "D 类别", "E 责任单位", "F 项目管家", "G 阶段", "H 启动日")
    ]
    assert any("没有的局" in fault[3] for fault in record.faults)


@pytest.mark.parametrize(
    "typed",
    [
        "2027-6-3",
        "2027/6/3",
        "2027.06.03",
        "2027年6月3日",
        "２０２７－６－３",
        " 2027-06-03 ",
        dt.date(2027, 6, 3),
        20270603,
    ],
)
def test_a_day_is_understood_where_it_can_mean_one_day_only(cast, typed):
    assert imported(milestones([CODE, "验收", typed]), cast.steward).state == "done"
    assert Milestone.objects.get(name="验收").forecast_due == dt.date(2027, 6, 3)


@pytest.mark.parametrize("typed", ["2027-13-01", "6/3/2027", "明年", 45446, "2027-6/3", dt.datetime(2027, 6, 3, 9)])
def test_a_day_that_could_be_another_is_a_fault(cast, typed):
    assert faults(checked(milestones([CODE, "验收", typed]), cast.steward)) == [(MILESTONES, 2, "C 预计完成")]


def test_heads_are_checked(cast):
    rows = [["项目编码", "节点名称", "预计完成", "节点名称", "心情"], [CODE, "验收", "2027-6-3", "x", "好"]]
    assert faults(checked(made(**{MILESTONES: rows}), cast.steward)) == [
        (MILESTONES, 1, "D"),
        (MILESTONES, 1, "E"),
    ]
    record = checked(milestones([CODE, "2027-6-3"], heads=("项目编码", "预计完成")), cast.steward)
    assert "节点名称" in record.faults[0][3]


def test_blank_rows_and_spaces_are_nothing_and_a_doubled_row_is_a_fault(cast):
    rows = [[" " + CODE, "验收 ", LATER.isoformat()], [], [None, " "], [CODE, "验收", LATER.isoformat()]]
    assert faults(checked(milestones(*rows), cast.steward)) == [(MILESTONES, 5, "A 项目编码")]


def test_a_cell_under_no_head_a_formula_and_a_foreign_sheet_are_faults(cast):
    content = milestones([CODE, "验收", LATER.isoformat(), "旁注"])
    book = load_workbook(BytesIO(content))
    book[MILESTONES]["B3"] = "=1+1"
    book[MILESTONES]["A3"], book[MILESTONES]["C3"] = CODE, "2027-1-1"
    book.create_sheet("Sheet1")
    file = BytesIO()
    book.save(file)
    record = checked(file.getvalue(), cast.steward)
    assert faults(record) == [("", None, ""), (MILESTONES, 2, "D"), (MILESTONES, 3, "B 节点名称")]


def test_merged_cells_are_a_fault(cast):
    book = load_workbook(BytesIO(milestones([CODE, "验收", LATER.isoformat()], [CODE, "移交", LATER.isoformat()])))
    book[MILESTONES].merge_cells("A2:A3")
    file = BytesIO()
    book.save(file)
    assert "A2:A3" in checked(file.getvalue(), cast.steward).faults[0][3]


@pytest.mark.parametrize(
    ("sheet", "head", "value"),
    [
        (PROJECTS, "计划年度", 2025),
        (PROJECTS, "类别", "桥梁工程"),
        (PROJECTS, "专栏", "民生"),
        (TARGETS, "数值", 8),
        (TARGETS, "计量单位", "公里"),
        (TARGETS, "项目名称", "别的"),
        (MILESTONES, "批准基线", dt.date(2030, 1, 1)),
        (MILESTONES, "权重", 3),
        (MILESTONES, "日期来源", "模板"),
        (MILESTONES, "批准基线", None),
    ],
)
def test_what_approval_locks_or_the_system_writes_is_refused_and_not_ignored(cast, sheet, head, value):
    record = checked(edited(exported(cast.supervisor), sheet, 2, head, value), cast.supervisor)
    ((found, row, column),) = faults(record)
    assert (found, row) == (sheet, 2) and column.endswith(head) and record.state == "faulty"


def test_a_supervisor_cannot_move_a_forecast_but_the_steward_can_by_a_report(cast):
    content = edited(exported(cast.supervisor), MILESTONES, 2, "预计完成", LATER)
    assert faults(checked(content, cast.supervisor)) == [(MILESTONES, 2, "H 预计完成")]
    assert imported(content, cast.steward).state == "done"
    report = ProgressReport.objects.get()
    cast.milestone.refresh_from_db()
    assert (report.by, report.forecast_due, cast.milestone.forecast_due) == (cast.steward, LATER, LATER)
    assert cast.milestone.baseline_due == dt.date(2024, 6, 14)


@pytest.mark.parametrize(
    ("who", "state"),
    [
        ("supervisor", "checked"),
        ("steward", "checked"),
        ("head", "checked"),
        ("other", "faulty"),
        ("admin", "faulty"),
    ],
)
def test_who_may_import_milestones(cast, who, state):
    record = checked(milestones([CODE, "验收", LATER.isoformat()]), getattr(cast, who))
    assert record.state == state and not Milestone.objects.filter(name="验收").exists()


@pytest.mark.parametrize("who", ["steward", "head", "supervisor"])
def test_people_and_units_are_the_administrators(cast, who):
    content = made(**{PEOPLE: [["单位或人员", "编码或用户名", "名称"], ["单位", "new", "新单位"]]})
    assert checked(content, getattr(cast, who)).state == "faulty"
    assert imported(content, cast.admin).state == "done"


def test_a_stale_file_does_not_overwrite_what_was_written_since(cast):
    content = edited(exported(cast.supervisor), PROJECTS, 2, "备注", "来自表格")
    Project.objects.filter(pk=cast.project.pk).update(note="来自页面")
    record = checked(content, cast.supervisor)
    assert [fault[2] for fault in record.faults] == ["R 版本"]
    cast.project.refresh_from_db()
    assert cast.project.note == "来自页面"


def test_what_only_a_verb_knows_is_told_by_the_dry_run_too(cast):
    cast.milestone.report(by=cast.steward, note="已上报")
    target = lay(Target.objects, project=cast.project, measure="路灯", value=100, unit="盏")
    late = add_milestone(cast, "装灯", LATER, target=target, quantity=100)
    late.report(by=cast.steward, note="已装五十盏", quantity=50)
    rows = [
        ["项目编码", "节点名称", "累计完成量", "进展"],
        [CODE, "装灯", 60, "续装"],
        [CODE, "装灯", 40, "少了"],
        [CODE, "路基完成", 1, "没有指标"],
    ]
    record = checked(made(**{PROGRESS: rows}), cast.steward)
    assert faults(record) == [(PROGRESS, 3, "C 累计完成量"), (PROGRESS, 4, "C 累计完成量")]


def test_the_import_checks_again_and_writes_nothing_when_the_data_changed(cast):
    record = checked(milestones([CODE, "验收", LATER.isoformat()], [CODE, "移交", LATER.isoformat()]), cast.steward)
    Project.objects.filter(pk=cast.project.pk).update(steward=cast.other)
    start_import(record, by=cast.steward)
    process_waiting_imports()
    record.refresh_from_db()
    assert record.state == "faulty" and record.message and not Milestone.objects.filter(name="验收").exists()


def test_an_approved_weight_is_locked_once_the_plan_is(cast):
    add_milestone(cast, "验收", LATER)
    content = edited(exported(cast.supervisor), MILESTONES, 3, "权重", 2)
    assert checked(content, cast.supervisor).state == "checked"
    approve_plan(cast.project, by=cast.supervisor)
    assert faults(checked(content, cast.supervisor))
