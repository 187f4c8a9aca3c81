"""Places of a drawing, as its templates reckon them."""

from django import template

register = template.Library()


@register.filter
def plus(place, more):
    return round(place + more, 1)


@register.filter
def less(place, off):
    return round(place - off, 1)
