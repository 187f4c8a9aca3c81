"""How pages write days, quantities and lights."""

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant
from backoffice.days import show_day
from milestones.reports.filters import NOBODY, RULES
from projects.quantities import format_quantity, format_rounded_quantity

register = template.Library()

LIGHTS = {"red": _("Red"), "yellow": _("Yellow"), "green": _("Green"), "blue": _("Blue"), "grey": _("Grey")}


@register.filter
def makeup(tally, light):
    """Which rules make up the projects of a light: rule, word and count."""
    return [
        (rule, word, tally.rules[light, rule])
        for rule, (of, word) in RULES.items()
        if of == light and tally.rules[light, rule]
    ]


@register.simple_tag(takes_context=True)
def count(context, number, page, by="", code="", **conditions):
    """A number that leads to its rows under the page's day and charge; a true zero leads nowhere."""
    if not number:
        return format_html('<span class="zero">{}</span>', 0)
    charge = {"leader": context["charge"]} if context.get("charge") else {}
    wanted = {"on": context["on"]} | conditions | charge | ({by: code} if by else {})
    wanted["on"] = wanted["on"].isoformat()
    query = urlencode({name: value for name, value in wanted.items() if value not in ("", None)})
    return format_html('<a href="{}?{}">{}</a>', reverse(page), query, number)


@register.simple_tag(takes_context=True)
def narrowed(context, name, value):
    """The address of this list with one condition more."""
    kept = context["request"].GET.copy()
    kept.pop("page", None)
    kept[name] = value or NOBODY
    kept["on"] = context["on"].isoformat()
    return f"?{kept.urlencode()}"


@register.filter
def delta(number):
    """A difference with its sign, a real minus, and a word for none."""
    if not number:
        return _t("no change")
    return f"+{number}" if number > 0 else f"−{-number}"


@register.filter
def less(number, other):
    return number - other


@register.filter
def day(value, on):
    """A day; its year is named only when it is not that of the day reported."""
    return show_day(value, on)


@register.filter
def local_day(instant):
    """The district's day of an instant."""
    return day_of_instant(instant)


@register.filter
def month(value):
    """A month on an axis."""
    return date_format(value, _("M"))


@register.filter
def quantity(value, unit=""):
    """A number with its unit, as the source writes it."""
    return format_quantity(value, unit)


@register.filter
def rounded(value, unit=""):
    """A number that was computed, with its unit."""
    return format_rounded_quantity(value, unit)


@register.filter
def amount_of(value, target):
    """What is asked of a quantity: the whole promise in its words, any other amount as a figure."""
    return target.amount(value) if target else format_quantity(value)


@register.filter
def so_far(value, target):
    """A figure that was reported: what is done so far, or that of one period."""
    return target.so_far(value)


@register.filter
def percent(value):
    """Whole percent, rounded down: 100% is said only of what is done."""
    return f"{int(value)}%"


@register.filter
def light_word(light):
    return LIGHTS.get(light, _("—"))


@register.inclusion_tag("includes/light.html")
def light(name, spoken=True):
    """The shape of a light; `spoken` False where its word stands beside it."""
    return {"light": name, "word": LIGHTS.get(name, ""), "spoken": spoken}
