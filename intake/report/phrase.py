"""One stretch between commas: the words that lead it, what it is about, and the predicate behind."""

import re
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from .lexicon import TABLES, any_of, longest_first, words
from .quantity import Quantity, find_quantities
from .span import Span, nesting

PLACE_NAME = re.compile(r"大街|大道|路(?![灯网面口段缘侧])|街(?![道区巷路头])|巷")
PLAIN_NUMBERING = re.compile(r"\s*(?:[一二三四五六七八九十]是|[（(]?\d{1,2}[)）]|[①-⑳])\s*")
CARES_FOR = ("做好", "抓好", "办好")  # what follows is a noun, also where it looks like a verb
JOINTS = ("和", "及", "与", "、", "以及", "并", "或")
ADVERB, OPENER, PHASE, WORK, RESULT = "adverb", "opener", "phase", "work", "result"
SORTS = {
    **dict.fromkeys(words("words", "adverbs"), ADVERB),
    **dict.fromkeys(words("words", "openers"), OPENER),
    **dict.fromkeys(words("words", "phase_verbs"), PHASE),
    **dict.fromkeys(words("words", "work_verbs"), WORK),
    **dict.fromkeys(words("words", "result_verbs"), RESULT),
}
LEADING = longest_first(SORTS)
SOFTENERS = "圆满|已经|已|均|全部|基本|正式|顺利|如期|即将|成功|率先|先后|相继|全面|稳步|持续|逐步|有序|加快|深入|将"
PREDICATE = re.compile(rf"(?:{SOFTENERS})*(?P<word>{any_of(TABLES['phases']['predicate'])})(?:中|工作|任务|了)*$")
AWARD = re.compile(rf"(?:{SOFTENERS}|在\S+?率先)*(?P<word>{any_of(words('phases', 'award'))})")
CARRIED = re.compile(rf"(?:{any_of(words('words', 'carriers'))})")
TAIL = re.compile(rf"(?:{any_of(words('words', 'tails'))})$")


OUTCOME = re.compile(
    r"(?:取得|实现|迈上|再上|开创)?(?:新|显著|积极|重大|明显|阶段性)(?:突破|进展|成效|台阶|局面|提升)$"
)
PART = re.compile(r"(?<=[\u4e00-\u9fff”])的[^的，]{0,10}作用$")
DASH = re.compile(r"(?<=.)(?:--+|——)")
FINISHED = re.compile(
    rf"(?P<subject>.{{2,30}}?)(?:已经|已|均|全部)*完成(?P<action>(?:{any_of(words('words', 'actions'))})+)"
)
CARRIED_IN = re.compile(r"(?<=[^，])(?:实施|开展|进行)")


@dataclass(frozen=True)
class Phrase:
    """What a stretch says, cut into its parts."""

    span: Span
    core: tuple[Span, ...]  # what it is about
    led: tuple[tuple[Span, str], ...]  # the words before, each with its sort
    verb: Span | None  # the verb that says the kind of work
    predicate: str
    said: Span  # the predicate with all that follows it
    award: bool
    quantities: tuple[Quantity, ...]

    @property
    def has_verb(self) -> bool:
        return len(self.core) > 1 or any(sort in (PHASE, WORK, RESULT) for _word, sort in self.led)

    @property
    def taken(self) -> tuple[Quantity, ...]:
        """Its quantities of works."""
        return tuple(quantity for quantity in self.quantities if quantity.why_not is None)


def read_phrase(span: Span) -> Phrase:
    """The parts of one stretch."""
    span = span.strip(" \t\u3000\xa0：:")
    if numbered := PLAIN_NUMBERING.match(span.text):
        span = span.part(numbered.end(), len(span.text))
    quantities = tuple(find_quantities(span))
    about = _past_circumstance(_past_money(_past_day(span), quantities))
    led, verb, start = _lead(about)
    start += about.start - span.start
    rest = span.part(start, len(span.text))
    subject, predicate, award = _predicate(rest, led)
    said = Span(rest.line, subject.end, rest.end, rest.source)
    return Phrase(span, _object(subject), led, verb, predicate, said, award, quantities)


DAY = re.compile(
    r"(?:力争|计划|预计|确保|于|到|截至)?(?:20\d\d年|今年|明年)?(?:\d{1,2}月(?:\d{1,2}日)?|[上下]半年|[一二三四]季度|年)?"
    r"(?:年?[底末初]|[上中下]旬)?(?:之前|以前|前)|(?:截至|截止|到|至)?\d{1,2}月(?:\d{1,2}日|[底末初])"
)


def _past_day(span: Span) -> Span:
    """Past the day by which something is to be done."""
    found = DAY.match(span.text)
    return span.part(found.end(), len(span.text)) if found else span


def _past_money(span: Span, quantities: tuple[Quantity, ...]) -> Span:
    """Past the sum that a work costs: “投资2亿元新建甲学校”."""
    money = next((one for one in quantities if one.is_money), None)
    if not money or span.source[span.start : money.span.start] not in (
        "投资",
        "总投资",
        "投入",
        "投入资金",
        "计划投资",
    ):
        return span
    rest = Span(span.line, money.span.end, span.end, span.source)
    return rest if len(rest.text) > 3 else span


CIRCUMSTANCE = re.compile(rf"(?:{any_of(words('words', 'circumstances'))})")
INNER_VERB = re.compile(
    any_of(
        word
        for word in (*words("words", "phase_verbs"), *words("words", "work_verbs"), *words("words", "result_verbs"))
    )
)


def _past_circumstance(span: Span) -> Span:
    """Past the words that only say by what or where: “按照…开展清查” is about the “开展清查”."""
    if not CIRCUMSTANCE.match(span.text) or span.text.startswith(("以上", "以下", "就业", "与会")):
        return span
    for found in span.outside(INNER_VERB):
        place = found.start() - span.start
        if place >= 3 and span.end - found.end() >= 3 and not _is_within_word(span.text, place, found[0]):
            return span.part(place, len(span.text))
    return span


@lru_cache(maxsize=4096)
def _is_within_word(text: str, place: int, verb: str) -> bool:
    """Whether the segmenter cuts the text otherwise, so that no verb stands there; or a noun is made of it."""
    start, cuts = 0, set()
    for token in rjieba.cut(text):
        cuts.add(start)
        start += len(token)
    return place not in cuts or text[place + len(verb) :][:1] in "的、和及与"


def _lead(span: Span) -> tuple[tuple[tuple[Span, str], ...], Span | None, int]:
    """The words that lead it, the last verb of a kind of work, and where the rest begins."""
    led: list[tuple[Span, str]] = []
    kept, verb, kept_verb, place, count = 0, None, None, 0, 0
    while word := _leading_word(span, place, bool(led)):
        if led and led[-1][0].text in CARES_FOR and SORTS[word[1]] == WORK:
            break
        sort = SORTS[word[1]]
        place = word[0] + len(word[1])
        led.append((span.part(word[0], place), sort))
        if sort == WORK:
            verb = led[-1][0]
        elif sort != ADVERB and sort != OPENER:
            verb = None if sort == RESULT else verb
        if sort != ADVERB:
            kept, kept_verb, count = place, verb, len(led)
    if not any(sort in (PHASE, WORK, RESULT) for _word, sort in led[:count]):
        unknown = _unknown_verb(span.text[kept:])
        if unknown:
            verb = span.part(kept, kept + len(unknown))
            return (*led[:count], (verb, WORK)), verb, kept + len(unknown)
    return tuple(led[:count]), kept_verb, kept


def _leading_word(span: Span, place: int, led: bool) -> tuple[int, str] | None:
    text = span.text
    starts = [place] + ([place + len(joint) for joint in JOINTS if led and text.startswith(joint, place)])
    for start in starts:
        for word in LEADING:
            if text.startswith(word, start) and len(text) - start - len(word) >= 2:
                if SORTS[word] in (WORK, PHASE) and PLACE_NAME.match(text, start + len(word)):
                    return None
                if text[start + len(word)] in ("率性业者局费类、" if led else "的率性业者局费类、") or (
                    start > place and SORTS[word] == ADVERB
                ):
                    continue
                return start, word
    return None


@lru_cache(maxsize=4096)
def _unknown_verb(text: str) -> str:
    """A verb of two signs at the start that the lexicon does not know, by the segmenter."""
    tagged = rjieba.tag(text[:24])
    if re.match(r"..\d+\D?[号路街]", text):
        return ""
    if len(tagged) < 2 or tagged[0][1] != "v" or len(tagged[0][0]) != 2 or tagged[1][1].startswith(("v", "u", "x")):
        return ""
    return tagged[0][0] if len(text) - 2 >= 3 else ""


def _predicate(rest: Span, led: tuple[tuple[Span, str], ...]) -> tuple[Span, str, bool]:
    """What a stretch is about, and the predicate that it ends with or that goes on to its end."""
    depth, _quoted = nesting(rest.source)
    found = next((one for one in PREDICATE.finditer(rest.text) if one.start() >= 2), None)
    if found and not depth[rest.start + found.start()]:
        return rest.part(0, found.start()), found["word"], False
    if any(sort in (PHASE, RESULT) for _word, sort in led) or rest.text.startswith(words("words", "prepositions")):
        return rest, "", False
    for one in AWARD.finditer(rest.text):
        if (
            one.start() >= 3
            and not depth[rest.start + one.start()]
            and not rest.text[: one.start()].endswith(("的", "中"))
        ):
            return rest.part(0, one.start()), one["word"], True
    return rest, "", False


def _object(rest: Span) -> tuple[Span, ...]:
    """The stretches that say what it is about: without a preposition, its carrier and the words of work behind."""
    rest = rest.strip(" ，、的")
    if (named := DASH.search(rest.text)) and len(rest.text) - named.end() > 3:
        rest = rest.part(named.end(), len(rest.text))
    for pattern in (OUTCOME, PART, TAIL):
        if tail := pattern.search(rest.text):
            rest = rest.part(0, tail.start()).strip(" ，、的") if tail.start() >= 2 else rest
    if finished := FINISHED.fullmatch(rest.text):
        first, last = finished.span("subject"), finished.span("action")
        return rest.part(*first), rest.part(*last)
    if rest.text.startswith("在") and (carried := CARRIED_IN.search(rest.text)):
        return (rest.part(carried.end(), len(rest.text)),)
    preposition = next((word for word in words("words", "prepositions") if rest.text.startswith(word)), "")
    if not preposition or len(rest.text) < 4 or rjieba.cut(rest.text[:8])[0] != preposition:
        return (rest,)
    rest = rest.part(len(preposition), len(rest.text))
    depth, _quoted = nesting(rest.source)
    for found in CARRIED.finditer(rest.text):
        if found.start() >= 2 and not depth[rest.start + found.start()] and len(rest.text) - found.end() >= 2:
            return rest.part(0, found.start()), rest.part(found.end(), len(rest.text))
    return (rest,)
