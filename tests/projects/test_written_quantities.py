"""The writer of quantities, held against a plain reader of what officials write, and against the register."""

import json
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from projects.models import Target
from projects.quantities import format_quantity, format_rounded_quantity

SIZES = {"万": 10**4, "亿": 10**8, "百": 100, "": 1}
NUMERALS = {"两": 2, "七": 7, "八": 8}
PERIODS = {"日均": "day", "每周": "week", "每月": "month", "每季度": "quarter", "每个街道": "street"}
BEFORE = {"约": "~", "近": "<~", "超过": ">", "超": ">", "突破": ">", "不少于": ">="}
AMOUNT = re.compile(
    r"(?P<word>约|近|超过|超|突破|不少于)?(?P<number>[\d.]+|[两七八])?(?P<size>[百万亿])?"
    r"(?P<more>余|多)?(?P<then>[万亿])?(?P<least>以上)?"
)
UNITS = ("株", "㎡", "人次", "公里", "%", "元", "延长米")


def read(text, unit):
    """Value, upper value, qualifier and period of a quantity as it is written."""
    per = next((code for word, code in PERIODS.items() if text.startswith(word)), "total")
    rest = text.removeprefix(next((word for word, code in PERIODS.items() if code == per), ""))
    rest = rest.replace("平方米", "㎡").replace(unit, "", 1)
    if ends := re.fullmatch(r"([\d.]+[万亿]?)[-至]([\d.]+[万亿]?)", rest):
        least, most = (amount(AMOUNT.fullmatch(end)) for end in ends.groups())
        return least, most, "range", per
    found = AMOUNT.fullmatch(rest)
    assert found, text
    word = ">=" if found["least"] else ">" if found["more"] else BEFORE.get(found["word"], "=")
    return amount(found), None, word, per


def amount(found):
    number = found["number"] or "1"
    size = SIZES[found["size"] or ""] * SIZES[found["then"] or ""]
    return Decimal(NUMERALS.get(number, number)) * size


def quantities():
    """Every quantity of the register."""
    rows = []
    for year in (2023, 2024):
        path = settings.BASE_DIR / "fixtures" / f"register_{year}.json"
        rows += [row["fields"] for row in json.loads(path.read_text("utf-8")) if row["model"] == "projects.target"]
    return rows


def target(**fields):
    return Target(**{"measure": "新增", "unit": "株", "qualifier": "=", "as_written": ""} | fields)


def promised(fields):
    """A quantity of the register, not stored."""
    figures = {name: fields[name] and Decimal(fields[name]) for name in ("value", "value_max")}
    said = {name: fields[name] for name in ("measure", "unit", "qualifier", "as_written")}
    return target(**said, **figures, per=fields.get("per", "total"))


@pytest.fixture(autouse=True)
def chinese():
    with override("zh-hans"):
        yield


DECIMALS = st.decimals(min_value=0, max_value=10**12, places=4)


@given(
    value=DECIMALS,
    more=DECIMALS,
    unit=st.sampled_from(UNITS),
    qualifier=st.sampled_from(Target.Qualifier.values),
    per=st.sampled_from(Target.Per.values),
)
def test_what_is_written_is_read_back_as_it_was(value, more, unit, qualifier, per):
    most = value + more + 1 if qualifier == "range" else None
    one = target(value=value, value_max=most, unit=unit, qualifier=qualifier, per=per)
    assert read(one.written, unit) == (value, most, qualifier, per)


@given(value=DECIMALS)
def test_a_figure_is_never_written_as_more_or_less_than_it_is(value):
    assert read(format_quantity(value, "株"), "株")[0] == value


def test_the_register_says_in_figures_what_its_words_say():
    for fields in quantities():
        one = promised(fields)
        assert read(one.as_written, one.unit)[:3] == (one.value, one.value_max, one.qualifier), fields
    assert len(quantities()) == 251


def test_the_words_of_the_register_are_kept_and_tell_the_same_as_those_of_its_figures():
    for fields in quantities():
        one = promised(fields)
        assert fields["as_written"] in one.written
        plain = promised(fields | {"as_written": ""})
        assert read(plain.written, one.unit) == (one.value, one.value_max, one.qualifier, one.per)


def test_what_is_promised_for_each_day_month_or_street_says_so():
    said = {one["measure"]: promised(one).written for one in quantities() if one.get("per", "total") != "total"}
    assert said == {
        "刷洗标线": "日均1.3万延长米",
        "刷洗护栏": "日均1万延长米",
        "下社区服务": "每月8次",
        "“嵌入式”养老服务综合体": "每个街道1-2个",
    }


def test_words_that_name_their_period_do_not_name_it_twice():
    assert target(value=Decimal(8), per="month", as_written="每月8次").written == "每月8次"


def test_only_the_whole_promise_has_its_word_and_any_other_amount_is_a_figure():
    trees = target(value=Decimal(90000), qualifier="~", as_written="约9万株")
    assert trees.progress(Decimal(45000), Decimal(90000)) == "4.5万/约9万株"
    assert trees.progress(None, Decimal(45000)) == "0/4.5万株"
    assert trees.in_force(Decimal(80000)) == "8万株（原承诺约9万株）"
    assert trees.bare(Decimal(90000)) == "约9万"
    assert target(value=Decimal(190000), unit="亩", qualifier=">=").bare(Decimal(190000)) == "19万以上"


def test_what_has_no_total_is_not_written_as_a_share_of_it():
    visits = target(value=Decimal(8), unit="次", per="month")
    assert visits.progress(Decimal(8), Decimal(8)) == "最近填报8次，承诺每月8次"
    assert visits.progress(None, Decimal(8)) == "尚未填报，承诺每月8次"


def test_a_figure_just_below_the_promise_is_not_rounded_up_to_it():
    assert format_quantity(Decimal("99999.9"), "株") == "99999.9株"
    assert format_quantity(Decimal(99999), "株") == "9.9999万株"
    assert format_rounded_quantity(Decimal("4666.666667"), "株") == "4666.67株"


def test_an_english_reader_reads_the_word_too():
    with override("en"):
        said = [
            target(value=Decimal(90000), qualifier=word, value_max=Decimal(100000)).written
            for word in Target.Qualifier.values
        ]
        assert target(value=Decimal(8), unit="次", per="month").written == "8 次 a month"
    assert said == [
        "90000 株",
        "about 90000 株",
        "more than 90000 株",
        "at least 90000 株",
        "nearly 90000 株",
        "90000–100000 株",
    ]
