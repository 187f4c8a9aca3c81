"""Draft works of one stretch: one, several in a list, or a programme with the works that it names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import rjieba

from .lexicon import ends_with, words
from .phrase import RESULT, WORK, Phrase, read_phrase
from .quantity import Quantity
from .span import Span, nesting

AND_SO_ON = re.compile(r"(?<![平高中均同对优初头])等(?![级候待距同])")
JOINED = re.compile(r"(?:以及|和|及|与)")
NUMBERED = re.compile(r"[\dA-Za-z一二三四五六七八九十]+[#号＃]?")
LEFT_JUNK = " \t\u3000\xa0，、,；;的：:"
JUNK = LEFT_JUNK + "和及与等了"
SHORT = 3  # signs of a noun that names nothing by itself
LONGEST_NAME = 40


@dataclass
class Draft:
    """A work as one stretch names it; the name is made of stretches of the line and of nothing else."""

    pieces: tuple[Span, ...]
    programme: bool = False
    parent: "Draft | None" = None
    listed: bool = False  # one of several names in a row
    quantities: list[Quantity] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Listing:
    """A list before a shared head: “A、B等9条道路”."""

    items: tuple[Span, ...]
    head: tuple[Span, ...]
    open: bool  # whether the list says that it goes on
    counted: bool


def drafts_of(phrase: Phrase) -> list[Draft]:
    """The works that a stretch names, in its order; a programme comes before its works."""
    if len(phrase.core) == 2 and _whole(phrase.core[1].text) and "等" not in phrase.core[0].text:
        return [_draft((item, phrase.core[1]), phrase) for item in _items(phrase.core[0])]
    if len(phrase.core) == 1:
        core = phrase.core[0]
        if len(parts := _action_parts(core)) > 1:
            return [_draft((part,), phrase) for part in parts]
        if listing := _listing(core, phrase):
            return _of_listing(listing, phrase)
        if "、" not in core.text and len(parts := _joined(core)) > 1 and not phrase.taken:
            return [_draft((part,), phrase) for part in parts]
        if len(parts := list(core.split("、"))) > 1:
            return _of_parts(parts, phrase)
    return [_draft(phrase.core, phrase)]


def _draft(spans: Iterable[Span], phrase: Phrase, tail: tuple[Span, ...] = ()) -> Draft:
    spans = tuple(spans)
    name = (*_trimmed(_without_quantities(spans, phrase.quantities)), *tail)
    inside = [quantity for quantity in phrase.taken if any(_holds(span, quantity.span) for span in spans)]
    return Draft(_with_verb(name, phrase), quantities=inside)


def _with_verb(name: tuple[Span, ...], phrase: Phrase) -> tuple[Span, ...]:
    """The verb stands behind what it is done to, as names of works have it."""
    if not name:
        return name
    if phrase.verb is None:
        stage = next((word for word, _sort in phrase.led if word.text in words("words", "stages")), None)
        bare = "".join(piece.text for piece in name)
        if stage and bare in words("words", "generic"):
            return (*name, stage)
        result = next((word for word, sort in phrase.led if sort == RESULT), None)
        return (result, *name) if result and len(bare) < SHORT else name
    if ends_with(name[-1].text, "words", "actions"):
        return name
    return (*name, phrase.verb) if phrase.verb.text in words("words", "work_verbs") else (phrase.verb, *name)


def _without_quantities(spans: Iterable[Span], quantities: Iterable[Quantity]) -> list[Span]:
    """The stretches between the quantities."""
    rest: list[Span] = []
    for span in spans:
        start = span.start
        for quantity in quantities:
            if quantity.why_not is None and _holds(span, quantity.span) and quantity.span.start >= start:
                cut = _bracket_around(span, quantity.span)
                rest.append(Span(span.line, start, max(start, cut.start), span.source))
                start = cut.end
        rest.append(Span(span.line, start, span.end, span.source))
    return [span for span in rest if span.text.strip(JUNK)]


REACHED = re.compile(
    r"(?:力争|预计|均|已|将)?(?:达到|达|突破|超过|稳定在|保持|持续保持|实现|提高至|提升至|增至|扩增至|为|有|约|共)+$"
)
BRACKET = re.compile(r"[（(][^（()）]*[)）]")


def _bracket_around(span: Span, inner: Span) -> Span:
    """The brackets that hold a quantity: “园区（总投资3亿元）” is named without them."""
    for found in BRACKET.finditer(span.source, span.start, span.end):
        if found.start() < inner.start and inner.end < found.end():
            return Span(span.line, found.start(), found.end(), span.source)
    return inner


EMPTY_BRACKETS = re.compile(r"[（(]\s*$|^\s*[)）]")


def _trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Without joints at either end and without the word that leads to a quantity."""
    if not spans:
        return ()
    out = []
    for place, span in enumerate(spans):
        if reached := REACHED.search(span.text):
            span = span.part(0, reached.start()) if reached.start() >= 2 else span
        span = EMPTY_BRACKETS.search(span.text) and _balanced(span) or span
        if place in (0, len(spans) - 1):
            left, right = (LEFT_JUNK if place == 0 else ""), (JUNK if place == len(spans) - 1 else "")
            span = _strip(span, left, right)
        out.append(span)
    return tuple(span for span in out if span.text)


def _balanced(span: Span) -> Span:
    text = span.text
    end = len(text.rstrip().rstrip("（(")) if re.search(r"[（(]\s*$", text) else len(text)
    start = len(text) - len(text.lstrip().lstrip(")）")) if re.match(r"\s*[)）]", text) else 0
    return span.part(start, max(start, end))


def _strip(span: Span, left: str, right: str) -> Span:
    text = span.text
    start = len(text) - len(text.lstrip(left)) if left else 0
    end = len(text.rstrip(right)) if right else len(text)
    return span.part(start, max(start, end))


def _holds(span: Span, inner: Span) -> bool:
    return span.start <= inner.start and inner.end <= span.end


def _listing(core: Span, phrase: Phrase) -> Listing | None:
    """The list and its shared head, where the stretch is one."""
    found = next((one for one in core.outside(AND_SO_ON) if one.start() - core.start >= 2), None)
    if found and found.end() < core.end:
        first = Span(core.line, core.start, found.start(), core.source)
        rest = Span(core.line, found.end(), core.end, core.source)
        head = _trimmed(_without_quantities([rest], phrase.quantities)[:1])
        counted = any(_holds(rest, quantity.span) for quantity in phrase.taken)
        items = _items(first)
        return Listing(items, head, True, counted) if head and items else None
    for quantity in phrase.taken:
        if not _holds(core, quantity.span):
            continue
        first = Span(core.line, core.start, quantity.span.start, core.source)
        rest = Span(core.line, quantity.span.end, core.end, core.source)
        items = _items(first)
        if len(items) > 1 and rest.text.strip(JUNK) and rest.text[0] not in "、，的":
            head = _trimmed([rest])
            return Listing(items, head, False, True) if head else None
        return None
    return None


def _items(span: Span) -> tuple[Span, ...]:
    items: list[Span] = []
    for part in span.split("、"):
        for quoted in _between_quotes(part):
            items += _joined(quoted)
    return tuple(item for item in (_strip(item, LEFT_JUNK, JUNK) for item in items) if item.text)


def _between_quotes(part: Span) -> Iterator[Span]:
    """“甲”“乙”: names in quotes that stand side by side."""
    start = 0
    for found in re.finditer("”(?=“)", part.text):
        yield part.part(start, found.end())
        start = found.end()
    yield part.part(start, len(part.text))


def _joined(part: Span) -> list[Span]:
    """The two sides of an “and”, where both are long enough to be names."""
    for found in part.outside(JOINED):
        left = part.part(0, found.start() - part.start)
        right = part.part(found.end() - part.start, len(part.text))
        if _are_alike(left.text, right.text):
            return [left, right]
    return [part]


def _are_alike(left: str, right: str) -> bool:
    """Whether two sides of an “and” are two names, and not one name that holds an “and”."""
    if min(len(left), len(right)) < 2:
        return False
    ends = [bool(ends_with(side, "words", "facilities")) for side in (left, right)]
    return all(ends) and min(len(left), len(right)) > SHORT or not any(ends) and max(len(left), len(right)) <= SHORT + 1


def _of_listing(listing: Listing, phrase: Phrase) -> list[Draft]:
    head = "".join(span.text for span in listing.head)
    whole = _draft(phrase.core, phrase)
    whole.pieces = _with_verb(_programme_name(listing), phrase)
    if phrase.said.text and (not _specific(head) or len(head) <= SHORT):
        whole.pieces = (*whole.pieces, phrase.said)
    if len(listing.items) == 1 and not listing.counted:
        whole.pieces = whole.pieces if _specific(head) else _with_verb(listing.items, phrase)
        return [whole]
    if not _names_works(listing):
        return [whole]
    whole.programme = True
    tail, class_head = _shared(listing.head, head)
    children = [_child(item, tail, class_head, phrase, whole) for item in listing.items]
    own = [quantity for child in children for quantity in child.quantities]
    whole.quantities = [quantity for quantity in whole.quantities if quantity not in own]
    return [whole, *children]


def _programme_name(listing: Listing) -> tuple[Span, ...]:
    first = listing.items[0].part(0, len(BRACKETED.sub("", listing.items[0].text)))
    if not listing.open and _specific("".join(span.text for span in listing.head)):
        return listing.head
    so_on = Span(first.line, first.end, first.end, first.source)
    found = AND_SO_ON.search(first.source, listing.items[-1].end)
    if listing.open and found:
        so_on = Span(first.line, found.start(), found.end(), first.source)
    return (first, so_on, *listing.head) if listing.open else (*listing.items[:1], *listing.head)


def _specific(head: str) -> str:
    return "" if head in words("words", "generic") else head


def _names_works(listing: Listing) -> bool:
    """Whether the items are names of works, and no bare nouns."""
    long = [item for item in listing.items if _is_named(item.text)]
    if listing.counted:
        return bool(long) or all(len(item.text) >= 2 for item in listing.items)
    head = listing.head[-1].text
    if long and head.endswith(("项目", "工程", "项目建设")):
        return True
    return len(long) == len(listing.items) or all(item in long or is_proper(item.text) for item in listing.items)


def _is_named(text: str) -> bool:
    if text.startswith(("重点", "主要", "各类", "各级", "相关", "其他")):
        return False
    if len(text) == SHORT and ends_with(text, "words", "facilities"):
        return True
    return len(text) > SHORT or any(sign in text for sign in "“”#") or any(sign.isdigit() for sign in text)


PROPER = {"nr", "ns", "nt", "nz", "nrt", "nrfg"}


@lru_cache(maxsize=4096)
def is_proper(name: str) -> bool:
    """Whether the segmenter finds a proper noun in it."""
    return any(sort in PROPER for _word, sort in rjieba.tag(name))


def _shared(spans: tuple[Span, ...], head: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Of a head: the words of the work at its end, and its noun without words that name no thing."""
    last = spans[-1]
    action = action_of(last.text)
    tail = (last.part(len(last.text) - len(action), len(last.text)),) if action else ()
    noun = head[: len(head) - len(action)] if action else head
    if not _specific(noun):
        return tail, ()
    generic = next((word for word in words("words", "generic") if last.text.endswith(word)), "")
    return tail, (last.part(0, len(last.text) - len(generic)),) if generic != last.text else ()


def action_of(text: str) -> str:
    """The words of the work at the end of a text, also several in a row."""
    found, rest = "", text
    while word := ends_with(rest, "words", "actions"):
        found, rest = word + found, rest[: -len(word)]
    return found if rest else ""


BRACKETED = re.compile(r"[（(][^（()）]*\d[^（()）]*元[^（()）]*[)）]$")


def _child(item: Span, tail: tuple[Span, ...], head: tuple[Span, ...], phrase: Phrase, parent: Draft) -> Draft:
    told = [quantity for quantity in phrase.taken if _holds(item, quantity.span)]
    item = item.part(0, len(BRACKETED.sub("", item.text)))
    complete = ends_with(item.text, "words", "facilities") or not head
    pieces = (item,) if complete and not tail else (item, *tail) if complete else (item, *head)
    if ends_with(item.text, "words", "actions"):
        pieces = (item,)
    return Draft(_with_verb(pieces, phrase), parent=parent, quantities=told)


def _of_parts(parts: list[Span], phrase: Phrase) -> list[Draft]:
    """Works of a list without a head of its own."""
    counted = [part for part in parts if any(_holds(part, quantity.span) for quantity in phrase.taken)]
    if any(_has_own_verb(part, part in counted) for part in parts[1:]):
        return _merged([draft for part in parts for draft in _own_drafts(part, phrase)])
    if len(counted) > 1:
        return _of_counted(parts, phrase)
    if all(NUMBERED.fullmatch(part.text.strip()) for part in parts[:-1]) and len(parts[-1].text) > SHORT:
        return _of_numbers(parts, phrase)
    parts = [*parts[:-1], *_joined(parts[-1])] if len(parts) > 1 else parts
    bare = [_trimmed(_without_quantities([part], phrase.quantities)) for part in parts]
    if not all(pieces and (_is_named(pieces[0].text) or counted) for pieces in bare):
        return [_draft(phrase.core, phrase)]
    last = bare[-1][-1]
    action = action_of(last.text)
    if any(part.text.strip().startswith(("进", "入", "到")) for part in parts):
        return [_draft(phrase.core, phrase)]
    facilities = all(ends_with(pieces[-1].text, "words", "facilities") for pieces in bare)
    alike = len(bare) > 2 and len({pieces[0].text[0] for pieces in bare}) == 1
    if not (action or facilities or alike or phrase.predicate and len(last.text) > SHORT):
        return [_draft(phrase.core, phrase)]
    if action and not counted and not _is_named(last.text.removesuffix(action)):
        return [_draft(phrase.core, phrase)]
    tail = _tail_after(bare[0][-1], last, action)
    drafts = []
    for part, pieces in zip(parts, bare, strict=True):
        own = ends_with(pieces[-1].text, "words", "actions") or phrase.verb
        drafts.append(_draft((part,), phrase, () if own else tail))
        drafts[-1].listed = True
    return drafts


def _tail_after(first: Span, last: Span, action: str) -> tuple[Span, ...]:
    """What the last name of a list shares with those before: all behind the sign that the first one ends with."""
    if not action:
        return ()
    place = last.text.find(first.text[-1], 1)
    start = place + 1 if 0 < place < len(last.text) - len(action) else len(last.text) - len(action)
    return (last.part(start, len(last.text)),)


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Counts of like things that the same is done to are one work: “清掏窨井3座、清掏雨井5座”."""
    kept: list[Draft] = []
    for draft in drafts:
        if kept and draft.quantities and kept[-1].quantities and related(draft.name, kept[-1].name):
            kept[-1].quantities += draft.quantities
        else:
            kept.append(draft)
    return kept


BUILDING = ("新建", "改建", "扩建", "续建", "迁建", "拆除", "安装", "铺设", "敷设")


def _has_own_verb(part: Span, counted: bool) -> bool:
    led = [word.text for word, sort in read_phrase(part).led if sort == WORK]
    return any(counted or word in BUILDING or word not in words("words", "actions") for word in led)


def _own_drafts(part: Span, phrase: Phrase) -> list[Draft]:
    """The works of a part with a verb of its own; the first part has the verb of the whole stretch."""
    return [_draft((part,), phrase)] if part.start == phrase.core[0].start else drafts_of(read_phrase(part))


def _of_numbers(parts: list[Span], phrase: Phrase) -> list[Draft]:
    """“2#、3#、4#车间施工”: a programme, and one work for each number."""
    last = parts[-1].strip()
    own = NUMBERED.match(last.text)
    whole = _draft(phrase.core, phrase)
    if own is None:
        return [whole]
    whole.programme = True
    rest = last.part(own.end(), len(last.text))
    numbers = [*(part.strip() for part in parts[:-1]), last.part(0, own.end())]
    return [whole, *(Draft(_with_verb((number, rest), phrase), parent=whole) for number in numbers)]


def _of_counted(parts: list[Span], phrase: Phrase) -> list[Draft]:
    """Counted things in a row; those that share their noun, or have a short one, are one work."""
    drafts: list[Draft] = []
    nouns = [_noun(part, phrase) for part in parts]
    if len(nouns[0]) <= SHORT or all(len(noun) <= SHORT for noun in nouns[1:]):
        return [_draft(phrase.core, phrase)]
    for part in parts:
        draft = _draft((part,), phrase)
        bare = _noun(part, phrase)
        if drafts and (len(bare) <= SHORT or related(bare, _bare_name(drafts[-1], phrase))):
            drafts[-1].quantities += draft.quantities
        elif draft.pieces:
            drafts.append(draft)
    return drafts or [_draft(phrase.core, phrase)]


def _noun(part: Span, phrase: Phrase) -> str:
    return "".join(piece.text for piece in _trimmed(_without_quantities([part], phrase.quantities)))


def _bare_name(draft: Draft, phrase: Phrase) -> str:
    return "".join(piece.text for piece in draft.pieces if piece is not phrase.verb)


def related(one: str, other: str) -> bool:
    """Whether two nouns have one end or one start."""
    if min(len(one), len(other)) < 2:
        return False
    action = one[-2:] == other[-2:] and bool(ends_with(one, "words", "actions"))
    short = max(len(one), len(other)) <= SHORT + 2
    return action or short and one[:2] == other[:2] or len(one) > SHORT and one[-3:] == other[-3:]


def _action_parts(core: Span) -> list[Span]:
    """Two things done, joined by “and”: each side ends with the words of a work."""
    depth, _quoted = nesting(core.source)
    for found in core.outside(JOINED):
        left = core.part(0, found.start() - core.start)
        right = core.part(found.end() - core.start, len(core.text))
        if _whole_action(left.text) and _whole_action(right.text):
            return [left, right]
    return [core]


def _whole(text: str) -> bool:
    """Whether a text is nothing but words of a work."""
    rest = text
    while word := ends_with(rest, "words", "actions"):
        rest = rest[: -len(word)]
    return not rest


def _whole_action(text: str) -> bool:
    action = action_of(text)
    return bool(action) and len(text) - len(action) >= 2 and len(text) >= 6


def is_unknown_verb(phrase: Phrase) -> bool:
    """Whether the segmenter and not the lexicon found its verb."""
    return any(sort == WORK and word.text not in words("words", "work_verbs") for word, sort in phrase.led)


def measure_in(quantity: Quantity, phrase: Phrase) -> str:
    """What a quantity of a stretch counts, without the words that lead the stretch."""
    core = next((part for part in phrase.core if _holds(part, quantity.span)), phrase.span)
    return measure_of(quantity, core) or measure_of(quantity, phrase.span)


def measure_of(quantity: Quantity, phrase_span: Span) -> str:
    """What is counted: the noun before a quantity, else the one behind it."""
    before = phrase_span.source[phrase_span.start : quantity.span.start]
    noun = re.split(r"[，。；、,;:：（(]", before)[-1]
    noun = REACHED.sub("", noun).strip(JUNK)
    if len(noun) >= 2:
        return noun[-30:]
    behind = re.match(r"[^，。；、,;:：）)]*", phrase_span.source[quantity.span.end : phrase_span.end])
    return (behind[0] if behind else "").strip(JUNK)[:30]
