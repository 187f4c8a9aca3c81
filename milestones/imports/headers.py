"""The first row of a sheet: which column stands where, and what is wrong with the heads."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl.utils import get_column_letter

from . import former_words
from .cells import CellFault, cell_text, is_blank_cell
from .sheet import TEMPLATE_LANGUAGE, WorkbookColumn, WorkbookSheet

GUIDE, CHOICES = gettext_lazy("How to fill in"), gettext_lazy("Choices")
# What a check adds to the copy it gives back: a sheet in front, and a last column of each sheet. Both are passed over.
FAULTS, MARKS = gettext_lazy("List of faults"), gettext_lazy("Faults of the import")


def faults_column_title() -> str:
    with override(TEMPLATE_LANGUAGE):
        return str(MARKS)


class HeaderRow:
    """The columns of one sheet as they stand in the file."""

    def __init__(self, sheet: WorkbookSheet) -> None:
        self.sheet = sheet
        self.columns: dict[int, WorkbookColumn] = {}
        self.letters: dict[str, str] = {}
        self.missing: list[str] = []
        self.strange: set[int] = set()  # told once, at the head
        self.marks: int | None = None

    @staticmethod
    def aside() -> list[str]:
        """Sheets of the template that hold no rows."""
        with override(TEMPLATE_LANGUAGE):
            return [str(GUIDE), str(CHOICES), str(FAULTS)]

    def understand(self, cells: list) -> Iterator[tuple[str, str]]:
        """Take the first row; answer what is wrong, by place."""
        known = self.sheet.by_title()
        for place, cell in enumerate(cells):
            if is_blank_cell(cell):
                continue
            column = known.get(self._title(cell))
            letter = get_column_letter(place + 1)
            if column is None and self._title(cell) == faults_column_title():
                self.marks = place
                self.strange.add(place)
            elif column is None:
                self.strange.add(place)
                yield letter, _("The template has no column “%(head)s”.") % {"head": self._title(cell)[:40]}
            elif column.name in self.letters:
                self.strange.add(place)
                yield letter, _("The column “%(head)s” stands twice.") % {"head": column.title}
            else:
                self.columns[place], self.letters[column.name] = column, letter
        self.missing = [name for name in self.sheet.keys if name not in self.letters]
        for name in self.missing:
            yield "", _("The column “%(head)s” is missing.") % {"head": self.sheet.column(name).title}

    @staticmethod
    def _title(cell: Any) -> str:
        try:
            title = "".join(cell_text(cell).split())
        except CellFault:
            return "?"
        return former_words.HEADS.get(title, title)

    def named(self, cells: list) -> dict:
        """A row's cells by column; a row that ends early is empty there."""
        return {column.name: cells[place] if place < len(cells) else None for place, column in self.columns.items()}

    def unmarked(self, cells: list) -> list:
        """A row without what an earlier check wrote beside it."""
        kept = [None if place == self.marks else cell for place, cell in enumerate(cells)]
        while kept and is_blank_cell(kept[-1]):
            kept.pop()
        return kept

    def stray(self, cells: list) -> list[str]:
        """Filled cells under no head."""
        return [
            get_column_letter(place + 1)
            for place, cell in enumerate(cells)
            if place not in self.columns and place not in self.strange and not is_blank_cell(cell)
        ]

    def place(self, name: str) -> str:
        """Where a column stands: its letter and its head."""
        if not name or not any(column.name == name for column in self.sheet.columns):
            return ""
        return f"{self.letters.get(name, '')} {self.sheet.column(name).title}".strip()
