"""One day in every spelling is one day; what is no full day is proposed as its end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sheet.day import read_stretch
from intake.sheet.fault import ValueFault

SPELLINGS = [
    "{y}-{m:02}-{d:02}",
    "{y}-{m}-{d}",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}年{m}月{d}日",
    "{y}年{m}月{d}号",
    "{y}年{m}月{d}",
    "{y} 年 {m} 月 {d} 日",
    "{y}\u00a0年{m}月{d}日",
    "{y}—{m:02}—{d:02}",
    "{y}–{m}–{d}",
    "{y}-{m:02}-{d:02}T00:00:00",
    "{y}-{m:02}-{d:02} 00:00:00",
    "{y}{m:02}{d:02}",
    "\ufeff{y}-{m}-{d}\u200b",
]
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(SPELLINGS), st.booleans())
def test_one_day_in_every_spelling(day, spelling, wide):
    text = spelling.format(y=day.year, m=day.month, d=day.day)
    stretch = read_stretch(text.translate(FULL_WIDTH) if wide else text)
    assert (stretch.first, stretch.last, stretch.proposed) == (day, day, False)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2027年6月", "2027-06-30"),
        ("2027年6月底", "2027-06-30"),
        ("2027年6月底前", "2027-06-30"),
        ("2027年6月份", "2027-06-30"),
        ("2027.6", "2027-06-30"),
        ("2027-06", "2027-06-30"),
        ("2027年上半年", "2027-06-30"),
        ("2027年下半年", "2027-12-31"),
        ("2027年二季度", "2027-06-30"),
        ("2027年第三季度", "2027-09-30"),
        ("2027年2季度", "2027-06-30"),
        ("2027年Q4", "2027-12-31"),
        ("2027年底", "2027-12-31"),
        ("2027年末", "2027-12-31"),
        ("2027年", "2027-12-31"),
        ("2027", "2027-12-31"),
        ("2027年中", "2027-06-30"),
        ("2027年12月下旬", "2027-12-31"),
        ("2027年6月上旬", "2027-06-10"),
        ("2027年6月初", "2027-06-10"),
        ("2027年6月中旬", "2027-06-20"),
        ("2028年2月", "2028-02-29"),
        ("2027年十一月", "2027-11-30"),
        ("2027年6月30日前", "2027-06-30"),
        ("2027年6月完工", "2027-06-30"),
        ("2027-06/30", "2027-06-30"),
    ],
)
def test_words_of_a_time_mean_its_end_and_are_proposed(text, end):
    stretch = read_stretch(text)
    assert (stretch.last.isoformat(), stretch.proposed) == (end, True)


@pytest.mark.parametrize(
    ("text", "end"),
    [("11月", "2026-11-30"), ("年底", "2026-12-31"), ("二季度", "2026-06-30"), ("6月15日", "2026-06-15")],
)
def test_a_time_without_a_year_takes_that_of_the_sheet(text, end):
    assert read_stretch(text, 2026).last.isoformat() == end
    with pytest.raises(ValueFault):
        read_stretch(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026.3-10", "2026-03-01", "2026-10-31"),
        ("2026年3月-10月", "2026-03-01", "2026-10-31"),
        ("2026年3月至2027年6月", "2026-03-01", "2027-06-30"),
        ("2026.3—2027.10", "2026-03-01", "2027-10-31"),
        ("2026-2028年", "2026-01-01", "2028-12-31"),
        ("2026-03-01至2026-10-15", "2026-03-01", "2026-10-15"),
        ("2026-03-01~2026-10-15", "2026-03-01", "2026-10-15"),
    ],
)
def test_start_and_end_in_one_cell(text, start, end):
    stretch = read_stretch(text)
    assert (stretch.first.isoformat(), stretch.last.isoformat(), stretch.has_start) == (start, end, True)


@pytest.mark.parametrize(
    ("text", "proposal"),
    [("27-06-30", "2027-06-30"), ("27.6.30", "2027-06-30"), ("27年6月", "2027-06-30"), ("27/6/5", "2027-06-05")],
)
def test_a_year_of_two_digits_is_refused_with_a_proposal(text, proposal):
    with pytest.raises(ValueFault) as refused:
        read_stretch(text, 2026)
    assert refused.value.proposal == proposal


@pytest.mark.parametrize("text", ["2027-02-30", "2027年13月", "长期", "尽快", "6", "②", "2027年6月31日"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueFault):
        read_stretch(text)
