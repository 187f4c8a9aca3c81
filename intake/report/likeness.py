"""Whether two names mean one work, by the signs that they share."""

import re
from collections import Counter
from functools import lru_cache

from .lexicon import any_of, words

COMMON = re.compile(any_of(words("words", "common")))
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def plain_name(name: str) -> str:
    """A name without signs and without the words that all works share."""
    plain = "".join(PLAIN.findall(BRACKETS.sub("", name) or name))
    return COMMON.sub("", plain) or plain


@lru_cache(maxsize=4096)
def _signs(name: str) -> Counter[str]:
    return Counter(plain_name(name))


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """How much of two names is the same, from 0 to 1: of the shorter one rather than of the longer."""
    first, second = _signs(one), _signs(other)
    shorter, longer = sorted((first.total(), second.total()))
    shared = (first & second).total()
    if not shorter or shared < min(2, shorter):
        return 0.0
    return 0.75 * shared / shorter + 0.25 * shared / longer
