"""The trend of 26 weeks, and the flags behind its bars."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from milestones.papers.stamp import report_stamp
from milestones.reports.asked import FlagsAsked
from milestones.reports.filters import Named
from milestones.reports.trend import flags_of, trend

from .asof import asof
from .chart import TrendChart
from .conditions import asked_in_words, query_of
from .refusal import refusal

PER_PAGE = 100
COLUMNS = {"raised": "raised_on", "cleared": "cleared_on"}


@login_required
def trend_page(request):
    """Overdue counts from the facts, newly red and cured from the flags, and the nights that are missing."""
    context = asof(request)
    if answer := refusal(request, context, Named(request.GET)):
        return answer
    found = trend(request.user, context["on"])
    context |= {
        "trend": found,
        "chart": TrendChart.large(found),
        "small": TrendChart.small(found),
        "weeks": found.weeks[::-1],
        "stamp": report_stamp(found.on, found.checksum),
    }
    return render(request, "pages/trend.html", context)


@login_required
def flags_page(request):
    """The flags that were raised or cleared in a span of days."""
    context, form = asof(request), FlagsAsked(request.GET)
    if answer := refusal(request, context, form):
        return answer
    asked, (first, last) = form.wanted(), form.span(context["on"])
    what = asked.get("what", "raised")
    flags = flags_of(request.user, asked.get("leader")).filter(**{f"{COLUMNS[what]}__range": (first, last)})
    flags = flags.select_related("milestone__project").order_by(f"-{COLUMNS[what]}", "id")
    page = Paginator(flags, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "total": page.paginator.count, "query": query_of(request)}
    context |= {"what": what, "first": first, "last": last, "conditions": asked_in_words(form)}
    return render(request, "pages/flags.html", context)
