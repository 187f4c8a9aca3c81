"""The ranking of units, and row by row how a unit's number came about."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.reports.counted import COUNTS, WORDS, counted_rows
from milestones.reports.units import PERIODS, Ranking, UnitRow, began, ranking, tenths
from projects.models import READS_ALL, Unit

from .asof import asof

WIDTH, EDGE, LOW = 168, 8, 60
PERIOD_WORDS = {
    "year": gettext_lazy("year to date"),
    "quarter": gettext_lazy("quarter to date"),
    "month": gettext_lazy("month to date"),
}


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


def asked_period(request) -> str:
    period = request.GET.get("period", "year")
    return period if period in PERIODS else "year"


@login_required
def units_page(request):
    """The whole table for everybody; the rows behind a number for those who may read them."""
    context = asof(request)
    period = asked_period(request)
    found = ranking(context["on"], period) if request.user.role else None
    opened = opened_by(request.user)
    groups = [
        (group, [Line(row, opened is None or row.unit in opened) for row in group.rows])
        for group in (found.groups if found else [])
    ]
    context |= {"ranking": found, "groups": groups, "headline": headline(found), "period": period}
    context |= {
        "periods": PERIOD_WORDS.items(),
        "scale": [(x_of(mark), mark) for mark in (60, 70, 80, 90, 100)],
    }
    wrong = context["on_errors"]
    return render(request, "pages/units.html", context, status=400 if wrong else 200)


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
    context = asof(request)
    if not request.user.role:
        raise Http404
    unit = get_object_or_404(Unit, code=code)
    opened = opened_by(request.user)
    if opened is not None and unit.code not in opened:
        raise PermissionDenied(
            _("A unit's rows are open to that unit and to those who read the whole district.")
        )
    period, how = asked_period(request), request.GET.get("how", "")
    first = began(context["on"], period)
    rows = counted_rows(request.user, unit, first, context["on"], how if how in WORDS else "")
    context |= {
        "unit": unit,
        "rows": rows,
        "total": len(rows),
        "first": first,
        "period": period,
        "how": WORDS.get(how, ""),
        "counted": sum(row.days is not None for row in rows),
        "in_time": sum(row.row.how == COUNTS[0] for row in rows),
    }
    return render(request, "pages/unit.html", context, status=400 if context["on_errors"] else 200)
