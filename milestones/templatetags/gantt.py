"""Places of a drawing, as its templates reckon them."""

from django import template

register = template.Library()


@register.filter
def plus(place, more):
    return round(place + more, 1)


@register.filter
def less(place, off):
    return round(place - off, 1)


@register.simple_tag
def foot(sheet, stamp, end):
    """What a sheet of paper says of itself, up to the words at its end."""
    return "　".join(sheet.foot([part for part in (stamp.mark, *stamp.parts) if part], end))
