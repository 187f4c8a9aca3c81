"""How a quantity is written, wherever it is read: its figure, the word that qualifies it, and what it is promised
for.
"""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backoffice.numbers import plain_decimal

SIZES = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
FINEST = 4  # decimals of a quantity as it is stored


def format_quantity(value: Decimal | int | None, unit: str = "") -> str:
    """A figure and its unit, exactly: for a Chinese reader in 万 or 亿 where four decimals say the whole of it."""
    return _format_figure(value, unit, FINEST)


def format_rounded_quantity(value: Decimal | None, unit: str = "") -> str:
    """A figure that was computed, with at most two decimals."""
    return _format_figure(value, unit, None)


def _format_figure(value: Decimal | int | None, unit: str, exact: int | None) -> str:
    if value is None:
        return _("—")
    value = Decimal(value)
    if not (get_language() or "zh").startswith("zh"):
        return f"{_format_digits(value, exact)} {unit}".strip()
    for size, name in SIZES:
        scaled = value / size
        if abs(scaled) >= 1 and (exact is None or scaled == round(scaled, exact)):
            return f"{_format_digits(scaled, exact)}{name}{unit}"
    return f"{_format_digits(value, exact)}{unit}"


def _format_digits(value: Decimal, exact: int | None) -> str:
    return plain_decimal(value if exact else round(value, 2))


def qualified_amount(value: Decimal, unit: str, qualifier: str, value_max: Decimal | None) -> str:
    """A promised figure with the word that it was promised with."""
    if qualifier == "range" and value_max is not None:
        ends = {"least": format_quantity(value), "most": format_quantity(value_max, unit)}
        return _("%(least)s–%(most)s") % ends
    text = {
        "~": _("about %(amount)s"),
        "<~": _("nearly %(amount)s"),
        ">": _("more than %(amount)s"),
        ">=": _("at least %(amount)s"),
    }.get(qualifier, "%(amount)s")
    return text % {"amount": format_quantity(value, unit)}


def amount_per_period(amount: str, per: str) -> str:
    """An amount with what it is promised for, unless its own words say that already."""
    text = {
        "day": _("%(amount)s a day"),
        "week": _("%(amount)s a week"),
        "month": _("%(amount)s a month"),
        "quarter": _("%(amount)s a quarter"),
        "street": _("%(amount)s for each street"),
    }.get(per)
    told = "每" in amount or "均" in amount
    return text % {"amount": amount} if text and not told else amount
