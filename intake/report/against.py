"""Measure a reading against fixtures of the register that were made from the same text by hand.

A quantity is right if value, unit and qualifier are those of the register; each counts once. A work is right if it
stands on a line that the register names for its work and the two names share most of their signs; each counts once. A
quantity is on its right work if that work, its programme or one of its parts, is the one that the register has it on.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .lexicon import TABLES
from .likeness import likeness
from .quantity import SIZES
from .work import Reading, Target, Work

ALIKE = 0.6
ON_LINE = re.compile(r"第(\d+)行")
MONEY = re.compile(r"([万亿]+)(元|美元)")


@dataclass
class Known:
    """A work of the register."""

    code: str
    name: str
    label: str
    year: int
    parent: str | None
    lines: set[int]
    targets: list["KnownTarget"] = field(default_factory=list)


@dataclass(frozen=True)
class KnownTarget:
    """A quantity of the register."""

    value: Decimal
    value_max: Decimal | None
    unit: str
    qualifier: str
    measure: str
    line: int

    @property
    def key(self) -> tuple[Decimal, Decimal | None, str, str]:
        return self.value, self.value_max, self.unit, self.qualifier


@dataclass(frozen=True)
class Ratio:
    """So many right of so many."""

    right: int
    of: int

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.value:.3f}"


@dataclass(frozen=True)
class Score:
    """What was measured."""

    quantities: tuple[Ratio, Ratio]  # recall, precision
    boxes: tuple[Ratio, Ratio]
    body: tuple[Ratio, Ratio]
    placed: Ratio
    invented: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    def rows(self) -> list[tuple[Any, ...]]:
        named = (
            (_("Quantities"), self.quantities),
            (_("Works of boxes"), self.boxes),
            (_("Works of the body"), self.body),
        )
        rows: list[tuple[Any, ...]] = [
            (name, recall.right, recall.of, str(recall), precision.right, precision.of, str(precision))
            for name, (recall, precision) in named
        ]
        return [*rows, (_("On its right work"), self.placed.right, self.placed.of, str(self.placed), "", "", "")]

    def summary(self) -> str:
        pairs = (("quantities", self.quantities), ("boxes", self.boxes), ("body", self.body))
        said = [f"{name}_recall={recall} {name}_precision={precision}" for name, (recall, precision) in pairs]
        return f"{' '.join(said)} right_work={self.placed} invented={self.invented}"


def read_register(paths: Iterable[Path]) -> list[Known]:
    """The works of fixtures, with their quantities."""
    works: dict[str, Known] = {}
    for path in paths:
        for row in json.loads(path.read_text("utf-8")):
            fields = row["fields"]
            if row["model"] == "projects.project":
                works[fields["code"]] = _known(fields)
            elif row["model"] == "projects.target":
                _add_target(works[fields["project"][0]], fields)
    return list(works.values())


def _known(fields: dict[str, Any]) -> Known:
    lines = {int(fields["source_line"])} if fields.get("source_line") else set()
    lines |= {int(number) for number in ON_LINE.findall(fields.get("note") or "")}
    parent = fields["parent"][0] if fields.get("parent") else None
    return Known(fields["code"], fields["name"], fields.get("label") or "", fields["plan_year"], parent, lines)


def _add_target(work: Known, fields: dict[str, Any]) -> None:
    value, unit = Decimal(fields["value"]), fields["unit"]
    if money := MONEY.fullmatch(unit):
        value, unit = value * SIZES[money[1]], money[2]
    most = Decimal(fields["value_max"]) if fields.get("value_max") else None
    line = int(fields.get("source_line") or min(work.lines, default=0))
    work.lines.add(line)
    unit = TABLES["units"]["same"].get(unit, unit)
    work.targets.append(KnownTarget(value, most, unit, fields["qualifier"], fields["measure"], line))


def measure(reading: Reading, register: Sequence[Known]) -> Score:
    """Measure a reading against a register."""
    pairs = _pairs(reading.works, register)
    known_by_work = {id(work): known for work, known in pairs}
    placed = _placed(reading.works, register, known_by_work)
    found = {known.code for _work, known in pairs}
    return Score(
        _quantities(reading.works, register),
        _works(reading.works, register, known_by_work, found, True),
        _works(reading.works, register, known_by_work, found, False),
        placed,
        sum(not _is_written(target) for work in reading.works for target in work.targets),
        tuple(f"{known.code} {known.lines} {known.name}" for known in register if known.code not in found),
        tuple(f"L{work.line} {work.label} {work.name}" for work in reading.works if id(work) not in known_by_work),
    )


def _is_written(target: Target) -> bool:
    span = target.quantity.span
    return span.source[span.start : span.end] == target.quantity.as_written != ""


def _pairs(works: Sequence[Work], register: Sequence[Known]) -> list[tuple[Work, Known]]:
    """Each work with the one of the register that it is, the most alike first."""
    scored = sorted(
        (
            (_likeness(work, known), place, number)
            for place, work in enumerate(works)
            for number, known in enumerate(register)
            if work.line in known.lines
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    pairs, taken, given = [], set(), set()
    for score, place, number in scored:
        if score >= ALIKE and place not in taken and number not in given:
            taken.add(place)
            given.add(number)
            pairs.append((works[place], register[number]))
    return pairs


def _likeness(work: Work, known: Known) -> float:
    shared = {target.quantity.key for target in work.targets} & {target.key for target in known.targets}
    alike = likeness(work.name, known.name)
    return (
        alike
        + (0.2 if shared and alike >= ALIKE / 2 else 0)
        - (0.05 if (known.parent is None) != (work.parent is None) else 0)
    )


def _quantities(works: Sequence[Work], register: Sequence[Known]) -> tuple[Ratio, Ratio]:
    read = Counter(target.quantity.key for work in works for target in work.targets)
    known = Counter(target.key for one in register for target in one.targets)
    right = (read & known).total()
    return Ratio(right, known.total()), Ratio(right, read.total())


def _works(
    works: Sequence[Work], register: Sequence[Known], pairs: dict[int, Known], found: set[str], boxed: bool
) -> tuple[Ratio, Ratio]:
    known = [one for one in register if bool(one.label) is boxed]
    read = [work for work in works if bool(work.label) is boxed]
    return (
        Ratio(sum(one.code in found for one in known), len(known)),
        Ratio(sum(id(work) in pairs for work in read), len(read)),
    )


def _placed(works: Sequence[Work], register: Sequence[Known], pairs: dict[int, Known]) -> Ratio:
    """Of the quantities that are right, how many stand on the work of the register that has them."""
    right = total = 0
    for one in register:
        for target in one.targets:
            holders = [
                work
                for work in works
                if any(
                    read.quantity.key == target.key and read.quantity.span.line in one.lines for read in work.targets
                )
            ]
            if holders:
                total += 1
                right += any(_is_of(work, one, target, pairs) for work in holders)
    return Ratio(right, total)


def _is_of(work: Work, known: Known, target: KnownTarget, pairs: dict[int, Known]) -> bool:
    paired = pairs.get(id(work))
    if paired and known.code in (paired.code, paired.parent) or paired and paired.code == known.parent:
        return True
    return paired is None and max(likeness(work.name, known.name), likeness(work.name, target.measure)) >= ALIKE
