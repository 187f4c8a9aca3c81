"""The overdue report on paper and screen, and the same rows as CSV."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from backoffice.clock import parse_day
from backoffice.downloads import download_headers
from backoffice.requests import PersonRequest
from milestones.models import Standing
from milestones.papers.csv import overdue_csv_lines
from milestones.reports.filters import OverdueFilters
from milestones.reports.overdue.report import OverdueReport, build_overdue_report
from milestones.reports.overdue.totals import AgeBand

from .as_of import as_of_context, day_with_weekday
from .closed_unit import closed_unit_note
from .conditions import conditions_text, has_conditions, query_without_page
from .headlines import overdue_headline, overdue_subtitle
from .milestone_line import MilestoneLine, milestone_lines
from .rules_line import overdue_rules

PER_PAGE = 100
SHAPE = ("group", "sort")


@login_required
def overdue_page(request: PersonRequest) -> HttpResponse:
    """Worst first, in bands of days late, with the totals of all rows; a bad filter is said at its field."""
    context = as_of_context(request)
    context |= {
        "form": OverdueFilters(request.GET),
        "query": query_without_page(request),
        "filtered": has_conditions(request, OverdueFilters, SHAPE),
    }
    try:
        if context["on_errors"]:
            raise ValidationError(context["on_errors"])
        report = build_overdue_report(request.user, context["on"], request.GET)
    except ValidationError:
        return render(request, "pages/overdue.html", context, status=400)
    return render(request, "pages/overdue.html", context | overdue_page_context(request, report, context["filtered"]))


def overdue_page_context(request: PersonRequest, report: OverdueReport, filtered: bool) -> dict:
    """One page of the report: its lines in their bands, and why there are none where there are none."""
    page = Paginator(range(report.total), PER_PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if report.total else 0
    lines, axis = milestone_lines(report.standings(start, start + PER_PAGE), report.on, start + 1)
    context: dict[str, Any] = {"report": report, "page": page, "axis": axis, "bands": lines_by_band(lines, report)}
    context |= {"total": report.total, "conditions": conditions_text(OverdueFilters, report.filters)}
    context["became"] = closed_unit_note(request, report.filters.get("unit"), report.on)
    if not report.total:
        mine = Standing.objects.on(report.on).visible_to(request.user)
        context["planned"] = mine.exclude(baseline_due=None).exists()
        context["all"] = build_overdue_report(request.user, report.on).total if filtered else 0
    return context | overdue_sentences(report, context["conditions"], filtered, context.get("planned", False))


def overdue_sentences(report: OverdueReport, conditions: str, filtered: bool, planned: bool) -> dict[str, str]:
    """What the page says above and below its rows."""
    return {
        "headline": overdue_headline(report, filtered, planned),
        "subtitle": overdue_subtitle(report, day_with_weekday(report.on), conditions),
        "rules": overdue_rules(report, report.on, conditions),
    }


def lines_by_band(lines: Iterable[MilestoneLine], report: OverdueReport) -> list[tuple]:
    """The lines of a page under their bands or groups; the counts are those of all pages."""
    bands = groupby(lines, lambda line: report.group_of(line.row))
    return [(group, isinstance(group, AgeBand), list(under)) for group, under in bands]


@login_required
def overdue_csv(request: PersonRequest) -> HttpResponseBase:
    """All rows of the report as a file."""
    try:
        report = build_overdue_report(request.user, parse_day(request.GET.get("on")), request.GET)
    except ValidationError as error:
        lines = [f"{field}{_(': ')}{' '.join(messages)}" for field, messages in error.message_dict.items()]
        return HttpResponseBadRequest("\n".join(lines), content_type="text/plain; charset=utf-8")
    return StreamingHttpResponse(
        overdue_csv_lines(report),
        content_type="text/csv; charset=utf-8",
        headers=download_headers(_("overdue-%(day)s.csv") % {"day": report.on}),
    )
