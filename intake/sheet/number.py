"""A number in a cell: digits and nothing else; “3,5”, ① and 2² are refused."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from .fault import ValueFault
from .lexicon import MONEY
from .text import half_width_digits, visible

NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
MONEY_TEXT = re.compile(rf"约?({NUMBER.pattern})({'|'.join(sorted(MONEY, key=len, reverse=True))})?", re.ASCII)
ODD_NUMBER = re.compile(r"[\d,.\u2070-\u2079\u00b2\u00b3\u00b9\u2460-\u249b\u2776-\u2793\u3220-\u3229]+")


def read_number(text: str) -> Decimal:
    """The value of a number as typed. Raise ValueFault for anything else."""
    plain = half_width_digits("".join(visible(text).split()))
    if not NUMBER.fullmatch(plain):
        raise ValueFault(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return Decimal(plain.replace(",", ""))


def is_odd_number(text: str) -> bool:
    """Whether a text is made of signs of numbers and yet no plain number."""
    plain = half_width_digits("".join(visible(text).split()))
    return bool(ODD_NUMBER.fullmatch(plain)) and not NUMBER.fullmatch(plain)


def read_money(text: str, unit: int | None) -> Decimal:
    """An amount in yuan; `unit` is what the heading says a number counts. Raise ValueFault where neither says it."""
    plain = half_width_digits("".join(visible(text).split()))
    match = MONEY_TEXT.fullmatch(plain)
    if not match:
        raise ValueFault(_("“%(text)s” is not an amount of money.") % {"text": text[:40]})
    size = MONEY[match[2]] if match[2] else unit
    if size is None:
        raise ValueFault(_("Neither the heading nor the cell says whether this is yuan, 万元 or 亿元."))
    return Decimal(match[1].replace(",", "")) * size


def plain_decimal(value: Decimal) -> str:
    """A decimal without an exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
