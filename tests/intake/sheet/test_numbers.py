"""Numbers and money: what is not plainly one number is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sheet.fault import ValueFault
from intake.sheet.number import plain_decimal, read_money, read_number


@given(st.decimals(0, 10**9, places=2))
def test_thousands_may_be_parted(value):
    assert read_number(f"{value:,}") == read_number(f"{value}") == value


@pytest.mark.parametrize("text", ["①", "2²", "3,5", "12,34", "1,2345", "一", "5个", "", "1.2.3", "⑩", "½"])
def test_what_only_looks_like_a_number_is_refused(text):
    with pytest.raises(ValueFault):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("300", 10_000, "3000000"),
        ("1.4", 10**8, "140000000"),
        ("3.5亿元", 10_000, "350000000"),
        ("２００万", None, "2000000"),
    ],
)
def test_money_in_yuan(text, unit, yuan):
    assert plain_decimal(read_money(text, unit)) == yuan


@pytest.mark.parametrize(("text", "unit"), [("300", None), ("3,5", 10_000), ("待定", 10_000)])
def test_money_without_unit_or_figure_is_refused(text, unit):
    with pytest.raises(ValueFault):
        read_money(text, unit)


def test_a_plain_decimal_has_no_exponent():
    assert [plain_decimal(Decimal(text)) for text in ("1E+3", "2.50", "100", "0")] == ["1000", "2.5", "100", "0"]
