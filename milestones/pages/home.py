"""The first page: what is wrong, how much, which, and what changed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backoffice.days import show_day
from backoffice.requests import PersonRequest
from milestones.reports.home.report import HomeReport, home_report
from milestones.reports.parameters import HomeQueryForm
from milestones.reports.trend.report import overdue_trend
from milestones.reports.unanswered_instructions import unanswered_instructions
from projects.models import User

from .as_of import as_of_context, comparison_context
from .headlines import home_headline
from .refusal import bad_query_response
from .rules_line import overdue_rules
from .trend_chart import OverdueTrendChart

BAR = 132
LINES = 14  # of a matrix, before the rest is folded away
CHANGES = 3  # of each kind, before the list of all


@login_required
def home_page(request: PersonRequest) -> HttpResponse:
    """Where the district stands at the end of the day, beside an earlier day."""
    context = as_of_context(request)
    context |= comparison_context(request, context)
    if answer := bad_query_response(request, context, HomeQueryForm(request.GET)):
        return answer
    on, user = context["on"], request.user
    leader = user if request.GET.get("mine") else None
    report = home_report(user, on, context["since"], leader)
    context |= {
        "report": report,
        "headline": home_headline(user, report, context["since_week"]),
        "district": report.district,
        "bars": age_band_bars(report),
        "asked": sum(bool(one.cause.need) for one in report.worst),
        "shown_changes": f":{CHANGES}",
        "further_changes": f"{CHANGES}:",
        "most": f":{LINES}",
        "further": f"{LINES}:",
        "unanswered": unanswered_instructions(user, on, leader=leader),
        "charge": leader and user.username,
        "conditions": comparison_text(context, leader),
        "in_charge": leader or report.now.in_charge,
        "chart": OverdueTrendChart.small(overdue_trend(user, on, leader)),
    }
    context["rules"] = overdue_rules(report, on, context["conditions"])
    return render(request, "pages/home.html", context)


def comparison_text(context: dict[str, Any], leader: User | None) -> str:
    """The earlier day and the charge in words, for the foot of each printed sheet."""
    said = [_("compared with %(day)s") % {"day": show_day(context["since"], context["on"])}]
    return _("; ").join([*said, _("in the charge of %(leader)s") % {"leader": leader}] if leader else said)


def age_band_bars(report: HomeReport) -> list[tuple]:
    """Each span of days late with the length of its bar."""
    most = max((age.count for age in report.ages), default=0)
    return [(age, round(BAR * age.count / most) if most else 0) for age in report.ages]
