"""A stretch of one line, and how it is cut at signs that stand outside quotes and brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

OPENING, CLOSING = "“‘「《（(【[〔", "”’」》）)】]〕"
QUOTES = "“‘「《"
STRAIGHT = '"'


@lru_cache(maxsize=64)
def nesting(text: str) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """Of each sign, how deep it stands in quotes and brackets, and whether it is quoted.

    A sign that is opened and never closed within 60 signs nests nothing.
    """
    depth, quoted = [0] * len(text), [False] * len(text)
    stack: list[int] = []
    for place, sign in enumerate(text):
        if sign == STRAIGHT and stack and text[stack[-1]] == STRAIGHT:
            _mark(depth, quoted, stack.pop(), place, True)
        elif sign in OPENING or sign == STRAIGHT:
            stack.append(place)
        elif sign in CLOSING:
            partner = OPENING[CLOSING.index(sign)]
            opened = next((one for one in reversed(stack) if text[one] == partner), None)
            if opened is not None and place - opened <= 60:
                del stack[stack.index(opened) :]
                _mark(depth, quoted, opened, place, partner in QUOTES)
    return tuple(depth), tuple(quoted)


def _mark(depth: list[int], quoted: list[bool], first: int, last: int, quote: bool) -> None:
    for place in range(first, last + 1):
        depth[place] += 1
        quoted[place] = quoted[place] or quote


@dataclass(frozen=True, order=True)
class Span:
    """The signs from `start` to `end` of a line."""

    line: int
    start: int
    end: int
    source: str

    @property
    def text(self) -> str:
        return self.source[self.start : self.end]

    def part(self, start: int, end: int) -> "Span":
        """A part of it, by places of its own text."""
        return Span(self.line, self.start + start, self.start + end, self.source)

    def strip(self, signs: str = " \t\u3000\xa0") -> "Span":
        """Without such signs at either end."""
        text = self.text
        left = len(text) - len(text.lstrip(signs))
        return self.part(left, max(left, len(text.rstrip(signs))))

    def split(self, signs: str) -> Iterator["Span"]:
        """Its stretches between such signs, where these stand outside quotes and brackets."""
        depth, _quoted = nesting(self.source)
        first = self.start
        for place in range(self.start, self.end):
            if self.source[place] in signs and not depth[place] and not _within_number(self.source, place):
                yield Span(self.line, first, place, self.source)
                first = place + 1
        yield Span(self.line, first, self.end, self.source)

    def outside(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches that start outside quotes and brackets; places are those of the line."""
        depth, _quoted = nesting(self.source)
        return (found for found in pattern.finditer(self.source, self.start, self.end) if not depth[found.start()])


def _within_number(text: str, place: int) -> bool:
    """Whether a comma parts the thousands of one number."""
    return text[place] == "," and text[place - 1 : place].isdigit() and bool(re.match(r",\d{3}(?!\d)", text[place:]))
