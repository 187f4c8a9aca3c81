"""The ranking of units, and row by row how a unit's number came about."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from backoffice.clock import end_of_day
from backoffice.requests import PersonRequest
from milestones.papers.stamp import report_stamp
from milestones.reports.missing_reports import silent_projects_of_unit
from milestones.reports.parameters import PERIODS, PeriodQueryForm, UnitQueryForm
from milestones.reports.ranking.counted_milestones import (
    COUNTS,
    LATE,
    ON_TIME,
    OVERDUE,
    SHOWN,
    RankedMilestone,
    has_outcome,
    ranked_milestones,
)
from milestones.reports.ranking.report import (
    Ranking,
    UnitRow,
    one_decimal,
    percentage_of,
    period_start,
    unit_ranking,
)
from milestones.reports.reorganizations import CLOSING, UnitReorganization, reorganizations_by_unit
from projects.models import READS_ALL, Unit, User

from .as_of import as_of_context
from .closed_unit import closed_unit_page_note
from .conditions import query_without_page
from .refusal import bad_query_response
from .unit_headline import ranking_headline, unit_headline

WIDTH, EDGE, LOW = 168, 8, 60
PER_PAGE = 100


def rate_x(rate: Any) -> int:
    """Where a rate stands on the scale from 60 to 100; lower ones stand at its edge."""
    return round(EDGE + (WIDTH - 2 * EDGE) * max(float(rate) - LOW, 0) / (100 - LOW))


@dataclass(frozen=True)
class UnitLine:
    """A unit on the page: its marks on the scale, and whether its rows may be opened."""

    row: UnitRow
    opens: bool

    @property
    def dot(self) -> int:
        return rate_x(self.row.rate)

    @property
    def below(self) -> bool:
        return self.row.rate is not None and self.row.rate < LOW

    @property
    def tick(self) -> int | None:
        before = self.row.before
        return None if before is None or before.rate is None else rate_x(before.rate)

    @property
    def rate(self) -> str:
        return one_decimal(self.row.rate) or _("—")

    @property
    def in_force(self) -> str:
        return one_decimal(self.row.rate_in_force) or _("—")

    @property
    def slip(self) -> str:
        return one_decimal(self.row.slip) or _("—")

    @property
    def change(self) -> str:
        """Points against the last period, with a sign and a real minus."""
        text = one_decimal(self.row.change)
        if text is None:
            return _("—")
        return text.replace("-", "−") if text.startswith("-") or text == "0.0" else f"+{text}"


@login_required
def units_page(request: PersonRequest) -> HttpResponse:
    """The whole table for everybody; the rows behind a number for those who may read them."""
    context, form = as_of_context(request), PeriodQueryForm(request.GET)
    if answer := bad_query_response(request, context, form):
        return answer
    period = form.wanted().get("period", "year")
    found = unit_ranking(context["on"], period) if request.user.role else None
    context |= {"ranking": found, "headline": ranking_headline(found), "period": period, "periods": PERIODS}
    context |= {"scale": [(rate_x(mark), mark) for mark in (60, 70, 80, 90, 100)]}
    if found:
        context |= {
            "groups": ranking_groups(found, readable_unit_codes(request.user, found.on)),
            "conditions": period_text(period),
        }
        context["stamp"] = report_stamp(found.on, found.checksum, context["conditions"])
    return render(request, "pages/units.html", context)


def period_text(period: str, how: str = "") -> str:
    """Which period, and which of its rows, for the foot of each printed sheet."""
    said = [_("period: %(period)s") % {"period": dict(PERIODS)[period]}]
    return _("; ").join([*said, str(SHOWN[how])] if how else said)


def ranking_groups(found: Ranking, opened: set[str] | None) -> list[tuple]:
    return [
        (group, [UnitLine(row, opened is None or row.unit in opened) for row in group.rows]) for group in found.groups
    ]


def readable_unit_codes(user: User, on: dt.date) -> set[str] | None:
    """The units whose rows of a day one may open; none means all. A closed one opens for whom the receiver opens, and
    for the days before also for those below whom it stood.
    """
    if user.role in READS_ALL:
        return None
    reached = dict(Unit.objects.within(user.unit_id).values_list("pk", "code")) if user.unit_id else {}
    for pk, code, receiver, stood, closed_at in Unit.objects.closed_places() if reached else ():
        if receiver in reached or closed_at >= end_of_day(on) and stood in reached:
            reached[pk] = code
    return set(reached.values())


@login_required
def unit_page(request: PersonRequest, code: str) -> HttpResponse:
    """How each milestone of a unit counted in the period; own rows only for those who do not read all."""
    context, form = as_of_context(request), UnitQueryForm(request.GET)
    unit = readable_unit_or_error(request.user, code, context["on"])
    if answer := bad_query_response(request, context, form):
        return answer
    period, how = (form.wanted().get(name, usual) for name, usual in (("period", "year"), ("how", "")))
    first = period_start(context["on"], period)
    every = ranked_milestones(request.user, unit, first, context["on"])
    silent = silent_projects_of_unit(request.user, unit, context["on"]) if how in ("", "silent") else []
    chosen = [one for one in every if has_outcome(one, how)]
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"unit": unit, "page": page, "rows": page.object_list, "first": first}
    context |= {
        "period": period,
        "how": SHOWN.get(how, ""),
        "query": query_without_page(request),
        "every": len(every),
    }
    context |= outcome_totals(every) | {"conditions": period_text(period, how)}
    total = len(silent if how == "silent" else chosen)
    headline = unit_headline(unit.name, context["how"], total, context["in_time"], context["counted"])
    context |= told_of_unit(request, unit, reorganizations_by_unit(context["on"]).get(unit.code, ()))
    context |= {"silent": silent, "total": total, "headline": headline}
    return render(request, "pages/unit.html", context)


def told_of_unit(request: PersonRequest, unit: Unit, rows: tuple[UnitReorganization, ...]) -> dict[str, Any]:
    """What became of the unit: the one that closed it leads on, the others are told."""
    closing = next((one for one in rows if one.unit == unit.code and one.kind in CLOSING), None)
    return {
        "became": closing and closed_unit_page_note(request, closing),
        "reorganizations": [one for one in rows if one is not closing],
    }


def readable_unit_or_error(user: User, code: str, on: dt.date) -> Unit:
    """404 for what there is not, 403 for the rows of others."""
    if not user.role:
        raise Http404
    unit, opened = get_object_or_404(Unit, code=code), readable_unit_codes(user, on)
    if opened is not None and unit.code not in opened:
        raise PermissionDenied(_("A unit's rows are open to that unit and to those who read the whole district."))
    return unit


def outcome_totals(rows: list[RankedMilestone]) -> dict:
    """What the rate and the slip are made of."""
    counts = Counter(one.row.how for one in rows)  # type: ignore[attr-defined]
    counted = sum(counts[how] for how in COUNTS)
    slip = sum(one.days for one in rows if one.days is not None)
    return {
        "in_time": counts[ON_TIME],
        "late": counts[LATE],
        "overdue": counts[OVERDUE],
        "counted": counted,
        "rate": one_decimal(percentage_of(counts[ON_TIME], counted)),
        "slip": one_decimal(Fraction(slip, counted)) if counted else None,
    }
