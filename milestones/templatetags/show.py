"""How pages write days, quantities and lights."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.rules.reasons import show_day, show_number
from projects.clock import day_of

register = template.Library()

LIGHTS = {"red": _("Red"), "yellow": _("Yellow"), "green": _("Green"), "blue": _("Blue"), "grey": _("Grey")}

# What makes up a light, in as few words as fit under a figure.
RULES = {
    "overdue": ("red", _("overdue")),
    "behind_red": ("red", _("far behind")),
    "due_soon": ("yellow", _("due soon")),
    "forecast_late": ("yellow", _("forecast late")),
    "forecast_passed": ("yellow", _("forecast passed")),
    "behind_yellow": ("yellow", _("behind")),
    "awaiting": ("yellow", _("awaiting confirmation")),
    "on_track": ("green", _("on track")),
    "finished": ("blue", _("in time")),
    "finished_late": ("blue", _("finished late")),
    "not_started": ("grey", _("not started")),
    "suspended": ("grey", _("suspended")),
    "unplanned": ("grey", _("without a schedule")),
}


STEPS = {
    1: _("owner and steward"),
    2: _("unit head"),
    3: _("leader in charge"),
    4: _("monthly list"),
}

CLEARED = {
    "finished": _("Cleared by a confirmed finish"),
    "extended": _("Cleared by an approved extension"),
    "cancelled": _("Cleared by a cancellation"),
}


@register.filter
def ladder_step(step):
    """Whom a step of the ladder tells."""
    return STEPS.get(step, "")


@register.filter
def cleared_by(why):
    return CLEARED.get(why, _("Cleared"))


@register.filter
def makeup(tally, light):
    """Which rules make up the projects of a light: “overdue 16, far behind 2”."""
    parts = [
        (word, tally.rules[rule]) for rule, (of, word) in RULES.items() if of == light and tally.rules[rule]
    ]
    gap = "" if (get_language() or "").startswith("zh") else " "
    return _t(", ").join(f"{word}{gap}{count}" for word, count in parts)


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
