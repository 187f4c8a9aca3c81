"""Names of units: several in one cell, and which known unit a short name means."""

import re
from collections.abc import Iterable

from .lexicon import TABLES
from .text import visible

SEPARATORS = re.compile(r"[、,，;；/／\n\r]+|\s{2,}|(?<=[局委办心司道会团])\s+")
PREFIX = re.compile(r"^(?:沈阳市|沈阳|铁西区|铁西|市|区)")
ENDS = sorted(TABLES["units"]["ends"], key=len, reverse=True)


def split_units(text: str) -> list[str]:
    """The units that a cell names, in order, each once; what stands in brackets belongs to the unit before."""
    text = visible(text).strip()
    cut, depth, parts = [], 0, []
    for sign in text:
        depth += (sign in "(（") - (sign in ")）")
        cut.append("\0" if depth > 0 and SEPARATORS.match(sign) else sign)
    bare = "".join(cut)
    place = 0
    for match in SEPARATORS.finditer(bare):
        parts.append(text[place : match.start()])
        place = match.end()
    parts.append(text[place:])
    names = [re.sub(r"[（(].*?[)）]", "", part).strip() for part in parts]
    return list(dict.fromkeys(name for name in names if name))


def propose_unit(name: str, known: Iterable[str]) -> str | None:
    """The one known unit that a name means: itself, the same without its district, or a short form of its head word.

    Never a name that only looks alike: the head word of one must be in the other, sign by sign and in order.
    """
    known = list(known)
    if name in known:
        return name
    core, end = _core(name)
    parts = [(one, *_core(one)) for one in known]
    for meant in (
        [one for one, its_core, its_end in parts if its_core == core and its_end == end],
        [one for one, its_core, its_end in parts if its_end == end and _is_short_for(core, its_core)],
    ):
        if len(meant) == 1:
            return meant[0]
        if meant:
            return None
    return None


def _core(name: str) -> tuple[str, str]:
    """The head word of a name, and the kind of unit behind it."""
    name = "".join(visible(name).split())
    bare = PREFIX.sub("", name)
    end = next((end for end in ENDS if bare.endswith(end) and len(bare) > len(end)), "")
    core = bare[: len(bare) - len(end)] if end else bare
    return core, {"街道办事处": "街道", "委员会": "委", "办公室": "办"}.get(end, end)


def _is_short_for(one: str, other: str) -> bool:
    """Whether the shorter head word is made of signs of the longer one, in order, from its first sign on."""
    short, long = sorted((one, other), key=len)
    signs = iter(long)
    return len(short) >= 2 and len(short) < len(long) and short[0] == long[0] and all(sign in signs for sign in short)
