"""Units of a cell, and which known unit a name means."""

import pytest

from intake.sheet.unit_name import propose_unit, split_units

KNOWN = ["区城管局", "区民政局", "区住房和城乡建设局", "区教育局", "区财政局", "兴顺街道", "兴华街道"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("区城管局", "区城管局"),
        ("城管局", "区城管局"),
        ("铁西区城管局", "区城管局"),
        ("区住建局", "区住房和城乡建设局"),
        ("住建局", "区住房和城乡建设局"),
        ("兴顺街道办事处", "兴顺街道"),
        ("区交通局", None),
        ("区水务局", None),
        ("区城建局", None),
        ("区财局", None),
        ("兴工街道", None),
        ("城管大队", None),
        ("局", None),
    ],
)
def test_a_unit_is_proposed_by_its_head_word(name, meant):
    assert propose_unit(name, KNOWN) == meant


def test_two_that_may_be_meant_are_none():
    assert propose_unit("教体局", ["区教育体育局", "区教科体局"]) is None


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("区房产局、各街道", ["区房产局", "各街道"]),
        ("区房产局 区城管局", ["区房产局", "区城管局"]),
        ("区房产局/区城管局；区教育局", ["区房产局", "区城管局", "区教育局"]),
        ("区房产局\n区城管局", ["区房产局", "区城管局"]),
        ("区教育局（区国资公司、区城投代建）", ["区教育局"]),
        ("区房产局、区房产局", ["区房产局"]),
        ("", []),
    ],
)
def test_several_units_in_one_cell(text, units):
    assert split_units(text) == units
