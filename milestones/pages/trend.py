"""The trend of 26 weeks, and the flags behind its bars."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import render

from milestones.reports.trend import flags_of, trend
from projects.clock import parse_day

from .asof import asof
from .chart import TrendChart
from .conditions import query_of

PER_PAGE = 100
EVENTS = {"raised": "raised_on", "cleared": "cleared_on"}


@login_required
def trend_page(request):
    """Overdue counts from the facts, newly red and cured from the flags, and the nights that are missing."""
    context = asof(request)
    found = trend(request.user, context["on"])
    context |= {
        "trend": found,
        "chart": TrendChart.large(found),
        "small": TrendChart.small(found),
        "weeks": found.weeks[::-1],
    }
    return render(request, "pages/trend.html", context, status=400 if context["on_errors"] else 200)


@login_required
def flags_page(request):
    """The flags that were raised or cleared in a span of days."""
    context = asof(request) | {"what": request.GET.get("what", "raised")}
    try:
        span = parse_day(request.GET.get("first"), "first"), parse_day(request.GET.get("last"), "last")
    except ValidationError as error:
        return render(request, "pages/flags.html", context | {"wrong": error.messages}, status=400)
    column = EVENTS.get(context["what"])
    if column is None:
        return render(request, "pages/flags.html", context | {"wrong": [context["what"]]}, status=400)
    leader = request.GET.get("leader")
    flags = flags_of(request.user).filter(**{f"{column}__range": span})
    flags = flags.filter(milestone__project__leader__username=leader) if leader else flags
    flags = flags.select_related("milestone__project").order_by(f"-{column}", "id")
    page = Paginator(flags, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "total": page.paginator.count, "query": query_of(request)}
    return render(request, "pages/flags.html", context | {"first": span[0], "last": span[1]})
