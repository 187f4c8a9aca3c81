"""The same work told twice in one document is one work: prose tells it in passing, a list in full."""

from decimal import Decimal

from .lexicon import words
from .likeness import likeness
from .quantity import Quantity
from .reason import Reason
from .work import NotTaken, Reading, Target, Work

SAME, SAME_WITH_QUANTITY = 0.9, 0.6


def merge_repetitions(reading: Reading) -> None:
    """Keep the telling of the list, and of two in prose the first; what is dropped is told."""
    listed = [work for work in reading.works if work.label]
    kept: list[Work] = []
    for work in reading.works:
        others = kept if work.label else [*listed, *(one for one in kept if not one.label)]
        twin = _twin(work, [one for one in others if _may_be_one(one, work)])
        if twin is None:
            kept.append(work)
        else:
            _drop(work, twin, reading)
    reading.works = kept


def _may_be_one(one: Work, other: Work) -> bool:
    if one.planned != other.planned or one.year != other.year:
        return False
    return one.line != other.line or one.name == other.name


def _twin(work: Work, others: list[Work]) -> Work | None:
    """The telling of the same work elsewhere."""
    keys = {_count(target.quantity) for target in work.targets}
    for other in others:
        if work.label and other.label and work.line != other.line and work.name != other.name:
            continue
        shared = keys & {_count(target.quantity) for target in other.targets}
        if keys and not shared:
            continue
        alike = likeness(work.name, other.name)
        if alike >= SAME and (shared or not keys) or shared and alike >= SAME_WITH_QUANTITY:
            return other
    return None


def _count(quantity: Quantity) -> tuple[Decimal, Decimal | None, str]:
    """A figure with its unit; words of counting stand for one another (“200处”, “200座”)."""
    unit = "" if quantity.unit in words("units", "count") and len(quantity.unit) == 1 else quantity.unit
    return quantity.value, quantity.value_max, unit


def _drop(work: Work, twin: Work, reading: Reading) -> None:
    """What only the dropped telling counts, and the works under it, go to the kept one."""
    known = {_count(target.quantity) for target in twin.targets}
    for target in work.targets:
        if _count(target.quantity) in known:
            _tell(target, reading)
        else:
            twin.targets.append(target)
    for child in reading.works:
        if child.parent is work:
            child.parent = twin if twin.parent is None else twin.parent
            twin.programme = twin.programme or twin.parent is None


def _tell(target: Target, reading: Reading) -> None:
    text = f"{target.measure} {target.quantity.as_written}".strip()
    reading.not_taken.append(NotTaken(target.quantity.span.line, text, Reason.TOLD_TWICE))
