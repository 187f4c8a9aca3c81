"""Places of a drawing, as its templates reckon them."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from milestones.models.status import State
from milestones.papers.stamp import Stamp

register = template.Library()

DIAMONDS: dict[str, str] = {State.OVERDUE: "M0-7.5 7.5 0 0 7.5-7.5 0Z", State.AWAITING: "M0-6 6 0 0 6-6 0Z"}


@register.filter
def plus(place: float, more: float) -> float:
    return round(place + more, 1)


@register.filter
def less(place: float, off: float) -> float:
    return round(place - off, 1)


@register.simple_tag
def foot(sheet: Any, stamp: Stamp, end: str) -> str:
    """What a sheet of paper says of itself, up to the words at its end."""
    return "　".join(sheet.foot([part for part in (stamp.mark, *stamp.parts) if part], end))


@register.simple_tag
def shape(kind: str) -> SafeString:
    """The shape of a milestone's mark."""
    return mark_safe(f'<path d="{DIAMONDS[kind]}"/>' if kind in DIAMONDS else '<circle r="4"/>')  # noqa: S308 - no input


@register.simple_tag
def marks(line: Any, paper: Any) -> SafeString:
    """The marks of a row. In Python, because a wall has thousands of them."""
    drawn = '<g class="mark {}" transform="translate({} {}) scale({})"><title>{}</title>{}</g>'
    rows = ((one.kind, one.x, line.y, paper.scale, one.said, shape(one.kind)) for one in line.marks)
    return format_html_join("", drawn, rows)
