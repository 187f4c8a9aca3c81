"""Find the tables of a sheet: where their headings stand, and what each row below is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from .column import MONEY_UNIT, Column, field_of_path, heading_path, settle
from .grid import Grid, Row
from .lexicon import FIELDS, MONEY, TABLES, field_of, plain_heading
from .unit_name import ENDS

MOST_HEADINGS = 3
NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十百]+[)）]|[一二三四五六七八九十百]+(?:[、.．]|\s|$)|第[一二三四五六七八九十]+[章类部]"
    r"|[（(]\d{1,3}[)）]|\d{1,3}(?:[、．]|\.(?!\d)))\s*"
)
MAJOR = re.compile(r"\s*(?:[一二三四五六七八九十百]+(?:[、.．]|\s|$)|第)")
CHINESE_ORDER = re.compile(r"[（(]?[一二三四五六七八九十百]+[)）]?[、.．]?")
TOTAL = re.compile(rf".{{0,14}}(?:{'|'.join(TABLES['totals']['words'])})[:：]?(?:[（(].*[)）])?")
NOTE = re.compile(rf"(?:{'|'.join(TABLES['notes']['words'])})\d?[:：]")
SIGNATURE = re.compile(rf"(?:{'|'.join(map(re.escape, TABLES['signatures']['words']))})[^:：]{{0,8}}[:：]")
UNIT_ROW = re.compile(r"(?:金额)?单位[:：](?!.*[局委办])")
YEAR = re.compile(r"(20\d\d)\s*年?")


class Sort(TextChoices):
    """What a row below the headings is."""

    WORK = "work", _("A work")
    SECTION = "section", _("A heading of a section")
    TOTAL = "total", _("A total")
    NOTE = "note", _("A note")
    SIGNATURE = "signature", _("A signature")
    HEADINGS = "headings", _("Headings repeated")
    TITLE = "title", _("A title")


@dataclass
class TableRow:
    """A row below the headings, with the sections that it stands in."""

    number: int
    cells: Row
    sort: Sort
    sections: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells.values() if not cell.spread and cell.text)


@dataclass
class Table:
    """Columns, rows, and what stands around them."""

    grid: Grid
    first_head: int
    last_head: int
    columns: list[Column]
    titles: list[str]
    rows: list[TableRow] = field(default_factory=list)

    @property
    def groups(self) -> list[list[Column]]:
        """The columns of each indicator, where a row tells of several; otherwise none."""
        tops: dict[str, list[Column]] = {}
        for column in self.columns:
            if len(column.path) > 1 and column.field in ("target", "progress", "percent"):
                tops.setdefault(column.path[0], []).append(column)
        groups = [group for group in tops.values() if any(column.field == "target" for column in group)]
        return groups if len(groups) > 1 or (groups and not self.holds("name")) else []

    @property
    def year(self) -> int | None:
        """The year that its title, the sheet's name or its headings speak of."""
        texts = [*self.titles, self.grid.title, *(heading for column in self.columns for heading in column.path)]
        return next((int(match[1]) for text in texts if (match := YEAR.search(text))), None)

    @property
    def money(self) -> int | None:
        """How many yuan a number counts, by the row of the unit above the headings."""
        for text in self.titles:
            if "单位" in text and (match := MONEY_UNIT.search("".join(text.split()))):
                return MONEY[match[1]]
        return None

    def holds(self, name: str) -> bool:
        return any(column.field == name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.field == name), None)


def find_tables(grid: Grid) -> list[Table]:
    """The tables of a sheet, from above."""
    tables: list[Table] = []
    above: list[str] = []
    numbers = sorted(grid.rows)
    skip_to = 0
    for number in numbers:
        if number < skip_to:
            continue
        heads = _heads_at(grid, number)
        if heads and not (tables and _repeats(grid, heads, tables[-1])):
            table = _table(grid, heads, above)
            tables.append(table)
            above, skip_to = [], heads[1] + 1
        elif heads:
            tables[-1].rows += [TableRow(one, grid.rows[one], Sort.HEADINGS) for one in range(heads[0], heads[1] + 1)]
            skip_to = heads[1] + 1
        elif tables:
            tables[-1].rows.append(TableRow(number, grid.rows[number], Sort.WORK))
        else:
            above += [cell.text for cell in grid.rows[number].values() if not cell.spread]
    for table in tables:
        _name_the_nameless(table)
        _sort_rows(table)
    return tables


def _own(row: Row) -> Iterator[tuple[int, str]]:
    return ((column, cell.text) for column, cell in row.items() if not cell.spread and cell.text)


def _fields(row: Row) -> list[str]:
    """The fields that a row's short texts name, as headings do."""
    found = []
    for cell in row.values():
        if cell.spread or cell.is_number or cell.formula or not cell.text:
            continue
        if (name := field_of(cell.text)) and _is_heading(cell.text):
            found.append(name)
    return found


def _is_heading(text: str) -> bool:
    """Whether a text is a heading and not a value that holds one of its words."""
    plain = plain_heading(text)
    if plain in FIELDS:
        return True
    if re.search(r"[。；;:：]|\d{2,}", plain) or len(plain) > 14:
        return False
    return any(plain.endswith(word) or plain.startswith(word) for word in FIELDS if len(word) >= 2 and word in plain)


def _heads_at(grid: Grid, number: int) -> tuple[int, int] | None:
    """First and last row of headings, where this row or one of the two below, bound to it by merged cells, is one."""
    row = grid.rows[number]
    first, last = _bound(grid, number)
    best = max(
        (one for one in range(first, last + 1) if one in grid.rows), key=lambda one: len(set(_fields(grid.rows[one])))
    )
    found = _fields(grid.rows[best])
    plain = sum(1 for text in (text for _place, text in _own(grid.rows[best])) if plain_heading(text) in FIELDS)
    if len(set(found)) < 2 or not plain or 2 * len(found) < len(list(_own(grid.rows[best]))) - 2:
        return None
    if len(list(_own(row))) < 2:
        return None
    return first, _last_head(grid, first, last)


def _bound(grid: Grid, number: int) -> tuple[int, int]:
    """The rows that merged cells bind to this one, at most three."""
    first = last = number
    for low, left, high, _right in grid.merged:
        if low == number and high > low and high - low < MOST_HEADINGS and left in grid.rows[number]:
            last = max(last, high)
    return first, min(last, max(grid.rows))


def _last_head(grid: Grid, first: int, last: int) -> int:
    """A heading over several columns has others below it."""
    if last > first or last + 1 not in grid.rows:
        return last
    wide = [(left, right) for low, left, high, right in grid.merged if low == high == first and right > left]
    below = grid.rows[last + 1]
    inner = [below[column] for left, right in wide for column in range(left, right + 1) if column in below]
    if inner and all(not cell.is_number and cell.text and len(cell.text) <= 12 for cell in inner):
        return last + 1
    own = [text for _place, text in _own(below)]
    if not grid.knows_merges and own and all(field_of(text) and _is_heading(text) for text in own):
        return last + 1
    return last


def _table(grid: Grid, heads: tuple[int, int], above: list[str]) -> Table:
    rows = [grid.rows[number] for number in range(heads[0], heads[1] + 1) if number in grid.rows]
    places = sorted({place for row in rows for place in row})
    columns = []
    for place in places:
        path = heading_path(row[place].text for row in rows if place in row)
        columns.append(Column(get_column_letter(place), place, path, field_of_path(path)))
    table = Table(grid, *heads, columns, above)
    settle(columns, by_group=bool(table.groups))
    return table


def _repeats(grid: Grid, heads: tuple[int, int], table: Table) -> bool:
    again = _table(grid, heads, []).columns
    return [column.path for column in again] == [column.path for column in table.columns]


def _name_the_nameless(table: Table) -> None:
    """Where the headings leave it open, what the cells hold decides: units, or what they are counted in."""
    for column in table.columns:
        texts = [row.cells[column.place].text for row in table.rows[:60] if column.place in row.cells]
        if column.field == "measure_unit" and not table.holds("unit") and texts:
            ends = sum(text.endswith(tuple(end for end in ENDS if len(end) > 1 or end in "局委办")) for text in texts)
            column.field = "unit" if 2 * ends >= len(texts) else "measure_unit"
    if not table.holds("name") and not table.groups:
        column_by_content = table.column("content") or table.column("target")
        if column_by_content:
            column_by_content.field = "name"


def _sort_rows(table: Table) -> None:
    sections: tuple[str, ...] = ()
    order = table.column("order")
    ordered = order is not None and any(
        re.fullmatch(r"\d+(?:\.\d+)?", row.cells[order.place].text) for row in table.rows if order.place in row.cells
    )
    for row in table.rows:
        if row.sort == Sort.HEADINGS:
            continue
        row.sort = _sort_of(table, row, ordered)
        if row.sort == Sort.SECTION:
            words = " ".join(text for _place, text in takewhile(lambda own: not own[1][:1].isdigit(), _own(row.cells)))
            text = NUMBERING.sub("", words, count=1).strip()
            text = re.sub(r"[（(][^（）()]*[)）]$", "", text).strip()
            sections = (text,) if MAJOR.match(row.text) or not sections else (sections[0], text)
        row.sections = tuple(text for text in sections if text)


def _sort_of(table: Table, row: TableRow, ordered: bool) -> Sort:
    own = list(_own(row.cells))
    if not own:
        return Sort.NOTE
    first = own[0][1]
    if any(TOTAL.fullmatch("".join(text.split())) for _place, text in own[:2]):
        return Sort.TOTAL
    if all(SIGNATURE.match("".join(text.split())) for _place, text in own):
        return Sort.SIGNATURE
    if NOTE.match("".join(first.split())) and len(own) == 1:
        return Sort.NOTE
    if len(own) == 1 and UNIT_ROW.match(first):
        return Sort.TITLE
    return _section_or_work(table, row, own, ordered)


def _section_or_work(table: Table, row: TableRow, own: list[tuple[int, str]], ordered: bool) -> Sort:
    place, first = own[0]
    name = table.column("name")
    if table.groups:
        return Sort.WORK if len(own) > 1 else Sort.SECTION
    own_or_above = {column for column, cell in row.cells.items() if cell.spread != "across"}
    if any(column.field in ("unit", "due") and column.place in own_or_above for column in table.columns):
        return Sort.WORK
    if len(own) == 1:
        wide = row.cells.get(place + 1) is not None and row.cells[place + 1].spread == "across"
        if NUMBERING.match(first) or wide or CHINESE_ORDER.fullmatch(first) or name is None or place != name.place:
            return Sort.SECTION if len(first) <= 40 else Sort.NOTE
        return Sort.WORK
    if ordered and CHINESE_ORDER.fullmatch(first) and name is not None and place != name.place:
        return Sort.SECTION
    if name is None or name.place not in row.cells:
        return Sort.SECTION if NUMBERING.match(first) and not ordered else Sort.NOTE
    return Sort.WORK
