"""The first page: what is wrong, how much, which, and what changed."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _

from milestones.reports.asked import HomeAsked
from milestones.reports.home import home
from milestones.reports.instructions import unanswered
from milestones.reports.trend import trend
from milestones.rules.reasons import show_day

from .asof import asof, compared
from .chart import TrendChart
from .refusal import refusal

BAR = 132
LINES = 14  # of a matrix, before the rest is folded away
CHANGES = 3  # of each kind, before the list of all


@login_required
def home_page(request):
    """Where the district stands at the end of the day, beside an earlier day."""
    context = asof(request)
    context |= compared(request, context)
    if answer := refusal(request, context, HomeAsked(request.GET)):
        return answer
    on, user = context["on"], request.user
    leader = user if request.GET.get("mine") else None
    report = home(user, on, context["since"], leader)
    context |= {
        "report": report,
        "district": report.district,
        "bars": bars_of(report),
        "asked": sum(bool(one.cause.need) for one in report.worst),
        "shown_changes": f":{CHANGES}",
        "further_changes": f"{CHANGES}:",
        "most": f":{LINES}",
        "further": f"{LINES}:",
        "unanswered": unanswered(user, on),
        "charge": leader and user.username,
        "conditions": conditions_of(context, leader),
        "in_charge": leader or any(work.leader == user.pk for work in report.now.works),
        "chart": TrendChart.small(trend(user, on, leader)),
    }
    return render(request, "pages/home.html", context)


def conditions_of(context, leader) -> str:
    """The earlier day and the charge in words, for the foot of each printed sheet."""
    said = [_("compared with %(day)s") % {"day": show_day(context["since"], context["on"])}]
    return _("; ").join([*said, _("in the charge of %(leader)s") % {"leader": leader}] if leader else said)


def bars_of(report) -> list[tuple]:
    """Each span of days late with the length of its bar."""
    most = max((age.count for age in report.ages), default=0)
    return [(age, round(BAR * age.count / most) if most else 0) for age in report.ages]
