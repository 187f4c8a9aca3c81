"""How pages write days, quantities and lights."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant
from backoffice.days import show_day
from milestones.models.status import RULES_OF_LIGHT, Light
from milestones.reports.filters import NOBODY
from milestones.reports.home.projects_on_day import STATED
from projects.models import Target
from projects.permissions import may_perform
from projects.quantities import format_quantity, format_rounded_quantity

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

register = template.Library()
register.filter("may", may_perform)


@register.filter
def language_tag(code: str) -> str:
    """A language as documents name it: zh-Hans for Django's zh-hans."""
    language, _mark, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


@register.simple_tag
def other_languages() -> list[tuple[str, str]]:
    """Code and own name of each language that the page could be read in instead."""
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]


@register.filter
def makeup(tally: Any, light: str) -> list[tuple[str, Any, int]]:
    """Which rules make up the projects of a light: rule, word and count."""
    rules: list[tuple[str, Any]] = [(rule.value, rule.label) for rule in RULES_OF_LIGHT[Light(light)]]
    rules += [(STATED, _t("finished as registered"))] if light == Light.GREY else []
    return [(rule, word, tally.rules[light, rule]) for rule, word in rules if tally.rules[light, rule]]


@register.simple_tag(takes_context=True)
def count(context: Context, number: int, page: str, by: str = "", code: str = "", **conditions: Any) -> SafeString:
    """A number that leads to its rows under the page's day and charge; a true zero leads nowhere."""
    if not number:
        return format_html('<span class="zero">{}</span>', 0)
    charge = {"leader": context["charge"]} if context.get("charge") else {}
    every = {"years": "all"} if page == "projects" else {}  # a count never stops at a year
    wanted = {"on": context["on"]} | every | conditions | charge | ({by: code} if by else {})
    wanted["on"] = wanted["on"].isoformat()
    query = urlencode({name: value for name, value in wanted.items() if value not in ("", None)})
    return format_html('<a href="{}?{}">{}</a>', reverse(page), query, number)


@register.simple_tag(takes_context=True)
def narrowed(context: Context, name: str, value: Any) -> str:
    """The address of this list with one condition more."""
    kept = context["request"].GET.copy()
    kept.pop("page", None)
    kept[name] = value or NOBODY
    kept["on"] = context["on"].isoformat()
    return f"?{kept.urlencode()}"


@register.filter
def delta(number: int) -> str:
    """A difference with its sign, a real minus, and a word for none."""
    if not number:
        return _t("no change")
    return f"+{number}" if number > 0 else f"−{-number}"


@register.filter
def less(number: float, other: float) -> float:
    return number - other


@register.filter
def day(value: dt.date | None, on: dt.date) -> str:
    """A day; its year is named only when it is not that of the day reported."""
    return show_day(value, on)


@register.filter
def local_day(instant: dt.datetime) -> dt.date:
    """The district's day of an instant."""
    return day_of_instant(instant)


@register.filter
def month(value: dt.date) -> str:
    """A month on an axis."""
    return date_format(value, _("M"))  # type: ignore[arg-type]


@register.filter
def quantity(value: Decimal | int | None, unit: str = "") -> str:
    """A number with its unit, as the source writes it."""
    return format_quantity(value, unit)


@register.filter
def rounded(value: Decimal | None, unit: str = "") -> str:
    """A number that was computed, with its unit."""
    return format_rounded_quantity(value, unit)


@register.filter
def amount_of(value: Decimal | None, target: Target | None) -> str:
    """What is asked of a quantity: the whole promise in its words, any other amount as a figure."""
    return target.amount(value) if target else format_quantity(value)


@register.filter
def so_far(value: Decimal | None, target: Target) -> str:
    """A figure that was reported: what is done so far, or that of one period."""
    return target.so_far(value)


@register.filter
def percent(value: Decimal | float) -> str:
    """Whole percent, rounded down: 100% is said only of what is done."""
    return f"{int(value)}%"


@register.filter
def light_word(light: str) -> "str | _StrPromise":
    return Light(light).label if light in Light.values else _("—")


@register.inclusion_tag("includes/light.html")
def light(name: str, spoken: bool = True) -> dict[str, Any]:
    """The shape of a light; `spoken` False where its word stands beside it."""
    return {"light": name, "word": Light(name).label if name in Light.values else "", "spoken": spoken}
