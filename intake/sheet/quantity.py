"""Quantities of a cell: those of its text by the grammar of reports, or a number under a heading with a unit."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from intake.report.quantity import find_quantities
from intake.report.span import Span

from .number import plain_decimal


@dataclass(frozen=True)
class CellQuantity:
    """A number with its unit, as the cell writes it."""

    as_written: str
    value: str
    value_max: str | None
    unit: str
    qualifier: str = "="

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def quantities_of(text: str) -> list[CellQuantity]:
    """The quantities of works that a text promises."""
    found = find_quantities(Span(1, 0, len(text), text))
    return [
        CellQuantity(
            one.as_written,
            plain_decimal(one.value),
            None if one.value_max is None else plain_decimal(one.value_max),
            one.unit,
            one.qualifier,
        )
        for one in found
        if one.why_not is None and not one.is_money
    ]


def plain_quantity(written: str, value: Decimal, unit: str) -> CellQuantity:
    """A bare number with the unit of its heading."""
    return CellQuantity(written, plain_decimal(value), None, unit)


def each_once(quantities: Iterable[CellQuantity]) -> list[CellQuantity]:
    """Quantities of several cells of a row, what is told twice once."""
    kept: dict[tuple[Any, ...], CellQuantity] = {}
    for one in quantities:
        kept.setdefault((one.value, one.value_max, one.unit, one.qualifier), one)
    return list(kept.values())
