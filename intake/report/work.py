"""What the reader hands out: draft works with their quantities, and what it did not take."""

from dataclasses import dataclass, field
from typing import Any

from backoffice.numbers import plain_decimal

from .quantity import Quantity
from .reason import Reason


@dataclass(frozen=True)
class Target:
    """A quantity of a work, with what it measures."""

    quantity: Quantity
    measure: str

    def as_json(self) -> dict[str, Any]:
        quantity = self.quantity
        most = quantity.value_max
        return {
            "as_written": quantity.as_written,
            "value": plain_decimal(quantity.value),
            "value_max": None if most is None else plain_decimal(most),
            "unit": quantity.unit,
            "qualifier": quantity.qualifier,
            "measure": self.measure,
            "line": quantity.span.line,
        }


@dataclass
class Work:
    """A draft of a project."""

    name: str
    label: str
    line: int
    phase: str
    planned: bool
    year: int | None
    parent: "Work | None" = None
    programme: bool = False
    sure: bool = True
    targets: list[Target] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "line": self.line,
            "phase": self.phase,
            "parent": self.parent.name if self.parent else None,
            "programme": self.programme,
            "sure": self.sure,
            "quantities": [target.as_json() for target in self.targets],
        }


@dataclass(frozen=True)
class NotTaken:
    """A stretch with a number that became no work, and why."""

    line: int
    text: str
    why: Reason

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "text": self.text, "why": str(self.why.label)}


@dataclass
class Reading:
    """All that was read of one document."""

    works: list[Work] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "works": [work.as_json() for work in self.works],
            "not_taken": [entry.as_json() for entry in self.not_taken],
        }
