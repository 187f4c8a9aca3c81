"""A row is refused in the words of the verb that it would call, before anything is written."""

import datetime as dt

import pytest

from backoffice.clock import today
from milestones.imports.choices import person_label
from projects.models import Project, Target
from tests.cast import add_milestone, lay, person

from .workbook import MILESTONES, PEOPLE, PROGRESS, PROJECTS, TARGETS, checked, edited, exported, made

pytestmark = pytest.mark.django_db
CODE = "2024-CJ-001"
YESTERDAY, TOMORROW = today() - dt.timedelta(1), today() + dt.timedelta(1)
REPORTED = ["项目编码", "节点名称", "进展", "数据日期", "预计完成", "累计完成量"]


@pytest.fixture
def cast(cast):
    for measure, per in (("路灯", "total"), ("巡查", "month")):
        lay(Target.objects, project=cast.project, measure=measure, value=100, unit="盏", per=per)
    return cast


def reasons(record):
    """Row, column and reason of each fault."""
    return [(row, column, reason) for _sheet, row, column, reason in record.faults]


def progress(cast, *values, by="steward", name="路基完成"):
    """The faults of one report on a milestone."""
    return reasons(checked(made(**{PROGRESS: [REPORTED, [CODE, name, "进展", *values]]}), getattr(cast, by)))


def cancel(cast):
    change = cast.milestone.request_change(by=cast.steward, kind="cancel", text="不建了", reason_class="land")
    change.approve(by=cast.supervisor)


def test_days_of_a_report(cast):
    assert progress(cast, TOMORROW, YESTERDAY) == [
        (2, "D 数据日期", f"日期不能晚于今日（{today().month}月{today().day}日）。"),
        (2, "E 预计完成", "新的预计完成不得早于今天。"),
    ]


def test_figures_of_a_report(cast):
    lamps = add_milestone(cast, "装灯", TOMORROW, target=cast.project.targets.get(measure="路灯"), quantity=100)
    lamps.report(by=cast.steward, note="已装五十盏", quantity=50)
    place = "F 累计完成量"
    assert progress(cast, None, None, 5) == [(2, place, "该节点没有可填报的数量指标。")]
    assert progress(cast, None, None, 40, name="装灯") == [(2, place, "累计完成量不得低于上次填报（50盏）。")]
    rows = [REPORTED, [CODE, "装灯", "续装", None, None, 60], [CODE, "装灯", "少了", None, None, 55]]
    found = reasons(checked(made(**{PROGRESS: rows}), cast.steward))
    assert found == [(3, place, "累计完成量不得低于上次填报（60盏）。")]


def test_who_reports_and_on_what(cast):
    assert progress(cast, by="supervisor") == [(2, "", "只有项目管家、节点责任人或单位负责人可以办理。")]
    cancel(cast)
    assert progress(cast) == [(2, "B 节点名称", "该节点已取消。")]


def test_a_forecast_moves_by_a_report(cast):
    place, workers = "H 预计完成", "改动预计完成即为填报；只有项目管家、节点责任人或单位负责人可以填报。"
    assert forecast(cast.steward, YESTERDAY) == [(2, place, "新的预计完成不得早于今天。")]
    assert forecast(cast.supervisor, TOMORROW) == [(2, place, workers)]
    cancel(cast)
    assert forecast(cast.steward, TOMORROW) == [(2, place, "该节点已取消。")]


def forecast(by, day):
    """The faults of a milestone's row with another forecast."""
    return reasons(checked(edited(exported(by), MILESTONES, 2, "预计完成", day), by))


def test_quantities_and_owners_of_milestones(cast):
    heads = ["项目编码", "节点名称", "预计完成", "指标", "应累计完成量"]
    rows = [heads, [CODE, "巡查到位", TOMORROW, "巡查", 5], [CODE, "装灯", TOMORROW, None, 5]]
    assert reasons(checked(made(**{MILESTONES: rows}), cast.steward)) == [
        (2, "E 应累计完成量", "该数量指标分期或分处承诺，没有总量：请将应完成量留空，逐期填报数字。"),
        (3, "D 指标", "请选择该节点对应的本项目数量指标。"),
    ]
    heir = person("heir", "steward", cast.roads)
    content = edited(exported(cast.steward), MILESTONES, 2, "节点责任人", person_label("heir", heir.name))
    place, said = "L 节点责任人", "只有督查人员，或在本单位范围内的单位负责人，可以指派项目。"
    assert reasons(checked(content, cast.steward)) == [(2, place, said)]
    assert checked(content, cast.head).state == checked(content, cast.supervisor).state == "checked"


def test_an_approved_project_gets_no_further_quantity(cast):
    rows = [["项目编码", "指标", "数值", "计量单位"], [CODE, "桥梁", 2, "座"]]
    said = "项目连同其指标已经批准，不再增加指标；另有承诺的，请另立项目。"
    assert reasons(checked(made(**{TARGETS: rows}), cast.supervisor)) == [(2, "A 项目编码", said)]


def test_a_project_stands_under_nothing_of_others_and_has_a_code_of_the_list(cast):
    known = {"plan_year": 2024, "category": cast.project.category, "unit": cast.roads}
    lay(Project.objects, code="2024-CJ-009", name="别家项目群", **known)
    lay(Project.objects, code="2024-CJ-010", name="自家项目", steward=cast.steward, **known)
    own = ["2024-CJ-010", "自家项目", 2024, "道路工程", "2024-CJ-009"]
    said = "您不能编辑该项目群，因此不能把项目归入其下。"
    assert projects(own, cast.steward) == [(2, "E 所属项目群", said)]
    shape = (2, "A 编码", "编码形如2024-CJ-001；项目群下的工程形如2024-CJ-001-02。")
    new = ["2024-XX-1", "新", 2024, "道路工程", None]
    assert projects(new, cast.supervisor) == [shape]
    assert projects(new, cast.steward) == [(2, "A 编码", "没有此项目；只有督查人员可以新增项目。"), shape]


def projects(row, by):
    """The faults of one row of projects."""
    heads = ["编码", "名称", "计划年度", "类别", "所属项目群"]
    return reasons(checked(made(**{PROJECTS: [heads, row]}), by))


def test_roles_of_people(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "角色"]
    rows = [heads, ["人员", "newcomer", "新人", None], ["人员", "admin", "admin", "督查"]]
    assert reasons(checked(made(**{PEOPLE: rows}), cast.admin)) == [
        (2, "D 角色", "每人须有且只有一个角色。"),
        (3, "D 角色", "不能更改自己的角色。"),
    ]
