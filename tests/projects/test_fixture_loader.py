"""Loading the register: by code, any order, all or nothing, and never over a row that is there."""

import itertools
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backoffice.clock import today
from milestones.models import CalendarDay, MilestoneTemplate
from projects.models import Project, Reorganization, Target, Unit
from tests.cast import owner

pytestmark = pytest.mark.django_db

PROJECT = {"code": "2024-CJ-001", "name": "新建牛心屯一路", "plan_year": 2024, "category": ["road"]}


def load(*files):
    output = StringIO()
    with owner():
        call_command("load_register", *map(str, files), stdout=output)
    return output.getvalue()


def last(text):
    return text.strip().splitlines()[-1]


@pytest.fixture
def write(tmp_path):
    """Write a file of records, each a model and its fields."""

    def writer(name, *records):
        path = tmp_path / name
        rows = [{"model": model, "fields": fields} for model, fields in records]
        path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        return path

    return writer


def refused(*files, code=1):
    with pytest.raises(CommandError) as caught:
        load(*files)
    assert caught.value.returncode == code
    assert not Project.objects.exists() and not Target.objects.exists()
    return str(caught.value)


def test_the_default_set_is_the_register_its_templates_and_the_calendar():
    line = last(load())
    assert line.endswith("present=0 differing=0")
    assert Project.objects.filter(plan_year=2023).count() > 80 and Project.objects.filter(plan_year=2024).count() > 80
    assert Target.objects.count() > 150
    assert MilestoneTemplate.objects.count() > 100
    assert CalendarDay.objects.filter(day__year=2026, is_workday=True).count() == 6
    total = int(line.split()[0].removeprefix("added="))
    assert last(load()) == f"added=0 present={total} differing=0"


@pytest.mark.parametrize("order", list(itertools.permutations(["templates", "register_2023", "register_2024"])))
def test_plain_loaddata_takes_the_files_in_any_order(order):
    call_command("loaddata", *order, verbosity=0)
    assert Project.objects.filter(continues__isnull=False).exists()
    assert last(load(*[f"{name}.json" for name in order])).startswith("added=0 ")


def test_files_in_any_order_work_in_one_call(write):
    later = write("b.json", ("projects.project", PROJECT | {"continues": ["2023-CJ-001"]}))
    earlier = write("a.json", ("projects.project", PROJECT | {"code": "2023-CJ-001", "plan_year": 2023}))
    assert last(load(later, earlier)) == "added=2 present=0 differing=0"
    assert Project.objects.get(code="2024-CJ-001").continues.code == "2023-CJ-001"


def test_a_work_may_stand_before_its_programme(write):
    work = PROJECT | {"code": "2024-CJ-001-01", "parent": ["2024-CJ-001"]}
    target = {"project": ["2024-CJ-001-01"], "measure": "新建道路", "value": "9", "unit": "条"}
    file = write("a.json", ("projects.target", target), ("projects.project", work), ("projects.project", PROJECT))
    assert last(load(file)) == "added=3 present=0 differing=0"
    assert Target.objects.get().project.parent.code == "2024-CJ-001"


def test_a_row_that_is_there_is_never_touched_and_its_difference_named(write):
    load(write("a.json", ("projects.project", PROJECT)))
    text = load(write("a.json", ("projects.project", PROJECT | {"name": "改名", "note": "新"})))
    assert last(text) == "added=0 present=0 differing=1"
    assert "2024-CJ-001: name, note" in text
    assert Project.objects.get().name == PROJECT["name"]


def test_a_later_figure_with_the_same_value_is_no_difference(write):
    target = {"project": ["2024-CJ-001"], "measure": "里程", "value": "5.10", "unit": "公里"}
    load(write("a.json", ("projects.project", PROJECT), ("projects.target", target)))
    text = load(write("a.json", ("projects.target", target | {"value": "5.1"})))
    assert last(text) == "added=0 present=1 differing=0"


def test_a_missing_reference_names_the_file_to_load_first(write):
    write("first.json", ("projects.project", PROJECT | {"code": "2023-CJ-001", "plan_year": 2023}))
    later = write("later.json", ("projects.project", PROJECT | {"continues": ["2023-CJ-001"]}))
    problem = refused(later)
    assert "later.json：2024-CJ-001：continues" in problem and "first.json" in problem


def test_each_record_that_names_a_closed_unit_is_named(write, cast):
    asked = Reorganization.ask("merge", cast.roads, by=cast.admin, day=today(), text="机构改革", into=cast.schools)
    asked.approve(by=cast.supervisor)
    new = [PROJECT | {"code": f"2024-CJ-00{number}"} for number in (7, 8)]
    rows = [new[0] | {"unit": ["roads"]}, new[1] | {"unit": ["schools"], "co_units": [["roads"]]}]
    file = write("new.json", *(("projects.project", row) for row in rows))
    with pytest.raises(CommandError) as caught:
        load(file)
    told = "该单位已由机构调整撤并"
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"new.json：第1条记录：2024-CJ-007：unit：roads：{told}")
    assert lines[1].startswith(f"new.json：第2条记录：2024-CJ-008：co_units：roads：{told}")
    assert Project.objects.count() == 1


def test_what_the_database_refuses_is_named_by_its_record(write):
    units = [("projects.unit", {"code": code, "name": "区水务局"}) for code in ("water", "waters")]
    assert "units.json：第2条记录：waters：" in refused(write("units.json", *units))


def test_a_row_of_the_database_satisfies_a_reference(write):
    load(write("a.json", ("projects.project", PROJECT | {"code": "2023-CJ-001", "plan_year": 2023})))
    later = write("later.json", ("projects.project", PROJECT | {"continues": ["2023-CJ-001"]}))
    assert last(load(later)) == "added=1 present=0 differing=0"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"category": ["no-such"]}, "category"),
        ({"category": "road"}, "category"),
        ({"code": "2024-XX-001"}, "code"),
        ({"phase": "dreaming"}, "phase"),
        ({"plan_year": "soon"}, "plan_year"),
        ({"plan_year": 1824}, "plan_year"),
        ({"name": ""}, "name"),
        ({"name": "字" * 121}, "name"),
        ({"starts_on": "2024-02-30"}, "starts_on"),
        ({"colour": "red"}, "colour"),
        ({"list": "urban"}, "list"),
        ({"approved_at": "2024-01-01T00:00:00Z"}, "approved_at"),
        ({"parent": ["2024-CJ-001"]}, "parent"),
    ],
)
def test_a_bad_value_names_file_code_and_field_and_nothing_is_written(write, change, expected):
    good = ("projects.project", PROJECT | {"code": "2024-CJ-009"})
    bad = PROJECT | change
    problem = refused(write("bad.json", good, ("projects.project", bad)))
    assert f"bad.json：{bad['code']}：{expected}：" in problem


def test_every_fault_is_told_at_once(write):
    rows = [PROJECT | {"category": ["x"]}, PROJECT | {"code": "2024-CJ-002", "phase": "x"}]
    problem = refused(write("bad.json", *[("projects.project", row) for row in rows]))
    assert "2024-CJ-001：category" in problem and "2024-CJ-002：phase" in problem


def test_a_negative_quantity_is_refused(write):
    target = {"project": ["2024-CJ-001"], "measure": "里程", "value": "-1", "unit": "公里"}
    problem = refused(write("bad.json", ("projects.project", PROJECT), ("projects.target", target)))
    assert "bad.json：2024-CJ-001 里程：value：" in problem


def test_a_code_that_stands_twice_is_refused(write):
    one, two = (write(name, ("projects.project", PROJECT)) for name in ("a.json", "b.json"))
    problem = refused(one, two)
    assert "b.json：2024-CJ-001" in problem and "a.json" in problem


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "{}",
        "[1]",
        '[{"model": "projects.nothing", "fields": {}}]',
        '[{"model": "projects.project"}]',
        '[{"model": "projects.project", "fields": {"name": "无编码"}}]',
    ],
)
def test_a_file_that_is_no_fixture_is_refused(tmp_path, content):
    file = tmp_path / "bad.json"
    file.write_text(content)
    assert "bad.json" in refused(file)


def test_a_file_that_does_not_exist_is_a_bad_option():
    assert "nowhere.json" in refused("nowhere.json", code=2)


def test_lists_of_references_are_loaded_too(write):
    unit = {"code": "zhujian", "name": "区住建局"}
    file = write("a.json", ("projects.project", PROJECT | {"co_units": [["zhujian"]]}), ("projects.unit", unit))
    assert last(load(file)) == "added=2 present=0 differing=0"
    assert Project.objects.get().co_units.get() == Unit.objects.get()
    assert last(load(file)) == "added=0 present=2 differing=0"
