"""One cell as the reading process told it: its text, and what else it holds."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from .text import one_line, visible

Spread = Literal["", "down", "across"]


@dataclass(frozen=True)
class Cell:
    """A value and how it got there; `spread` says that a merged range brought it, from above or from the left."""

    value: Any
    formula: str = ""
    array: bool = False
    spread: Spread = ""

    @classmethod
    def told(cls, told: Any) -> "Cell":
        """The cell of a value as JSON."""
        if isinstance(told, dict) and "formula" in told:
            return cls(told["value"], told["formula"], told["array"])
        return cls(told)

    def spreading(self, spread: Spread) -> "Cell":
        return replace(self, spread=spread)

    @property
    def error(self) -> str:
        return str(self.value["error"]) if isinstance(self.value, dict) and "error" in self.value else ""

    @property
    def day(self) -> dt.date | None:
        if isinstance(self.value, dict) and "day" in self.value and "-" in self.value["day"]:
            return dt.date.fromisoformat(self.value["day"][:10])
        return None

    @property
    def month_only(self) -> bool:
        return isinstance(self.value, dict) and bool(self.value.get("month_only"))

    @property
    def percent(self) -> str:
        return str(self.value["percent"]) if isinstance(self.value, dict) and "percent" in self.value else ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, (int, float)) and not isinstance(self.value, bool)

    @cached_property
    def raw(self) -> str:
        """Its text with its line breaks."""
        if isinstance(self.value, dict):
            if self.percent:
                return f"{self.percent}%"
            return str(self.value.get("day", "")).removesuffix("T00:00:00") if "day" in self.value else ""
        if isinstance(self.value, float):
            return f"{self.value:.15g}"
        return "" if self.value is None else visible(str(self.value)).strip()

    @cached_property
    def text(self) -> str:
        """Its text on one line."""
        return one_line(self.raw)
