"""How one value is written into a cell and read back: text, number, day, choice, person, unit.

A kind `show`s a stored value as a cell (text, Decimal or date) and `read`s a cell as the same stored value, so that
what
was exported and not touched is recognised as unchanged.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backoffice.days import validate_day
from backoffice.names import normalise_name, refuse_controls
from milestones.papers.csv import TRIGGERS, safe_cell

from .choices import ChoiceList

MOST_TEXT = 32_000  # Excel keeps 32,767 characters in a cell
SEPARATORS = re.compile(r"[、,，;；\n]+")
DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
Shown = str | int | Decimal | dt.date | None  # what a cell is written with


class CellFault(Exception):
    """A cell that cannot be taken, and why."""


def clean_cell_text(text: str) -> str:
    """A text as the workbook can carry it: what differs in nothing else is the same."""
    return text.replace("\0", "")[:MOST_TEXT].strip()


def strip_formula_quote(text: str) -> str:
    """The leading quote that the export set is taken off again."""
    return text[1:] if text.startswith("'") and text[1:].startswith(("'", *TRIGGERS)) else text


def to_half_width(text: str) -> str:
    """Full-width digits and signs as their ordinary ones."""
    return unicodedata.normalize("NFKC", text).strip()


def is_blank_cell(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_text(cell: Any) -> str:
    """Whatever was typed, as text; a formula or an error value is refused."""
    if isinstance(cell, dict):
        if "formula" in cell:
            raise CellFault(_("The cell holds a formula; paste its value instead."))
        if "error" in cell:
            raise CellFault(_("The cell holds an error value (%(error)s).") % cell)
        return cell["day"].partition("T")[0]
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return "" if cell is None else strip_formula_quote(str(cell))


class TextCell:
    """Free text; the quote that disarms formulas is set on the way out and taken off on the way in."""

    empty: object = ""
    choices = ""  # the list of the drop-down
    form = "text"

    def __init__(self, most: int = MOST_TEXT) -> None:
        self.most = most

    def show(self, value: Any, words: Mapping[str, ChoiceList]) -> Shown:
        return safe_cell(str(value)[:MOST_TEXT]) if value else None

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> Any:
        text = cell_text(cell).replace("\0", "").strip()
        if len(text) > self.most:
            raise CellFault(_("At most %(most)d characters.") % {"most": self.most})
        return text

    def same(self, old: Any, new: Any) -> bool:
        return clean_cell_text(str(old)) == new


class NameCell(TextCell):
    """A text that is shown as a name, as every other channel takes it."""

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> str:
        name = normalise_name(super().read(cell, words))
        try:
            refuse_controls(name)
        except ValidationError as refusal:
            raise CellFault(refusal.messages[0]) from None
        return name


class KeyCell(TextCell):
    """A code or a username: no blanks, full-width signs as ordinary ones."""

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> str:
        return to_half_width(cell_text(cell))


class NumberCell(TextCell):
    """A decimal as a number. What a spreadsheet cannot hold exactly goes as text."""

    empty = None
    form = "number"

    def __init__(self, places: int = 4) -> None:
        self.places = places

    def show(self, value: Decimal | int | None, words: Mapping[str, ChoiceList]) -> Decimal | int | str | None:
        if value is None:
            return None
        exact = len(Decimal(value).normalize().as_tuple().digits) <= 15
        return Decimal(value) if exact else f"{Decimal(value):f}"

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> Decimal | int:
        text = to_half_width(cell_text(cell)).replace(",", "")
        if isinstance(cell, (bool, dict)) or not NUMBER.fullmatch(text):
            raise CellFault(_("“%(text)s” is not a number.") % {"text": text[:40]})
        return self._within(Decimal(text), text)

    def _within(self, value: Decimal, text: str) -> Decimal:
        try:
            rounded = value.quantize(Decimal(1).scaleb(-self.places))
        except InvalidOperation:
            raise CellFault(_("“%(text)s” is too large.") % {"text": text[:40]}) from None
        if rounded != value:
            raise CellFault(_("At most %(places)d decimal places.") % {"places": self.places})
        return value

    def same(self, old: Any, new: Any) -> bool:
        return old == new


class IntegerCell(NumberCell):
    """A whole number."""

    form = "whole"

    def __init__(self) -> None:
        super().__init__(places=0)

    def show(self, value: Decimal | int | None, words: Mapping[str, ChoiceList]) -> int | None:
        return None if value is None else int(value)

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> int:
        value = int(super().read(cell, words))
        if not 0 <= value < 10**12:
            raise CellFault(_("“%(text)s” is out of range.") % {"text": value})
        return value


class DateCell(TextCell):
    """A day as a real Excel date; typed text is understood where it can mean one day only."""

    empty = None
    form = "day"

    def show(self, value: dt.date | None, words: Mapping[str, ChoiceList]) -> dt.date | str | None:
        # Excel's calendar begins in March 1900 for all practical purposes.
        return value if value is None or value.year > 1900 else value.isoformat()

    def read(self, cell: Any, words: Mapping[str, ChoiceList] | None) -> dt.date:
        if isinstance(cell, (int, float)) and not _looks_like_date(cell):
            raise CellFault(_("This is a number and no date; format the cell as a date."))
        if isinstance(cell, dict) and "day" in cell and not cell["day"].endswith(("T00:00:00", cell["day"][:10])):
            raise CellFault(_("A day is wanted here, without a time."))
        text = to_half_width(cell_text(cell))
        try:
            day = dt.date(*_date_parts(text))
        except ValueError:
            said = _("“%(text)s” is not a day; write it as 2026-11-23 or 2026年11月23日.")
            raise CellFault(said % {"text": text[:40]}) from None
        try:
            validate_day(day)
        except ValidationError as error:
            raise CellFault(error.message) from None
        return day

    def same(self, old: Any, new: Any) -> bool:
        return old == new


def _looks_like_date(number: float) -> bool:
    return not isinstance(number, bool) and number == int(number) and 19_000_101 <= number <= 21_001_231


def _date_parts(text: str) -> tuple[int, int, int]:
    match = DAY.fullmatch(text.removesuffix(" 00:00:00"))
    if not match:
        raise ValueError(text)
    parts = [int(part) for part in match.groups() if part and part.isdigit()]
    return parts[0], parts[1], parts[2]


class ChoiceCell(TextCell):
    """One of a list: a word of ours, or a record by its name or code; a list in the workbook offers them."""

    def __init__(self, choices: str) -> None:
        self.choices = choices

    def show(self, value: Any, words: Mapping[str, ChoiceList]) -> str | None:
        return safe_cell(words[self.choices].label(value)) if value else None

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> Any:
        text = clean_cell_text(cell_text(cell))
        found = words[self.choices].find(text)
        if found is None:
            raise CellFault(self._unknown(text[:40], words[self.choices]))
        return found

    @staticmethod
    def _unknown(text: str, words: ChoiceList) -> str:
        said = _("“%(text)s” is not in the list of “%(list)s”.") % {"text": text, "list": words.title}
        near = words.near(text)
        return said + (_("Is “%(near)s” meant?") % {"near": near} if near else "")

    def same(self, old: Any, new: Any) -> bool:
        return old == new


class MultiChoiceCell(ChoiceCell):
    """Several of a list, with a Chinese comma between them; codes where a name has a comma of its own."""

    empty = ()

    def show(self, value: Any, words: Mapping[str, ChoiceList]) -> str | None:
        return safe_cell("、".join(self._label(one, words) for one in value)) if value else None

    def _label(self, one: str, words: Mapping[str, ChoiceList]) -> str:
        label = words[self.choices].label(one)
        return one if SEPARATORS.search(label) or label != label.strip() else label

    def read(self, cell: Any, words: Mapping[str, ChoiceList]) -> tuple[str, ...]:
        parts = [part.strip() for part in SEPARATORS.split(cell_text(cell)) if part.strip()]
        return tuple(sorted({super(MultiChoiceCell, self).read(part, words) for part in parts}))
