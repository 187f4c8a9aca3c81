"""A decimal as people write it."""

from decimal import Decimal


def plain_decimal(value: Decimal) -> str:
    """Decimal digits without an exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
