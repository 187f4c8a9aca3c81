"""The name of a work from what a sheet writes under it: “1.完成农村公路大中修40公里。” is 农村公路大中修."""

import re

from .quantity import CellQuantity, quantities_of
from .table import NUMBERING
from .text import one_line

SEVERAL = re.compile(r"[；;].|二是|(?:^|\D)2[、.．]\D")
LEADING = re.compile(r"^(?:全面完成|完成|力争完成)(?=.{3})")
BRACKET_END = re.compile(r"[（(]([^（）()]*)[)）]$")


def work_name(text: str) -> tuple[str, list[CellQuantity]]:
    """A name without its number, its stop and the quantities at its end; and all quantities of the text."""
    plain = NUMBERING.sub("", one_line(text), count=1).strip().rstrip("。；;")
    quantities = quantities_of(plain)
    if not quantities:
        return plain, _in_bracket(plain)[1]
    clauses = re.split(r"[，；。](?![^（(]*[)）])", plain)
    # What follows is left out only where all of it is kept as quantities.
    name = clauses[0] if all(map(quantities_of, clauses)) else plain
    if bracket := BRACKET_END.search(name):
        inner = quantities_of(bracket[1])
        if inner and bracket[1].startswith(inner[0].as_written):
            return name[: bracket.start()].strip(), quantities
    for one in quantities:
        if name.endswith(one.as_written) and len(name) > len(one.as_written) + 2:
            name = name[: -len(one.as_written)].strip(" ，、")
    return LEADING.sub("", name), quantities


def _in_bracket(name: str) -> tuple[str, list[CellQuantity]]:
    bracket = BRACKET_END.search(name)
    return (name[: bracket.start()], quantities_of(bracket[1])) if bracket else (name, [])
