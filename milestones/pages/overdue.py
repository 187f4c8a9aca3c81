"""The overdue report on paper and screen, and the same rows as CSV."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from milestones.models import Standing
from milestones.papers.csv import overdue_lines
from milestones.reports.filters import OverdueFilters
from milestones.reports.overdue import overdue
from projects.clock import parse_day
from projects.models.vocabulary import List

from .asof import asof
from .lines import lines_of

PER_PAGE = 100


@login_required
def overdue_page(request):
    """Worst first, in bands of days late, with the totals of all rows; a bad filter is said at its field."""
    context = asof(request)
    form = OverdueFilters(request.GET)
    context |= {"form": form, "query": query_of(request), "filtered": narrowed(request)}
    try:
        if context["on_errors"]:
            raise ValidationError(context["on_errors"])
        report = overdue(request.user, context["on"], request.GET)
    except ValidationError:
        return render(request, "pages/overdue.html", context, status=400)
    return render(request, "pages/overdue.html", context | shown(request, report, context["filtered"]))


def shown(request, report, filtered) -> dict:
    """One page of the report: its lines in their bands, and why there are none where there are none."""
    page = Paginator(range(report.total), PER_PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if report.total else 0
    lines, axis = lines_of(report.standings(start, start + PER_PAGE), report.on, start + 1)
    context = {"report": report, "page": page, "axis": axis, "bands": bands_of(lines, report.by_age)}
    context["conditions"] = described(report.filters)
    if not report.total:
        mine = Standing.objects.on(report.on).visible_to(request.user)
        context["planned"] = mine.exclude(baseline_due=None).exists()
        context["all"] = overdue(request.user, report.on).total if filtered else 0
    return context


def bands_of(lines, ages) -> list[tuple]:
    """The lines of a page under their bands; the counts are those of all pages."""

    def band(line):
        return next(age for age in ages if age.holds(line.row.days_late))

    return [(age, list(group)) for age, group in groupby(lines, band)]


def described(filters) -> str:
    """The conditions in words, for the foot of each printed sheet."""
    fields = OverdueFilters.base_fields
    return _(", ").join(f"{fields[name].label} {shown_value(name, value)}" for name, value in filters.items())


def shown_value(name, value) -> str:
    return str(dict(List.choices)[value] if name == "list" else value)


def query_of(request) -> str:
    """The address's conditions without the page, for links that keep them."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def narrowed(request) -> bool:
    """Whether anything but the day is asked for."""
    return any(value for name, value in request.GET.items() if name in OverdueFilters.base_fields)


@login_required
def overdue_csv(request):
    """All rows of the report as a file."""
    try:
        report = overdue(request.user, parse_day(request.GET.get("on")), request.GET)
    except ValidationError as error:
        lines = [f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()]
        return HttpResponseBadRequest("\n".join(lines), content_type="text/plain; charset=utf-8")
    name = f'attachment; filename="overdue-{report.on.isoformat()}.csv"'
    return StreamingHttpResponse(
        overdue_lines(report), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )
