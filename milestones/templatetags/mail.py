"""How mails write: no style sheet, so what must not break says so itself."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from milestones.digests.lines import COLOURS, DigestLine

register = template.Library()

# Days and numbers with their unit: 2027年1月20日, 54天, 34个工作日, 42.9个百分点.
WHOLE = re.compile(r"(?:\d+年)?\d+月\d+日|\d[\d.]*(?:个工作日|个百分点|[天项条次])")

# Mails know no style sheet: what several elements or a long line need is named here.
LOOKS = {
    "fonts": (
        "'PingFang SC','HarmonyOS Sans SC','MiSans','Microsoft YaHei UI','Microsoft YaHei','Source Han Sans SC',"
        "'Noto Sans CJK SC','WenQuanYi Micro Hei',SimHei,sans-serif"
    ),
    "notice": "margin:0 0 16px;padding:0 0 12px;border-bottom:1px solid "
    "#D3CFC2;font-size:13px;line-height:19px;color:#45494D",
    "tag": "border:1px solid #1B1D1F;padding:2px 6px;font-weight:700;color:#1B1D1F",
    "button": "display:block;padding:10px 18px;font-size:16px;line-height:22px;color:{ink};text-decoration:none",
    "link": "color:{ink};text-decoration:underline",
    "light": "font-size:14px;line-height:22px;color:#45494D",
    "heading": "margin:26px 0 0;padding:0 0 8px;border-bottom:2px solid "
    "#1B1D1F;font-size:17px;line-height:24px;font-weight:700",
    "in-all": "font-size:14px;font-weight:400;color:#45494D",
    "narrow": "width:80px;padding:12px 0 12px;border-bottom:1px solid #E9E6DC;font-size:14px;line-height:22px",
    "figure": "font-size:18px;font-weight:700;color:{ink}",
    "unit": "font-size:13px;color:{ink}",
    "more": "margin:10px 0 0;font-size:14px;line-height:22px;color:#45494D",
}


@register.simple_tag
def look(name: str, ink: str = "") -> str:
    """The style of an element, in an ink where it has no own one."""
    return mark_safe(LOOKS[name].format(ink=ink))  # noqa: S308 - both are written in our templates


@register.simple_tag
def button(text: str, link: str, above: int, solid: bool) -> str:
    """A link that looks like a button, with room above it."""
    ground, ink = ("#0B5563", "#FFFFFF") if solid else ("#FFFFFF", "#0B5563")
    return format_html(
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin-top:{}px"><tr>'
        '<td bgcolor="{}" style="border:1px solid #0B5563"><a href="{}" style="{}">{}</a></td></tr></table>',
        above,
        ground,
        link,
        look("button", ink),
        text,
    )


@register.filter
def colour(light: str) -> str:
    """The ink of a light, or of what is none."""
    return COLOURS[light]


@register.filter
def figure_with_unit(line: DigestLine) -> str:
    """A figure and its unit in the ink of their light, a long unit below it; the figure alone where there is no
    unit.
    """
    if not line.unit:
        return line.figure
    ink = colour(line.light)
    apart = "<br>" if len(line.unit) >= 4 else "&thinsp;"
    return format_html(
        '<span style="{}">{}</span>{}<span style="{}">{}</span>',
        look("figure", ink),
        line.figure,
        mark_safe(apart),  # noqa: S308 - one of the two above
        look("unit", ink),
        line.unit,
    )


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep each date, and each number with its unit, on one line."""
    nowrap = r'<span style="white-space:nowrap">\g<0></span>'
    return mark_safe(WHOLE.sub(nowrap, escape(text)))  # noqa: S308 - escaped first, and the pattern holds no markup
