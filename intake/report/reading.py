"""Read a document whole."""

from pathlib import Path

from .entry import EntryReader
from .outline import Block, Kind, read_outline
from .prose import LONGEST_QUOTE, ProseReader, sentences_with_numbers
from .quantity import find_quantities
from .reason import Reason
from .repetition import merge_repetitions
from .source import Line, read_lines
from .span import Span
from .work import NotTaken, Reading


def read_report(path: Path) -> Reading:
    """Read a .txt, .docx or .pdf file."""
    return read_document(read_lines(path))


def read_document(lines: list[Line]) -> Reading:
    """Read the lines of a document."""
    reading = Reading()
    blocks = read_outline(lines)
    entries = EntryReader(reading)
    for block in blocks:
        if block.kind is Kind.HEADING:
            _heading(reading, block)
        elif not entries.read(block):
            ProseReader(reading, block).read()
    merge_repetitions(reading)
    _tell_the_rest(reading, blocks)
    return reading


def _heading(reading: Reading, block: Block) -> None:
    if any(quantity.why_not is None for quantity in find_quantities(block.span)):
        reading.not_taken.append(
            NotTaken(block.span.line, block.span.text.strip()[:LONGEST_QUOTE], Reason.HEADING_TOTAL)
        )


def _with_label(block: Block) -> Span:
    """What a block says, and the label before it."""
    span = block.span
    start = span.source.find(block.label) if block.kind is Kind.LABELLED else span.start
    return Span(span.line, min(max(start, 0), span.start), span.end, span.source)


def _tell_the_rest(reading: Reading, blocks: list[Block]) -> None:
    """Every sentence with a number that is neither in a work nor told yet."""
    read: dict[int, str] = {}
    for work in reading.works:
        for target in work.targets:
            line = target.quantity.span.line
            read[line] = f"{read.get(line, '')}\n{target.quantity.as_written}"
    told = {(entry.line, entry.text) for entry in reading.not_taken}
    for block in blocks:
        for sentence in sentences_with_numbers(_with_label(block)):
            line, text = sentence.line, sentence.text
            if any(written in text for written in read.get(line, "").split("\n") if written):
                continue
            if not any(number == line and (quote in text or text in quote) for number, quote in told):
                reading.not_taken.append(NotTaken(line, text[:LONGEST_QUOTE], Reason.NO_QUANTITY))
    reading.not_taken.sort(key=lambda entry: entry.line)
