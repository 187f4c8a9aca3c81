"""Read prose and labelled lines: sentence, clause, stretch; each finds a work or tells more of the one before."""

import re
from collections.abc import Iterator

from .admission import (
    MARKED,
    SHORTEST,
    is_admitted,
    is_admitted_under_label,
    is_campaign,
    is_of_the_work_before,
    is_sure,
    is_talk,
)
from .draft import Draft, drafts_of, measure_in, related
from .lexicon import ends_with, holds_any, words
from .likeness import likeness
from .outline import Block, Kind
from .phase import phase_of
from .phrase import OPENER, PHASE, RESULT, Phrase, read_phrase
from .quantity import Quantity
from .reason import Reason
from .span import Span
from .work import NotTaken, Reading, Target, Work

SENTENCES, CLAUSES, STRETCHES = "。！？!?", "；;", "，,：:"
LONGEST_QUOTE = 120
LONGEST_STRETCH = 500  # signs between two commas; what is longer is no sentence
GOES_ON = re.compile(r"\s*(?:以及|及|和)(?!其)")


class ProseReader:
    """Reads one block into a reading."""

    def __init__(self, reading: Reading, block: Block) -> None:
        self.reading = reading
        self.block = block
        self.labelled = block.kind in (Kind.LABELLED, Kind.ENTRY)
        self.current: Work | None = None
        self.counted: Phrase | None = None  # the stretch before, where it counted something
        self.before: Phrase | None = None
        self.loose = False  # whether the first stretch names a work also where it only talks
        self.founder: Phrase | None = None  # the stretch that named the current work
        self.anchor: Phrase | None = None  # the stretch of a clause that says its label again
        self.waiting: list[Phrase] = []  # stretches with quantities and no work yet

    def read(self) -> None:
        for sentence in self.block.span.split(SENTENCES):
            for clause in sentence.split(CLAUSES) if self.labelled else [sentence]:
                self._clause(clause)

    def _clause(self, clause: Span) -> None:
        """Read what belongs together: a clause under a label, a sentence in prose."""
        self.current = self.counted = self.before = None
        self.waiting = []
        parts = [part for half in clause.split(CLAUSES) for part in stretches(half)]
        phrases = [read_phrase(part) for part in parts if 2 <= len(part.text) <= LONGEST_STRETCH]
        self.anchor = self._anchor(phrases) if self.labelled else None
        self.loose = self.block.kind is Kind.LABELLED or not any(
            is_admitted(draft, phrase) for phrase in phrases for draft in drafts_of(phrase)
        )
        for phrase in phrases:
            self._stretch(phrase)
            self.before = phrase
        if self.labelled and self.current is None and phrases:
            self._fall_back(phrases)
        for phrase in self.waiting:
            if phrase.taken and not self._name_by_rate(phrase, phrases):
                self._tell(phrase, Reason.NO_WORK)

    def _anchor(self, phrases: list[Phrase]) -> Phrase | None:
        """The stretch that says the label again, where the first one names no work for certain."""
        if not phrases or any(is_admitted(draft, phrases[0]) for draft in drafts_of(phrases[0])):
            return None
        return next((one for one in phrases for draft in drafts_of(one)[:1] if self._is_like_label(draft)), None)

    def _stretch(self, phrase: Phrase) -> None:
        if self.current and self._tells_more(phrase) or not self._found(phrase):
            self._attach(phrase)
        for reason in dict.fromkeys(quantity.why_not for quantity in phrase.quantities if quantity.why_not):
            self._tell(phrase, reason)
        self.counted = phrase if phrase.taken else self.counted

    def _tells_more(self, phrase: Phrase) -> bool:
        """Whether a stretch counts something of the work before it."""
        if is_of_the_work_before(phrase):
            return self.current is not None and not self._rates_another(self.current, phrase)
        if not phrase.taken or self.current is None:
            return False
        if self._is_in_campaign(self.current, phrase):
            return True
        if not self.labelled and any(sort == RESULT for _word, sort in phrase.led) and len(_noun_of(phrase)) < SHORTEST:
            return True
        if self.counted is None:
            return False
        before, now = measure_in(self.counted.taken[0], self.counted), measure_in(phrase.taken[0], phrase)
        another = phrase.verb and self.counted.verb and phrase.verb.text != self.counted.verb.text
        return before == now and not another or not phrase.has_verb and related(before, now)

    def _rates_another(self, work: Work, phrase: Phrase) -> bool:
        """Whether a rate is of something that the work before does not name."""
        if not phrase.taken or not phrase.taken[0].is_rate:
            return False
        noun = self._rated(phrase)
        return noun is not None and likeness(noun.text, work.name) < 0.5

    def _is_in_campaign(self, work: Work, phrase: Phrase) -> bool:
        """Whether a count is one of the campaign before: in prose only of one that stands right before it."""
        whole = self.labelled and work.name.endswith(("工程", "项目")) and not work.programme and not work.targets
        if (
            not (is_campaign(work.name) or whole)
            or work.targets
            and not self.labelled
            or phrase.predicate
            or _is_list(phrase)
        ):
            return False
        if (
            any(word.text in words("words", "stages") for word, _sort in phrase.led)
            and len(measure_in(phrase.taken[0], phrase)) > 4
        ):
            return False
        if len(phrase.core) > 1:
            return False
        return self.labelled or "“" in work.name and self.before is self.founder

    def _found(self, phrase: Phrase) -> bool:
        """Make the works that a stretch names; whether there is one."""
        drafts = [draft for draft in drafts_of(phrase) if draft.pieces]
        first = self.loose and self.labelled and self.current is None and self.anchor in (None, phrase)
        admitted = [draft for draft in drafts if self._is_admitted(draft, phrase, first)]
        if admitted and admitted[0].programme and self._continues(phrase):
            children = [self._make(draft, phrase, self.current) for draft in admitted[1:]]
            return bool(children)
        if (
            not admitted
            and self.current
            and self._rates_another(self.current, phrase)
            and (noun := self._rated(phrase))
        ):
            work = self._make(Draft((noun,)), phrase, None)
            work.sure = False
            self._give(work, phrase.taken, phrase)
            return True
        return self._take(admitted, phrase)

    def _is_admitted(self, draft: Draft, phrase: Phrase, first: bool) -> bool:
        if self.labelled:
            return is_admitted_under_label(draft, phrase, first)
        return is_admitted(draft, phrase)

    def _name_by_rate(self, phrase: Phrase, phrases: list[Phrase]) -> bool:
        """A figure without a work is one of what is marked before it, or of what it rates: a doubtful work."""
        earlier = phrases[: phrases.index(phrase)][-1:]
        marked = [(one, draft) for one in earlier for draft in drafts_of(one)[:1] if MARKED.search(draft.name)]
        marked = [(one, draft) for one, draft in marked if self._may_hold(one, draft)]
        if not marked and phrase.taken[0].is_rate and (noun := self._rated(phrase)):
            marked = [(phrase, Draft((noun,)))]
        if not marked:
            return False
        work = self._make(marked[0][1], marked[0][0], None)
        work.sure = False
        self._give(work, phrase.taken, phrase)
        return True

    @staticmethod
    def _may_hold(phrase: Phrase, draft: Draft) -> bool:
        total = holds_any(draft.name, "indicators", "totals")
        return not total and not is_talk(draft.name, phrase) and len(draft.name) > SHORTEST

    @staticmethod
    def _rated(phrase: Phrase) -> Span | None:
        """What a rate is of: “网办率” is of “网办”."""
        text = phrase.span.source[phrase.core[0].start : phrase.taken[0].span.start]
        found = re.search(r"([^，。；、：]{4,24}?)(?:覆盖率|占比|比例|率)[^率]{0,6}$", text)
        if not found:
            return None
        start = phrase.core[0].start + found.start(1)
        return Span(phrase.span.line, start, start + len(found[1]), phrase.span.source)

    def _continues(self, phrase: Phrase) -> bool:
        """“尤其是甲、乙等…”: more works of the programme before, and no new one."""
        opened = any(sort == OPENER for _word, sort in phrase.led[:1])
        if not (opened and self.current and not phrase.taken):
            return False
        self.current.programme = True
        return True

    def _take(self, drafts: list[Draft], phrase: Phrase) -> bool:
        if not drafts:
            return False
        made: dict[int, Work] = {}
        for draft in drafts:
            made[id(draft)] = self._make(draft, phrase, made.get(id(draft.parent)))
        self.current = made[id(drafts[0])] if drafts[0].programme else made[id(drafts[-1])]
        self.founder = phrase
        taken = [quantity for draft in drafts for quantity in draft.quantities]
        self._give(made[id(drafts[0])], [one for one in phrase.taken if one not in taken], phrase)
        for earlier in self.waiting if self.labelled else ():
            self._give(self.current, earlier.taken, earlier)
        self.waiting = [] if self.labelled else self.waiting
        return True

    def _fall_back(self, phrases: list[Phrase]) -> None:
        """A clause under a label is a work also where it only talks: the stretch nearest to the label names it."""
        drafts = [
            (phrase, draft) for phrase in phrases for draft in drafts_of(phrase)[:1] if self._can_name(phrase, draft)
        ]
        if not drafts:
            return
        phrase, draft = max(drafts, key=lambda pair: self._is_like_label(pair[1]))
        if len(draft.name) <= SHORTEST and self.block.label and self.block.label in self.block.span.source:
            draft.pieces = (self._label_span(),)
        if len(draft.name) < SHORTEST:
            return
        rated = next((one for one in self.waiting if one.taken and one.taken[0].is_rate and self._rated(one)), None)
        if rated and (noun := self._rated(rated)) and not self._is_like_label(draft):
            draft = Draft((noun,))
        waiting, self.waiting = [one for one in self.waiting if one is not phrase], []
        self._take([draft], phrase)
        if self.current:
            self.current.sure = False
            for earlier in waiting:
                self._give(self.current, earlier.taken, earlier)

    def _is_like_label(self, draft: Draft) -> bool:
        return likeness(draft.name, self.block.label) >= 0.7

    @staticmethod
    def _can_name(phrase: Phrase, draft: Draft) -> bool:
        refused = bool(phrase.quantities) and not phrase.taken or holds_any(draft.name, "indicators", "totals")
        return (
            bool(draft.pieces)
            and phrase.has_verb
            and not refused
            and not ends_with(phrase.span.text, "words", "occasions")
        )

    def _label_span(self) -> Span:
        source = self.block.span.source
        start = source.index(self.block.label)
        return Span(self.block.span.line, start, start + len(self.block.label), source)

    def _make(self, draft: Draft, phrase: Phrase, parent: Work | None) -> Work:
        block = self.block
        work = Work(
            name=self._full_name(draft),
            label=block.label if self.labelled else "",
            line=block.span.line,
            phase=phase_of(phrase, block.planned),
            planned=block.planned,
            year=block.year,
            parent=parent,
            programme=draft.programme,
            sure=is_sure(draft, phrase, self.labelled),
        )
        self.reading.works.append(work)
        self._give(work, draft.quantities, phrase)
        return work

    def _full_name(self, draft: Draft) -> str:
        """Under a label a place stands for the work that is done there: “甲村” under “城中村改造”."""
        label = self.block.label if self.block.kind is Kind.LABELLED else ""
        if not ends_with(draft.name, "words", "places") or not ends_with(label, "words", "actions"):
            return draft.name
        told = likeness(draft.name, label) >= 0.5 or draft.quantities and not draft.programme
        return draft.name if told else draft.name + label

    def _attach(self, phrase: Phrase) -> None:
        if self.current:
            self._give(self.current, phrase.taken, phrase)
        else:
            self.waiting.append(phrase)

    def _give(self, work: Work, quantities: list[Quantity] | tuple[Quantity, ...], phrase: Phrase) -> None:
        work.targets += [Target(quantity, measure_in(quantity, phrase)) for quantity in quantities]

    def _tell(self, phrase: Phrase, reason: Reason) -> None:
        entry = NotTaken(phrase.span.line, phrase.span.text[:LONGEST_QUOTE], reason)
        if entry not in self.reading.not_taken:
            self.reading.not_taken.append(entry)


def _noun_of(phrase: Phrase) -> str:
    return measure_in(phrase.taken[0], phrase)


def _is_list(phrase: Phrase) -> bool:
    return "等" in phrase.span.text and any(sort == PHASE for _word, sort in phrase.led) and len(drafts_of(phrase)) > 1


def stretches(clause: Span) -> Iterator[Span]:
    """The stretches between commas; one that goes on with “and” belongs to the one before."""
    held: Span | None = None
    for part in clause.split(STRETCHES):
        if held is not None and GOES_ON.match(part.text):
            held = Span(part.line, held.start, part.end, part.source)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def sentences_with_numbers(span: Span) -> Iterator[Span]:
    """The sentences of a line that hold a digit."""
    return (part.strip() for part in span.split(SENTENCES) if re.search(r"\d", part.text))
