"""The ranking of units, and row by row how a unit's number came about."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from milestones.papers.stamp import report_stamp
from milestones.reports.asked import PERIODS, PeriodAsked, UnitAsked
from milestones.reports.counted import COUNTS, LATE, ON_TIME, OVERDUE, SHOWN, counted_rows, fits
from milestones.reports.silent import silent_of
from milestones.reports.units import Ranking, UnitRow, began, ranking, share, tenths
from projects.models import READS_ALL, Unit

from .asof import asof
from .conditions import query_of
from .refusal import refusal

WIDTH, EDGE, LOW = 168, 8, 60
PER_PAGE = 100


def x_of(rate) -> int:
    """Where a rate stands on the scale from 60 to 100; lower ones stand at its edge."""
    return round(EDGE + (WIDTH - 2 * EDGE) * max(float(rate) - LOW, 0) / (100 - LOW))


@dataclass(frozen=True)
class Line:
    """A unit on the page: its marks on the scale, and whether its rows may be opened."""

    row: UnitRow
    opens: bool

    @property
    def dot(self) -> int:
        return x_of(self.row.rate)

    @property
    def below(self) -> bool:
        return self.row.rate is not None and self.row.rate < LOW

    @property
    def tick(self) -> int | None:
        before = self.row.before
        return None if before is None or before.rate is None else x_of(before.rate)

    @property
    def rate(self) -> str:
        return tenths(self.row.rate) or _("—")

    @property
    def in_force(self) -> str:
        return tenths(self.row.rate_in_force) or _("—")

    @property
    def slip(self) -> str:
        return tenths(self.row.slip) or _("—")

    @property
    def change(self) -> str:
        """Points against the last period, with a sign and a real minus."""
        text = tenths(self.row.change)
        if text is None:
            return _("—")
        return text.replace("-", "−") if text.startswith("-") or text == "0.0" else f"+{text}"


@login_required
def units_page(request):
    """The whole table for everybody; the rows behind a number for those who may read them."""
    context, form = asof(request), PeriodAsked(request.GET)
    if answer := refusal(request, context, form):
        return answer
    period = form.wanted().get("period", "year")
    found = ranking(context["on"], period) if request.user.role else None
    context |= {"ranking": found, "headline": headline(found), "period": period, "periods": PERIODS}
    context |= {"scale": [(x_of(mark), mark) for mark in (60, 70, 80, 90, 100)]}
    if found:
        context |= {"groups": groups_of(found, opened_by(request.user)), "conditions": period_words(period)}
        context["stamp"] = report_stamp(found.on, found.checksum, context["conditions"])
    return render(request, "pages/units.html", context)


def period_words(period: str, how: str = "") -> str:
    """Which period, and which of its rows, for the foot of each printed sheet."""
    said = [_("period: %(period)s") % {"period": dict(PERIODS)[period]}]
    return _("; ").join([*said, str(SHOWN[how])] if how else said)


def groups_of(found: Ranking, opened) -> list[tuple]:
    return [
        (group, [Line(row, opened is None or row.unit in opened) for row in group.rows])
        for group in found.groups
    ]


def opened_by(user) -> set[str] | None:
    """The units whose rows one may open; none means all."""
    if user.role in READS_ALL:
        return None
    return set(Unit.objects.within(user.unit_id).values_list("code", flat=True)) if user.unit_id else set()


def headline(found: Ranking | None) -> tuple[str, str, str] | None:
    """Group, best and last of the first group that competes."""
    if not (found and found.leading):
        return None
    rows = found.leading.ranked
    best = [row.unit_name for row in rows if row.rank == 1]
    last = [row.unit_name for row in rows if row.rank == rows[-1].rank]
    return (found.leading.label, _(", ").join(best), _(", ").join(last)) if best != last else None


@login_required
def unit_page(request, code):
    """How each milestone of a unit counted in the period; own rows only for those who do not read all."""
    context, form = asof(request), UnitAsked(request.GET)
    unit = unit_to_open(request.user, code)
    if answer := refusal(request, context, form):
        return answer
    period, how = (form.wanted().get(name, usual) for name, usual in (("period", "year"), ("how", "")))
    first = began(context["on"], period)
    every = counted_rows(request.user, unit, first, context["on"])
    silent = silent_of(request.user, unit, context["on"]) if how in ("", "silent") else []
    chosen = [one for one in every if fits(one, how)]
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"unit": unit, "page": page, "rows": page.object_list, "first": first}
    context |= {"period": period, "how": SHOWN.get(how, ""), "query": query_of(request), "every": len(every)}
    context |= sums_of(every) | {"conditions": period_words(period, how)}
    context |= {"silent": silent, "total": len(silent if how == "silent" else chosen)}
    return render(request, "pages/unit.html", context)


def unit_to_open(user, code) -> Unit:
    """404 for what there is not, 403 for the rows of others."""
    if not user.role:
        raise Http404
    unit, opened = get_object_or_404(Unit, code=code), opened_by(user)
    if opened is not None and unit.code not in opened:
        raise PermissionDenied(
            _("A unit's rows are open to that unit and to those who read the whole district.")
        )
    return unit


def sums_of(rows) -> dict:
    """What the rate and the slip are made of."""
    counts = Counter(one.row.how for one in rows)
    counted = sum(counts[how] for how in COUNTS)
    slip = sum(one.days for one in rows if one.days is not None)
    return {
        "in_time": counts[ON_TIME], "late": counts[LATE], "overdue": counts[OVERDUE], "counted": counted,
        "rate": tenths(share(counts[ON_TIME], counted)), "slip": tenths(Fraction(slip, counted)) if counted else None,
    }  # fmt: skip
