"""A column of a table: its headings, the field they name, and the unit they give."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .lexicon import BRACKETS, HELPING, MONEY, TABLES, field_of, plain_heading

MONEY_UNIT = re.compile(r"[(（\[]?\s*(?:单位[:：])?\s*(亿元|万元|千元|元)\s*[)）\]]?$")
ONE_ONLY = ("order", "name", "total_investment", "year_investment", "starts_on", "due", "unit", "plan_year", "code")


@dataclass
class Column:
    """One column; `path` are its headings from the top row down."""

    letter: str
    place: int
    path: tuple[str, ...]
    field: str | None

    @property
    def shown_field(self) -> str | None:
        """The field as the contract names it."""
        return None if self.field in (*HELPING, "unknown") else self.field

    @property
    def money(self) -> int | None:
        """How many yuan a number counts, if a heading says so."""
        for heading in reversed(self.path):
            if match := MONEY_UNIT.search("".join(heading.split())):
                return MONEY[match[1]]
        return None

    @property
    def measure_unit(self) -> str:
        """What stands in brackets behind a heading: “城镇新增就业（人）” counts people."""
        for heading in reversed(self.path):
            inside = [one[1:-1].strip() for one in BRACKETS.findall(heading)]
            if inside and len(inside[-1]) <= 4 and inside[-1] not in MONEY:
                return inside[-1].removeprefix("单位:").removeprefix("单位：")
        return ""


def heading_path(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings from the top row down, each once."""
    return tuple(dict.fromkeys("".join(unicodedata.normalize("NFC", one).split()) for one in headings if one))


def field_of_path(path: tuple[str, ...]) -> str | None:
    """The field of a column: what its lowest heading names, else the one above; all below a month tells of it."""
    found = [name for heading in reversed(path) if (name := field_of(heading))]
    return "month_progress" if "month_progress" in found else next(iter(found), None)


def settle(columns: list[Column], by_group: bool) -> None:
    """Of several columns of one field keep the first where a work has but one; further units help the first."""
    leads = [column for column in columns if column.field == "unit"]
    if len(leads) > 1:
        lead = min(leads, key=_rank_of_unit)
        for column in leads:
            column.field = "unit" if column is lead else "co_units"
    for field in () if by_group else ONE_ONLY:
        for column in [column for column in columns if column.field == field][1:]:
            column.field = "unknown" if field != "name" else _second_name(column)


def _second_name(column: Column) -> str:
    return "content" if "内容" in column.path[-1] else "unknown"


def _rank_of_unit(column: Column) -> int:
    words = TABLES["lead"]["words"]
    plain = plain_heading(column.path[-1])
    return next((rank for rank, word in enumerate(words) if word in plain), len(words))
