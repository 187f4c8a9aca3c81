"""The trend of 26 weeks, and the flags behind its bars."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from backoffice.requests import PersonRequest
from milestones.papers.stamp import report_stamp
from milestones.reports.filters import StrictQueryForm
from milestones.reports.parameters import FlagsQueryForm
from milestones.reports.trend.report import flags_visible_to, overdue_trend

from .as_of import as_of_context
from .conditions import form_conditions_text, query_without_page
from .refusal import bad_query_response
from .trend_chart import OverdueTrendChart
from .trend_words import trend_headline

PER_PAGE = 100
COLUMNS = {"raised": "raised_on", "cleared": "cleared_on"}


@login_required
def trend_page(request: PersonRequest) -> HttpResponse:
    """Overdue counts from the facts, newly red and cured from the flags, and the nights that are missing."""
    context = as_of_context(request)
    if answer := bad_query_response(request, context, StrictQueryForm(request.GET)):
        return answer
    found = overdue_trend(request.user, context["on"])
    context |= {
        "trend": found,
        "headline": trend_headline(found),
        "chart": OverdueTrendChart.large(found),
        "small": OverdueTrendChart.small(found),
        "weeks": found.weeks[::-1],
        "stamp": report_stamp(found.on, found.checksum),
    }
    return render(request, "pages/trend.html", context)


@login_required
def flags_page(request: PersonRequest) -> HttpResponse:
    """The flags that were raised or cleared in a span of days."""
    context, form = as_of_context(request), FlagsQueryForm(request.GET)
    if answer := bad_query_response(request, context, form):
        return answer
    asked, (first, last) = form.wanted(), form.span(context["on"])
    what = asked.get("what", "raised")
    flags = flags_visible_to(request.user, asked.get("leader")).filter(**{f"{COLUMNS[what]}__range": (first, last)})
    flags = flags.select_related("milestone__project").order_by(f"-{COLUMNS[what]}", "id")
    page = Paginator(flags, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "total": page.paginator.count, "query": query_without_page(request)}
    context |= {"what": what, "first": first, "last": last, "conditions": form_conditions_text(form)}
    return render(request, "pages/flags.html", context)
