"""The texts of districts that never were, each with what a careful person would write down of it."""

from decimal import Decimal
from pathlib import Path

from intake.report.against import Known, KnownTarget

TEXTS = Path(__file__).with_name("texts")
NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))


def text_path(name):
    return TEXTS / f"{name}.txt"


def truth_of(name):
    """The works of a text: a line each, with line, label, name, programme and quantities."""
    works = []
    for number, row in enumerate((TEXTS / f"{name}.tsv").read_text("utf-8").splitlines()):
        line, label, title, parent, quantities = row.split("\t")
        known = Known(str(number), title, label, 2025, parent or None, {int(line)})
        known.targets = [known_target(written, int(line)) for written in quantities.split("; ") if written]
        works.append(known)
    codes = {work.name: work.code for work in works}
    for work in works:
        work.parent = codes[work.parent] if work.parent else None
    return works


def known_target(written, line):
    value, unit, qualifier = written.split(" ")
    least, _, most = value.partition("~")
    return KnownTarget(Decimal(least), Decimal(most) if most else None, unit, qualifier, "", line)
