"""`manage.py read_report`: what it prints, and with which code it ends."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from .truth import text_path

FIXTURE = [
    {"model": "projects.project", "fields": {"code": "2025-CJ-001", "name": "青松路新建", "label": "道路工程"}},
    {"model": "projects.project", "fields": {"code": "2025-CJ-002", "name": "护栏维修", "label": "道路工程"}},
    {"model": "projects.target", "fields": {"project": ["2025-CJ-002"], "measure": "护栏", "value": "5.2"}},
]


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("read_report", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("专栏：2025年城建工程\n道路工程：新建青松路；维修护栏5.2公里；增长8%。\n", "utf-8")
    return path


@pytest.fixture
def register(tmp_path):
    for row in FIXTURE:
        row["fields"] |= {"plan_year": 2025, "source_line": 2}
        if row["model"] == "projects.target":
            row["fields"] |= {"unit": "公里", "qualifier": "=", "value_max": None}
    path = tmp_path / "register.json"
    path.write_text(json.dumps(FIXTURE), "utf-8")
    return path


def test_json_has_the_works_and_what_was_not_taken(report):
    out, err = run(str(report), "--json")
    answer = json.loads(out)
    assert answer["works"][1] == {
        "name": "护栏维修",
        "label": "道路工程",
        "line": 2,
        "phase": "planned",
        "parent": None,
        "programme": False,
        "sure": True,
        "quantities": [
            {
                "as_written": "5.2公里",
                "value": "5.2",
                "value_max": None,
                "unit": "公里",
                "qualifier": "=",
                "measure": "护栏",
                "line": 2,
            }
        ],
    }
    assert [(entry["line"], entry["text"], entry["why"]) for entry in answer["not_taken"]][-1] == (
        2,
        "增长8%",
        "增长率",
    )
    assert err.splitlines()[-1].startswith("works=2 quantities=1 look=0 ")


def test_the_table_names_each_work_and_its_line(report):
    out, _err = run(str(report))
    assert "护栏维修" in out and out.splitlines()[-1].startswith("works=2 quantities=1 ")


def test_it_measures_against_a_register(report, register):
    out, _err = run(str(report), "--against", str(register))
    last = dict(pair.split("=") for pair in out.splitlines()[-1].split())
    assert last.pop("seconds")
    assert last == {
        "quantities_recall": "1.000",
        "quantities_precision": "1.000",
        "boxes_recall": "1.000",
        "boxes_precision": "1.000",
        "body_recall": "1.000",
        "body_precision": "1.000",
        "right_work": "1.000",
        "invented": "0",
    }


def test_a_missing_work_and_a_wrong_figure_lower_the_measure(report, register):
    report.write_text("专栏：2025年城建工程\n道路工程：维修护栏5.3公里。\n", "utf-8")
    out, _err = run(str(report), "--against", str(register))
    assert "quantities_recall=0.000 quantities_precision=0.000 boxes_recall=0.500 boxes_precision=1.000" in out


def test_what_cannot_be_read_ends_with_1(tmp_path):
    with pytest.raises(CommandError) as caught:
        run(str(tmp_path / "none.txt"))
    assert caught.value.returncode == 1


def test_a_bad_fixture_ends_with_2(tmp_path):
    with pytest.raises(CommandError) as caught:
        run(str(text_path("box")), "--against", str(tmp_path / "none.json"))
    assert caught.value.returncode == 2
