"""What the margins of a printed page say; the stylesheet reads it from attributes, because nothing inline is allowed."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

from milestones.papers.stamp import Stamp
from milestones.reports.circular import may_circulate

register = template.Library()
register.filter(may_circulate)


def stamp_in(context) -> Stamp | None:
    """The page's stamp; a page that gives none but has a day still names that."""
    on = context.get("on")
    return context.get("stamp") or (Stamp("", on) if on else None)


@register.simple_tag(takes_context=True)
def sheet_stamp(context):
    """The attributes of the page: its name, whether it is invented, and its particulars."""
    stamp = stamp_in(context)
    title = "　".join(filter(None, [_("Tiexi Key Projects"), stamp.title if stamp else ""]))
    mark = _("Demonstration data, no real work") if settings.DEMONSTRATION else ""
    return format_html(
        'data-title="{}" data-mark="{}" data-foot="{}"', title, mark, stamp.foot if stamp else ""
    )


@register.simple_tag(takes_context=True)
def sheet_foot(context) -> str:
    """The particulars, for browsers that cannot write in the margins."""
    stamp = stamp_in(context)
    return stamp.foot if stamp else ""
