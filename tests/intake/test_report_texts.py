"""Texts in the shapes that districts publish are read as a careful person would write them down."""

import pytest

from intake.report.against import measure
from intake.report.reading import read_report
from intake.report.reason import Reason

from .truth import NAMES, text_path, truth_of


@pytest.fixture(params=NAMES)
def score(request):
    return measure(read_report(text_path(request.param)), truth_of(request.param))


def test_every_quantity_is_found_and_none_is_made_up(score):
    assert [ratio.value for ratio in score.quantities] == [1, 1] and score.invented == 0


def test_the_works_are_those_of_the_text(score):
    assert min(ratio.value for pair in (score.boxes, score.body) for ratio in pair) >= 0.9, (score.missed, score.extra)


def test_a_quantity_stands_on_its_work(score):
    assert score.placed.value >= 0.88


def why(name, part):
    """The reasons told for what holds these words."""
    return {entry.why for entry in read_report(text_path(name)).not_taken if part in entry.text}


def test_a_total_in_a_heading_is_told_and_not_counted():
    assert why("investment_list", "总投资21.6亿元") == {Reason.HEADING_TOTAL}


def test_growth_and_totals_of_a_district_are_told_apart():
    assert why("government_report", "增长6.2%") == {Reason.GROWTH}
    assert why("government_report", "生产总值完成210亿元") == {Reason.DISTRICT_TOTAL}


def test_what_is_told_twice_is_one_work():
    reading = read_report(text_path("repeated"))
    assert [(work.name, work.label) for work in reading.works] == [("老旧小区改造", "住房保障")]
    assert [target.quantity.as_written for target in reading.works[0].targets] == ["12个", "约3000户"]
    assert {entry.why for entry in reading.not_taken if "12个" in entry.text} == {Reason.TOLD_TWICE}


def test_a_plan_promises_and_a_report_tells():
    phases = {work.name: work.phase for work in read_report(text_path("government_report")).works}
    assert phases["污水管网新建"] == "completed" and phases["供热管网改造"] == "planned"
    assert phases["县第一高中新校区"] == "in_operation" and phases["金谷食品产业园"] == "started"
