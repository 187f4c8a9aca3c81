"""How mails write: no style sheet, so what must not break says so itself."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from milestones.digests.lines import COLOURS

register = template.Library()

# Days and numbers with their unit: 2027年1月20日, 54天, 34个工作日, 42.9个百分点.
WHOLE = re.compile(r"(?:\d+年)?\d+月\d+日|\d[\d.]*(?:个工作日|个百分点|[天项条次])")


@register.filter
def colour(light: str) -> str:
    """The ink of a light, or of what is none."""
    return COLOURS[light]


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep each date, and each number with its unit, on one line."""
    nowrap = r'<span style="white-space:nowrap">\g<0></span>'
    return mark_safe(WHOLE.sub(nowrap, escape(text)))  # noqa: S308 - escaped first, and the pattern holds no markup
