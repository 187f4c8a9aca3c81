"""The papers (文件): what can be taken into a meeting, for a day and conditions of one's choice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from backoffice.clock import parse_day
from backoffice.downloads import download_headers
from backoffice.requests import PersonRequest
from milestones.papers import circular as circular_paper
from milestones.papers import leaders_sheet as sheet_paper
from milestones.papers.stamp import overdue_conditions_text, overdue_stamp
from milestones.reports.circular import build_circular, may_circulate
from milestones.reports.filters import OverdueFilters
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.overdue.report import build_overdue_report

from .as_of import as_of_context
from .closed_unit import closed_unit_note

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHOICES = 100  # rows that can be chosen one by one
OWN = {"id", "reply_by"}  # of the circular alone


@login_required
def papers_page(request: PersonRequest) -> HttpResponse:
    """Choose a day, conditions and a paper; what is overdue under them can be chosen row by row for a circular."""
    context = as_of_context(request)
    context |= {"form": OverdueFilters(request.GET), "circulates": may_circulate(request.user)}
    try:
        if context["on_errors"]:
            raise ValidationError(context["on_errors"])
        report = build_overdue_report(request.user, context["on"], request.GET)
    except ValidationError:
        return render(request, "pages/papers.html", context, status=400)
    kept: list[tuple[str, Any]] = [
        ("on", report.on.isoformat()),
        *((name, value) for name, value in request.GET.items() if value and name in report.filters),
    ]
    context |= {"report": report, "rows": report.standings(0, CHOICES), "stamp": overdue_stamp(report)}
    context["became"] = closed_unit_note(request, report.filters.get("unit"), report.on)
    context |= {"kept": kept, "query": urlencode(kept)}
    return render(request, "pages/papers.html", context)


def paper_view(view: Callable[[PersonRequest], HttpResponse]) -> Callable[[PersonRequest], HttpResponse]:
    """A paper for whoever is logged in; bad input is answered with its field named."""

    @login_required
    def answer(request: PersonRequest) -> HttpResponse:
        try:
            return view(request)
        except ValidationError as error:
            lines = [f"{field}{_(': ')}{' '.join(messages)}" for field, messages in error.message_dict.items()]
            return HttpResponseBadRequest("\n".join(lines), content_type="text/plain; charset=utf-8")

    return answer


def file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers=download_headers(name))


@paper_view
def sheet_file(request: PersonRequest) -> HttpResponse:
    """The leaders' sheet of what the reader may see."""
    found = leaders_sheet(request.user, parse_day(request.GET.get("on")), request.GET)
    stamp = sheet_paper.sheet_stamp(found, overdue_conditions_text(found.filters))
    name = _("project-progress-%(day)s.xlsx") % {"day": found.on}
    return file_response(sheet_paper.sheet_workbook(found, stamp), XLSX, name)


@paper_view
def circular_file(request: PersonRequest) -> HttpResponse:
    """The circular; 403 with the reason for who reads only a part of the district."""
    if not may_circulate(request.user):
        raise PermissionDenied(
            _("A circular speaks for the whole district: supervisors issue it, leaders and auditors may read it.")
        )
    conditions = {name: value for name, value in request.GET.items() if name not in OWN}
    report = build_overdue_report(request.user, parse_day(request.GET.get("on")), conditions)
    found = build_circular(report, request.user, request.GET.getlist("id"))
    name = _("circular-%(day)s.docx") % {"day": report.on}
    return file_response(circular_paper.circular_document(found, circular_reply_day(request, report.on)), DOCX, name)


def circular_reply_day(request: PersonRequest, on: dt.date) -> dt.date | None:
    """The day to reply by, if one is given: a day after the circular's."""
    text = request.GET.get("reply_by")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not on < day <= on + dt.timedelta(days=366):
        raise ValidationError({"reply_by": _("Give a day within a year after the circular's, as 2026-11-30.")})
    return day
