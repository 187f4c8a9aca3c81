"""Which drafts of a stretch are works: what can be built, held or counted, and no talk."""

import re

from .draft import Draft, action_of, is_proper, is_unknown_verb
from .lexicon import TABLES, any_of, ends_with, holds_any, words
from .phrase import Phrase

LONGEST_SURE = 30
SHORTEST = 3
MARKED = re.compile(r"[“”A-Za-z0-9#]")
LACKING = re.compile(rf"(?:{any_of(words('words', 'lacking'))})$")
WEAK = re.compile(r"推进|深化|优化|完善|实施|运行|推开|开展")
EVERY = re.compile(r"(?:各级|各类|各项|系列|多种|相关)+.{2,3}")
UNNAMED = ("项目", "工程", "重点项目", "重大项目", "任务")
RAISED = re.compile(r"更加|更为|日益|越来越")
QUOTED = re.compile(r"“[^”]+”.{1,4}")
CLOSED = re.compile(r"(?:[”’」》]|[（(][^（()）]*[)）])+$")
NEEDS_QUOTES = ("建设", "工程", "体系")


def is_of_the_work_before(phrase: Phrase) -> bool:
    """Whether a stretch tells more of the work before it, and names none itself."""
    if phrase.predicate and "等" in phrase.span.text:
        return False
    told = next((word for word in words("words", "of_work") if phrase.span.text.startswith(word)), "")
    if told and (len(told) >= SHORTEST or not phrase.has_verb):
        return True
    if any(word.text in words("words", "serving") for word, _sort in phrase.led):
        return True
    if phrase.span.text.startswith(words("words", "serving")):
        return True
    return bool(phrase.taken) and not phrase.has_verb and all(quantity.is_rate for quantity in phrase.taken)


def is_campaign(name: str) -> bool:
    """Whether a work is one that the counts after it are part of."""
    ending = ends_with(name, "words", "campaigns")
    return bool(ending) and (ending not in NEEDS_QUOTES or "“" in name)


def is_admitted(draft: Draft, phrase: Phrase) -> bool:
    """Whether a draft outside boxes names a work."""
    name = draft.name
    if len(name) < SHORTEST or holds_any(name, "indicators", "totals") or LACKING.search(phrase.span.text):
        return False
    if any(not quantity.is_rate for quantity in draft.quantities):
        unnamed = name in words("words", "generic") or _bare(name, phrase) in UNNAMED
        return not unnamed and not EVERY.fullmatch(name) and not name.endswith("投资")
    if is_talk(name, phrase):
        return False
    if draft.parent:
        return is_admitted(draft.parent, phrase) or is_hard(name)
    if draft.programme or draft.listed and is_hard(name):
        return True
    return (phrase.has_verb or bool(phrase.predicate) or phrase.award) and is_named_thing(name, phrase)


def is_admitted_under_label(draft: Draft, phrase: Phrase, first: bool) -> bool:
    """Whether a draft names a work of a box: its first stretch does so sooner than the others."""
    if is_admitted(draft, phrase):
        return True
    name = draft.name
    kept = first and name.endswith(("管理", "监管")) and len(name) > SHORTEST + 1
    if (
        len(name) < SHORTEST
        or EVERY.fullmatch(name)
        or is_talk(name, phrase)
        and not kept
        or LACKING.search(phrase.span.text)
    ):
        return False
    said = phrase.has_verb or bool(phrase.predicate) or phrase.award
    if first and (said or _ending(name, "facilities")):
        return not ends_with(phrase.span.text, "words", "occasions")
    return said and bool(_ending(name, "facilities"))


def _ending(name: str, key: str) -> str:
    """The word of a list that a name ends with, before closing quotes and what stands in brackets."""
    return ends_with(CLOSED.sub("", name), "words", key)


def is_talk(name: str, phrase: Phrase) -> bool:
    """Whether a name ends with a noun of talk, or with a bare noun that is only described."""
    bare = _bare(name, phrase)
    vague = _ending(bare, "vague")
    if vague and len(vague) >= len(_ending(bare, "facilities")) or RAISED.search(bare):
        return True
    described = bare.rpartition("的")
    return bool(described[1]) and (len(described[2]) < SHORTEST or described[2] in words("words", "generic"))


def _bare(name: str, phrase: Phrase) -> str:
    return name.removesuffix(phrase.verb.text) if phrase.verb else name


def is_hard(name: str) -> bool:
    """Whether a name ends with a thing that can be seen and is long enough to say which."""
    thing = name.removesuffix(action_of(name))
    ending = _ending(thing, "facilities")
    return bool(ending) and ending not in words("words", "soft") and len(name) > SHORTEST <= len(thing)


def is_named_thing(name: str, phrase: Phrase) -> bool:
    """Whether a name says which thing it is, and ends with a thing."""
    bare = _bare(name, phrase)
    if is_talk(name, phrase) or len(bare) <= SHORTEST:
        return False
    strong = phrase.predicate in TABLES["phases"]["predicate"] and not WEAK.search(phrase.predicate)
    if QUOTED.fullmatch(bare) or strong:
        return True
    if not _ending(name, "facilities"):
        return False
    return bool(MARKED.search(name)) or bool(_ending(name, "programmes")) or is_proper(bare) or is_hard(bare)


def is_sure(draft: Draft, phrase: Phrase, boxed: bool) -> bool:
    """Whether a person can take it without a look."""
    if is_unknown_verb(phrase) or not SHORTEST <= len(draft.name) <= LONGEST_SURE:
        return False
    if any(not quantity.plain for quantity in draft.quantities):
        return False
    return (
        boxed
        or draft.listed
        or draft.parent is not None
        or bool(draft.quantities)
        or is_named_thing(draft.name, phrase)
    )
