"""Read the entries of a numbered list and the rows of a table: each names one work, and all else is told of it."""

import re
from dataclasses import replace

from .admission import SHORTEST
from .draft import drafts_of, measure_of
from .lexicon import any_of, ends_with, words
from .outline import Block, Kind, cells_of
from .phase import phase_of
from .phrase import read_phrase
from .prose import LONGEST_STRETCH
from .quantity import SIZES, Quantity, find_quantities, plain_number
from .reason import Reason
from .span import Span
from .work import NotTaken, Reading, Target, Work

NAME_END = re.compile(r"[。；;，,：:]|\s{2,}")
OF_ENTRY = re.compile(rf"(?:{any_of(words('words', 'fields'), words('words', 'of_work'))})")
MONEY_HEAD = re.compile(r"[（(](?:单位[：:])?\s*(?P<size>[万亿]?)元\s*[)）]")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


class EntryReader:
    """Keeps the entry that fields below it belong to."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.work: Work | None = None

    def read(self, block: Block) -> bool:
        """Read an entry, a field or a row; whether the block was one."""
        if block.kind is Kind.FIELD and self.work:
            self._tell(self.work, block)
            return True
        if block.kind is Kind.ROW:
            return self._row(block)
        self.work = None
        return block.kind is Kind.ENTRY and self._entry(block)

    def _entry(self, block: Block) -> bool:
        found = next(block.span.outside(NAME_END), None)
        end = found.start() if found else block.span.end
        name = Span(block.span.line, block.span.start, end, block.span.source).strip()
        rest = Span(block.span.line, end, block.span.end, block.span.source)
        if not self._is_project(name, rest):
            return False
        self.work = self._make(name, block)
        phrase = read_phrase(name)
        if phrase.has_verb:
            self.work.name = drafts_of(phrase)[0].name
        self._tell(self.work, replace(block, span=rest))
        return True

    @staticmethod
    def _is_project(name: Span, rest: Span) -> bool:
        """Whether an entry names one work first and then only tells of it."""
        phrase = read_phrase(name)
        if phrase.taken or len(name.text) < SHORTEST or len(name.text) > 50:
            return False
        noun = bool(ends_with(name.text.rstrip("”"), "words", "facilities")) and not phrase.has_verb
        told = [part for part in re.split(r"[。；;，,]", rest.text) if part.strip(" ：:")]
        if phrase.has_verb and (len(drafts_of(phrase)) > 1 or not drafts_of(phrase)[0].pieces):
            return False
        return noun or bool(told) and all(OF_ENTRY.match(part.strip()) for part in told)

    def _make(self, name: Span, block: Block) -> Work:
        phrase = read_phrase(block.span)
        work = Work(
            name=name.text,
            label=block.label,
            line=block.span.line,
            phase=phase_of(phrase, block.planned),
            planned=block.planned,
            year=block.year,
            sure=len(name.text) <= 40,
        )
        self.reading.works.append(work)
        return work

    def _tell(self, work: Work, block: Block) -> None:
        """What is told of an entry: its quantities, and its phase where a predicate says it."""
        self._give(work, block.span)
        for part in block.span.split("。；;，,"):
            phrase = read_phrase(part) if len(part.text) <= LONGEST_STRETCH else None
            if phrase and phrase.predicate:
                work.phase = phase_of(phrase, block.planned)

    def _give(self, work: Work, span: Span) -> None:
        for quantity in find_quantities(span):
            if quantity.why_not is None:
                work.targets.append(Target(quantity, measure_of(quantity, span)))
            else:
                self.reading.not_taken.append(
                    NotTaken(span.line, f"{measure_of(quantity, span)} {quantity.as_written}".strip(), quantity.why_not)
                )

    def _row(self, block: Block) -> bool:
        cells = list(cells_of(block))
        named = next((cell for head, cell in cells if _is_head(head, "columns_name") and cell.text.strip()), None)
        if named is None or re.fullmatch(r"\s*(?:合计|小计|总计|共计)\s*", named.text):
            self.reading.not_taken.append(NotTaken(block.span.line, block.span.text, Reason.HEADING_TOTAL))
            return True
        self.work = self._make(named.strip(), block)
        for head, cell in cells:
            self._cell(self.work, head, cell)
        return True

    def _cell(self, work: Work, head: str, cell: Span) -> None:
        money = MONEY_HEAD.search(head) if _is_head(head, "columns_amount") else None
        if money and NUMBER.fullmatch(cell.text.strip()):
            cell = cell.strip()
            value = plain_number(cell.text) * SIZES[money["size"]]
            measure = re.sub(r"[（(].*", "", head).strip()
            work.targets.append(Target(Quantity(cell, value, None, "元", "="), measure))
        else:
            self._give(work, cell)


def _is_head(head: str, key: str) -> bool:
    return re.sub(r"[（(].*|\s", "", head) in words("words", key)
