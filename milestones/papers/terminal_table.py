"""A table for the terminal, where a Chinese character is two columns wide."""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def display_width(text: str) -> int:
    """Columns that a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def cut_to_width(text: str, most: int) -> str:
    """A text of at most so many columns, cut with an ellipsis."""
    if display_width(text) <= most:
        return text
    while display_width(text) > most - 2:
        text = text[:-1]
    return f"{text}…"


def pad_to_width(text: str, columns: int, right: bool) -> str:
    space = " " * (columns - display_width(text))
    return space + text if right else text + space


def terminal_table(
    heads: Sequence[str], rows: Iterable[Sequence], right: Sequence[int] = (), most: int = 34
) -> Iterable[str]:
    """The lines of a table; the columns named in `right` are aligned there."""
    cells = [[cut_to_width(str(value), most) for value in row] for row in (heads, *rows)]
    columns = [max(display_width(row[place]) for row in cells) for place in range(len(heads))]
    for row in cells:
        yield "  ".join(pad_to_width(text, columns[place], place in right) for place, text in enumerate(row)).rstrip()
