"""How pages write days, quantities and lights."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from milestones.rules.reasons import show_day, show_number
from projects.clock import day_of

register = template.Library()

LIGHTS = {"red": _("Red"), "yellow": _("Yellow"), "green": _("Green"), "blue": _("Blue"), "grey": _("Grey")}


@register.filter
def day(value, on):
    """A day; its year is named only when it is not that of the day reported."""
    return show_day(value, on)


@register.filter
def local_day(instant):
    """The district's day of an instant."""
    return day_of(instant)


@register.filter
def without_sign(number):
    return abs(number)


@register.filter
def month(value):
    """A month on an axis."""
    return date_format(value, _("M"))


@register.filter
def quantity(value, unit=""):
    """A number with its unit, as the source writes it."""
    return show_number(value, unit)


@register.filter
def light_word(light):
    return LIGHTS.get(light, _("—"))


@register.inclusion_tag("includes/light.html")
def light(name, spoken=True):
    """The shape of a light; `spoken` False where its word stands beside it."""
    return {"light": name, "word": LIGHTS.get(name, ""), "spoken": spoken}
