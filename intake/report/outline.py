"""The structure of a document: headings, boxes, labels, numbered entries, tables and prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from .draft import is_proper
from .lexicon import any_of, ends_with, holds_any, words
from .source import CELL, Line
from .span import Span

MARKERS = (
    re.compile(r"第[一二三四五六七八九十百\d]+[章篇部分编]+[、：:\s]*"),
    re.compile(r"[一二三四五六七八九十]+[、.．]\s*"),
    re.compile(r"[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]\s*"),
    re.compile(r"\d{1,3}(?:[、.．](?!\d)|\s+(?=[\u4e00-\u9fff]))\s*"),
    re.compile(r"(?:\d{1,3}[)）]|[①-⑳])\s*"),
)
ARABIC_BRACKETS = re.compile(r"[（(]\s*\d{1,3}\s*[)）]\s*")
BOX = re.compile(r"(?:专栏|附件|附表|附)\s*[\d一二三四五六七八九十]*\s*[：:、\s]")
LABEL = re.compile(r"([\u4e00-\u9fff“”、·A-Za-z0-9]{2,14})\s*([：:]|\t)(?=\s*\S)")
FIELD = re.compile(rf"(?:{any_of(words('words', 'fields'))})\s*[：:]")
YEAR = re.compile(r"(20\d\d)\s*年")
UNSAID = {f"{word}项目" for word in ("续建", "新建", "新开工", "储备", "前期", "竣工", "计划", "重点", "重大")}
LONGEST_HEADING = 40


class Kind(Enum):
    """What a line is."""

    HEADING = "heading"
    LABELLED = "labelled"  # a label and what stands under it
    ENTRY = "entry"  # a numbered entry of a list
    FIELD = "field"  # more about the entry before it
    ROW = "row"  # a row of a table with heading cells
    PROSE = "prose"


@dataclass(frozen=True)
class Block:
    """A line that says something, with where it stands."""

    kind: Kind
    span: Span
    label: str = ""
    planned: bool = True
    year: int | None = None
    boxed: bool = False
    columns: tuple[str, ...] = ()


@dataclass
class _Place:
    """Where the reader stands: the headings above, and whether a box is open."""

    planned: bool = True
    year: int | None = None
    boxed: bool = False
    topic: str = ""
    above: list[tuple[int, bool, int | None]] = field(default_factory=list)


def marker_rank(text: str) -> tuple[int | None, int]:
    """The rank of the numbering that a line starts with, and where its text begins."""
    start = len(text) - len(text.lstrip())
    for rank, pattern in enumerate(MARKERS):
        if found := pattern.match(text, start):
            return (4 if ARABIC_BRACKETS.match(text, start) else rank), found.end()
    return None, start


def read_outline(lines: list[Line]) -> list[Block]:
    """The blocks of a document, in order."""
    place = _Place()
    blocks: list[Block] = []
    columns: tuple[str, ...] = ()
    _start(place, lines)
    for number, line in enumerate(lines, 1):
        span = Span(number, 0, len(line.text), line.text)
        if not line.text.strip():
            continue
        if line.table is not None:
            first = number == 1 or lines[number - 2].table != line.table
            columns = _columns(line.text) if first or not columns and _columns(line.text) else columns
            blocks.append(_row(place, span, columns, head=columns == _columns(line.text) != ()))
            continue
        blocks.append(_block(place, span, blocks, _following(lines, number)))
    return blocks


def _start(place: _Place, lines: list[Line]) -> None:
    """Whether the title promises or reports; it counts until a heading says more."""
    title = "".join(line.text for line in lines[:12] if len(line.text) <= LONGEST_HEADING)
    _tell_time(place, title)


def _tell_time(place: _Place, title: str) -> None:
    years = [int(year) for year in YEAR.findall(title)]
    done, planned = holds_any(title, "words", "done"), holds_any(title, "words", "planned")
    if done and not (planned and len(years) > 1):
        place.planned = False
    elif planned:
        place.planned = True
    if years:
        place.year = years[-1] if place.planned else years[0]


def _following(lines: list[Line], number: int) -> str:
    return next((line.text for line in lines[number:] if line.text.strip()), "")


def _block(place: _Place, span: Span, blocks: list[Block], following: str) -> Block:
    text = span.text
    rank, start = marker_rank(text)
    rest = span.part(start, len(text)).strip()
    if BOX.match(text.strip()):
        place.boxed, place.topic = True, ""
        _tell_time(place, text)
        return _made(place, Kind.HEADING, span)
    if rank is None:
        return _unnumbered(place, span.strip(), blocks)
    if _is_heading(rank, rest.text, following):
        return _heading(place, rank, rest)
    if rank <= 2 and (run_in := _run_in_heading(rest)):
        _enter(place, rank, run_in)
        return _made(place, Kind.PROSE, rest)
    found = LABEL.match(rest.text)
    labelled = _labelled(place, rest) if found and _is_kind(found[1]) and "投资" not in rest.text else None
    return labelled or _made(place, Kind.ENTRY, rest, label=place.topic)


def _is_kind(label: str) -> bool:
    """Whether a numbered label is a kind of works and not the name of one."""
    return len(label) <= 6 and not is_proper(label) and not label.endswith(("迁建", "扩建", "新建", "改建", "重建"))


def _names_work(text: str) -> bool:
    """Whether a numbered line on its own names one work, of which the lines below it tell."""
    named = ends_with(text.rstrip("。”"), "words", "facilities")
    return bool(named) and not _is_slogan(text) and not _is_kind(text)


def _is_heading(rank: int, text: str, following: str) -> bool:
    if len(text) > LONGEST_HEADING or any(sign in text.rstrip("。") for sign in "。；;") or FIELD.match(text):
        return False
    if FIELD.match(following.strip()) or rank >= 3 and _names_work(text) and marker_rank(following)[0] is None:
        return False
    next_rank, _start = marker_rank(following)
    return rank <= 1 or next_rank is None and bool(following) or next_rank is not None and next_rank > rank


def _heading(place: _Place, rank: int, rest: Span) -> Block:
    _enter(place, rank, rest.text)
    return _made(place, Kind.HEADING, rest)


def _run_in_heading(rest: Span) -> str:
    """A short sentence that heads the paragraph which it starts."""
    first = next(rest.split("。")).text
    if len(first) > 30 or len(first) >= len(rest.text) - 1:
        return ""
    bare = len(first) <= 16 and not re.search(r"[\d，：:]", first) and not ends_with(first, "words", "facilities")
    return first if bare or _is_slogan(first) else ""


def _is_slogan(text: str) -> bool:
    return text.startswith(words("words", "slogans"))


def _enter(place: _Place, rank: int, title: str) -> None:
    """A heading ends the box and every heading of its rank or below."""
    while place.above and place.above[-1][0] >= rank:
        _rank, place.planned, place.year = place.above.pop()
    place.above.append((rank, place.planned, place.year))
    place.boxed = False
    if rank <= 1 or YEAR.search(title) or holds_any(title, "words", "done"):
        _tell_time(place, title)
    place.topic = topic_of(title)


def topic_of(title: str) -> str:
    """A heading that names a kind of works, without its counts and brackets; empty where it is a slogan."""
    topic = re.sub(r"[（(][^（()）]*[)）]|共?计?\d+[个项件条]|[：:。]", "", title).strip()
    return (
        ""
        if topic in UNSAID
        or topic.endswith("的项目")
        or len(topic) > 14
        or "，" in topic
        or _is_slogan(topic)
        or YEAR.search(topic)
        else topic
    )


def _unnumbered(place: _Place, span: Span, blocks: list[Block]) -> Block:
    if blocks and _is_told_of(blocks[-1], span):
        return _made(place, Kind.FIELD, span, label=blocks[-1].label)
    if labelled := _labelled(place, span):
        return labelled
    if len(span.text) <= LONGEST_HEADING and not any(sign in span.text for sign in "，。；：,;:"):
        _tell_time(place, span.text)
        return _made(place, Kind.HEADING, span)
    place.boxed = False
    return _made(place, Kind.PROSE, span)


def _is_told_of(before: Block, span: Span) -> bool:
    """Whether a line tells of the numbered entry before it."""
    if before.kind not in (Kind.ENTRY, Kind.FIELD) or BOX.match(span.text):
        return False
    alone = before.kind is Kind.FIELD or len(before.span.text) <= LONGEST_HEADING and _names_work(before.span.text)
    return bool(FIELD.match(span.text)) or alone and any(sign in span.text for sign in "，。；：")


def _labelled(place: _Place, span: Span) -> Block | None:
    found = LABEL.match(span.text)
    if not found or FIELD.match(span.text) or holds_any(found[1], "words", "prepositions") and len(found[1]) > 8:
        return None
    if ends_with(found[1], "indicators", "totals") or found[1].endswith(
        ("代表", "同志", "如下", "为", "是", "单位", "来源")
    ):
        return None
    return _made(place, Kind.LABELLED, span.part(found.end(), len(span.text)).strip(), label=found[1])


def _columns(text: str) -> tuple[str, ...]:
    """The heading cells of a table; empty where the row holds none."""
    cells = tuple(cell.strip() for cell in text.split(CELL))
    named = any(re.sub(r"[（(].*", "", cell) in words("words", "columns_name") for cell in cells)
    return cells if named and len(cells) > 1 else ()


def _row(place: _Place, span: Span, columns: tuple[str, ...], head: bool) -> Block:
    if head:
        return _made(place, Kind.HEADING, span)
    cells = [cell for cell in span.text.split(CELL) if cell.strip()]
    if columns:
        kind = Kind.ROW if len(cells) > 1 else Kind.HEADING
        if kind is Kind.HEADING:
            place.topic = topic_of(cells[0] if cells else "")
        return replace(_made(place, kind, span, label=place.topic), columns=columns)
    if labelled := _labelled(replace(place, boxed=True), span.strip()):
        return labelled
    return _made(place, Kind.PROSE, span)


def _made(place: _Place, kind: Kind, span: Span, label: str = "") -> Block:
    return Block(kind, span, label, place.planned, place.year, place.boxed)


def cells_of(block: Block) -> Iterator[tuple[str, Span]]:
    """Each cell of a table row with the heading above it."""
    start = 0
    for head, text in zip(block.columns, block.span.text.split(CELL), strict=False):
        yield head, block.span.part(start, start + len(text))
        start += len(text) + 1
