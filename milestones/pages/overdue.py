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
from milestones.reports.totals import Age
from projects.clock import parse_day

from .asof import asof
from .conditions import described, narrows, query_of
from .lines import lines_of

PER_PAGE = 100
SHAPE = ("group", "sort")


@login_required
def overdue_page(request):
    """Worst first, in bands of days late, with the totals of all rows; a bad filter is said at its field."""
    context = asof(request)
    context |= {
        "form": OverdueFilters(request.GET),
        "query": query_of(request),
        "filtered": narrows(request, OverdueFilters, SHAPE),
    }
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
    context = {"report": report, "page": page, "axis": axis, "bands": bands_of(lines, report)}
    context |= {"total": report.total, "conditions": described(OverdueFilters, report.filters)}
    if not report.total:
        mine = Standing.objects.on(report.on).visible_to(request.user)
        context["planned"] = mine.exclude(baseline_due=None).exists()
        context["all"] = overdue(request.user, report.on).total if filtered else 0
    return context


def bands_of(lines, report) -> list[tuple]:
    """The lines of a page under their bands or groups; the counts are those of all pages."""
    bands = groupby(lines, lambda line: report.group_of(line.row))
    return [(group, isinstance(group, Age), list(under)) for group, under in bands]


@login_required
def overdue_csv(request):
    """All rows of the report as a file."""
    try:
        report = overdue(request.user, parse_day(request.GET.get("on")), request.GET)
    except ValidationError as error:
        lines = [f"{field}{_(': ')}{' '.join(messages)}" for field, messages in error.message_dict.items()]
        return HttpResponseBadRequest("\n".join(lines), content_type="text/plain; charset=utf-8")
    name = f'attachment; filename="overdue-{report.on.isoformat()}.csv"'
    return StreamingHttpResponse(
        overdue_lines(report), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )
