"""Silent projects (漏报): who owed a report by the filing day and did not file."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Q
from django.db.models.functions import Greatest

from milestones.models import CalendarDay, Policy, Standing
from milestones.rules.workdays import Workdays
from projects.clock import day_of, end_of, today
from projects.models import Category, Project


@dataclass(frozen=True)
class SilentProject:
    """A project that filed nothing between two filing days; `last_filed` is the day of its last report, if any."""

    project: str
    project_name: str
    unit: str | None
    unit_name: str | None
    steward: str | None
    steward_name: str | None
    deadline: dt.date
    last_filed: dt.date | None


def filing_day(year: int, month: int, policy: Policy, calendar: Workdays) -> dt.date:
    """The last day to file for a month: the policy's day, moved to the next working day when it is a day off."""
    number = policy.filing_day_december if month == 12 else policy.filing_day
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return calendar.add(dt.date(year, month, min(number, last)), 0)


def filing_period(on: dt.date, policy: Policy, calendar: Workdays) -> tuple[dt.date, dt.date]:
    """The newest filing day before `on`, and the one before it: reports after the earlier one count for the later."""
    months = [(on.year + (on.month - back - 1) // 12, (on.month - back - 1) % 12 + 1) for back in range(4)]
    days = [filing_day(*month, policy, calendar) for month in months]
    earlier, newest = sorted(day for day in days if day < on)[-2:]
    return earlier, newest


def periods(on: dt.date) -> dict[tuple[dt.date, dt.date], list[int]]:
    """Categories by their filing period; most share the general policy's."""
    calendar = Workdays(dict(CalendarDay.objects.values_list("day", "is_workday")))
    rows = sorted(Policy.objects.filter(effective_from__lte=on), key=lambda policy: policy.effective_from)
    latest = {policy.category_id: policy for policy in rows}
    found = defaultdict(list)
    for pk in Category.objects.values_list("pk", flat=True):
        if policy := latest.get(pk, latest.get(None)):
            found[filing_period(on, policy, calendar)].append(pk)
    return found


def silent_projects(user, on: dt.date | None = None) -> list[SilentProject]:
    """Projects under way on the last filing day whose last report is older than the filing period, longest silent first.

    A report filed late, after the filing day but by the end of `on`, ends the silence.
    """
    on = on or today()
    rows = []
    for (earlier, deadline), categories in periods(on).items():
        owing = Standing.objects.on(deadline).filter(state__in=["open", "overdue"], category__in=categories)
        rows += unheard(
            Project.objects.visible_to(user).filter(pk__in=owing.values("project")), earlier, deadline, on
        )
    return sorted(rows, key=lambda row: (row.last_filed or dt.date.min, row.project))


def unheard(projects, earlier, deadline, on):
    """Those of the projects that filed nothing after `earlier` and by the end of `on`."""
    known = Q(milestones__reports__at__lt=end_of(on))
    counted = Q(targets__reports__at__lt=end_of(on))
    last = projects.annotate(
        by_milestone=Max("milestones__reports__at", filter=known),
        by_target=Max("targets__reports__at", filter=counted),
    ).annotate(last_filed=Greatest("by_milestone", "by_target"))
    quiet = last.filter(Q(last_filed=None) | Q(last_filed__lt=end_of(earlier)))
    for project in quiet.select_related("unit", "steward").order_by("code"):
        yield SilentProject(
            project=project.code,
            project_name=project.name,
            unit=project.unit and project.unit.code,
            unit_name=project.unit and project.unit.name,
            steward=project.steward and project.steward.username,
            steward_name=project.steward and project.steward.name,
            deadline=deadline,
            last_filed=project.last_filed and day_of(project.last_filed),
        )
