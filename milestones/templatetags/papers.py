"""What the margins of a printed page say; the stylesheet reads it from attributes, because nothing inline is
allowed.
"""

import re
from dataclasses import replace
from html import unescape

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milestones.papers.stamp import Stamp, overdue_stamp, page_stamp
from milestones.reports.circular import may_circulate
from milestones.reports.overdue.report import OverdueReport
from milestones.templatetags.show import language_tag

register = template.Library()
register.filter(may_circulate)

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
MAIN = re.compile(r"<main\b.*?</main>", re.S)
# What is offered, not said: the choices of today's filters with it.
FORM = re.compile(r"<form\b.*?</form>", re.S)
TAG = re.compile(r"<[^>]*>|\s+")
# Which part of a page is shown, and nothing that narrows it.
PLACES = {"on", "page", "screen", "pause"}


@register.simple_block_tag(takes_context=True)
def sheet(context: Context, content: str) -> SafeString:
    """The page, and as its attributes its name, whether it is invented, and its particulars."""
    stamp = printed_page_stamp(context, content)
    before, between, after = re.split(r"%\(pages?\)s", _("Page %(page)s of %(pages)s"))
    return format_html(
        '<html lang="{}" data-page="{}" data-of="{}" data-end="{}" data-title="{}" data-mark="{}" data-foot="{}">'
        "\n{}\n</html>",
        language_tag(get_language() or settings.LANGUAGE_CODE),
        before,
        between,
        after,
        printed_page_name(content),
        _("Demonstration data, no real work") if settings.DEMONSTRATION else "",
        stamp.foot if stamp else "",
        mark_safe(content),  # noqa: S308 - rendered by the page's own template
    )


def printed_page_name(content: str) -> str:
    """The product and the page, as its title says them."""
    title = TITLE.search(content)
    return "　".join(reversed(unescape(title[1]).split(" · "))) if title else ""


def printed_page_stamp(context: Context, content: str) -> Stamp | None:
    """The page's own stamp, that of its report, or for any page of a day one with the checksum of its words."""
    report, on = context.get("report"), context.get("on")
    if context.get("stamp") or on is None:
        return context.get("stamp")
    if isinstance(report, OverdueReport) and "page" in context:
        return overdue_stamp(report)
    stamp = page_stamp(on, printed_page_words(content), printed_page_conditions(context))
    return replace(stamp, checksum=report.checksum) if hasattr(report, "checksum") else stamp  # type: ignore[union-attr]


def printed_page_words(content: str) -> str:
    """What can be read on the page, without its forms and what only shapes it."""
    main = MAIN.search(content)
    return TAG.sub("", FORM.sub("", main[0])) if main else ""


def printed_page_conditions(context: Context) -> str:
    """What the view says of its conditions, or what the address asks."""
    if said := context.get("conditions"):
        return str(said)
    asked = context["request"].GET.items() if "request" in context else ()
    return "; ".join(f"{name}={value}" for name, value in asked if value and name not in PLACES)
