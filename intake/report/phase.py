"""The phase that a stretch gives its work, by its verbs and by whether the text promises or reports."""

from .lexicon import TABLES, holds_any
from .phrase import RESULT, WORK, Phrase

STARTED, PLANNED, COMPLETED, ONGOING = "started", "planned", "completed", "ongoing"
# What a plan says of the year to come is promised and not yet so.
KEEPS_IN_A_PLAN = {STARTED, "landed", "signed", "reserved", PLANNED}
MOVING = ("加快", "加速", "继续", "续建", "新续建", "滚动", "滚动实施", "持续")


def phase_of(phrase: Phrase, planned: bool) -> str:
    """One of the phases of the register."""
    said = _said(phrase)
    if holds_any(phrase.span.text, "phases", "ongoing") and said in ("", STARTED, ONGOING):
        return ONGOING
    if not planned:
        return said or (COMPLETED if _is_built(phrase) else ONGOING)
    moving = any(word.text in MOVING for word, _sort in phrase.led)
    return STARTED if moving or phrase.predicate and said == STARTED and phrase.has_verb else PLANNED


def _said(phrase: Phrase) -> str:
    if phrase.predicate in TABLES["phases"]["predicate"]:
        return TABLES["phases"]["predicate"][phrase.predicate]
    lead = TABLES["phases"]["lead"]
    return next((lead[word.text] for word, _sort in phrase.led if word.text in lead), "")


def _is_built(phrase: Phrase) -> bool:
    return bool(phrase.taken) or phrase.award or any(sort in (WORK, RESULT) for _word, sort in phrase.led)
