"""The menu of the leaders' pages."""

from collections.abc import Iterator

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise

from milestones.pages.urls import MENU

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: Context) -> Iterator[tuple[str, Promise, bool]]:
    """Address and word of each entry, and whether it is that of this page."""
    path = context["request"].path
    for name, word, holds_below in MENU:
        link = reverse(name)
        yield link, word, path.startswith(link) if holds_below else path == link
