"""Silent projects (未填报): who owed a report by the filing day and did not file."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from backoffice.clock import day_of_instant, end_of_day, today
from milestones.models import Milestone, Policy, ProgressReport, Standing
from milestones.models.status import State
from milestones.rules.official_calendar import workday_calendar
from milestones.rules.workdays import Workdays
from projects.models import Project, Unit, User
from projects.models.assignment import Assignment, assignments_on
from projects.models.wording import with_wording_of_day

# How a report is about a project.
PATHS = ("milestone__project", "target__project")


@dataclass(frozen=True)
class SilentProject:
    """A project that filed nothing between two filing days; `last_filed` is the day of its last report, if any."""

    id: int
    project: str
    project_name: str
    unit: str | None
    unit_name: str | None
    steward: str | None
    steward_name: str | None
    deadline: dt.date
    last_filed: dt.date | None

    def as_json(self) -> dict:
        """Plain JSON values: days ISO."""
        return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in vars(self).items()}


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


def filing_periods(on: dt.date) -> dict[tuple[dt.date, dt.date], list[int]]:
    """Categories by their filing period; most share the general policy's."""
    calendar = workday_calendar(on)
    found: dict[tuple[dt.date, dt.date], list[int]] = defaultdict(list)
    for pk, policy in Policy.objects.by_category(on).items():
        found[filing_period(on, policy, calendar)].append(pk)
    return found


@with_wording_of_day
def silent_projects(user: User | None = None, on: dt.date | None = None) -> list[SilentProject]:
    """Projects under way on the last filing day whose last report is older than the filing period, longest silent
    first.

    A report filed late, after the filing day but by the end of `on`, ends the silence. Without a user: the whole
    district.
    """
    on = on or today()
    seen = Project.objects.all() if user is None else Project.objects.visible_to(user)
    return silent_rows(silent_project_querysets(seen, on), on)


@with_wording_of_day
def silent_projects_of_unit(user: User, unit: Unit, on: dt.date) -> list[SilentProject]:
    """The silent ones of a unit, by who was responsible at the end of the day."""
    ever = Assignment.objects.filter(unit=unit).values("project")
    seen = Project.objects.visible_to(user).filter(pk__in=ever)
    return [row for row in silent_rows(silent_project_querysets(seen, on), on) if row.unit == unit.code]


def silent_rows(
    found: Iterable[tuple[QuerySet[Any], dt.date]], on: dt.date, first: int | None = None
) -> list[SilentProject]:
    """The rows of what `quiet` answers, all of them or the `first` ones."""
    order = F("last_filed").asc(nulls_first=True)
    silent = [(project, day) for rows, day in found for project in rows.order_by(order, "pk")[:first]]
    charge = assignments_on(on, [project.pk for project, _deadline in silent])
    rows = [_silent_project(project, deadline, charge.get(project.pk)) for project, deadline in silent]
    return sorted(rows, key=lambda row: (row.last_filed or dt.date.min, row.id))[:first]


def silent_project_querysets(seen: QuerySet[Project], on: dt.date) -> list[tuple[QuerySet, dt.date]]:
    """Return pairs of (queryset of silent projects, their filing day), one pair for each filing period in use."""
    last = Greatest(*(_last_report_time(path, on) for path in PATHS))
    found: list[tuple[QuerySet, dt.date]] = []
    for (earlier, deadline), categories in filing_periods(on).items():
        unheard = seen.filter(category__in=categories).exclude(reported_since_q(earlier, on))
        milestones = Milestone.objects.filter(project__in=unheard.values("pk"))
        owing = Standing.objects.on(deadline).among(milestones).filter(state__in=[State.OPEN, State.OVERDUE])
        found.append((unheard.filter(pk__in=owing.values("project")).annotate(last_filed=last), deadline))
    return found


def reported_since_q(earlier: dt.date, on: dt.date) -> Q:
    """Projects about which something was filed after `earlier` and by the end of `on`."""
    reports = ProgressReport.objects.of_the_project().filter(at__gte=end_of_day(earlier), at__lt=end_of_day(on))
    about = (reports.filter(**{f"{path}__isnull": False}).values(path) for path in PATHS)
    return reduce(or_, (Q(pk__in=projects) for projects in about))


def _last_report_time(path: str, on: dt.date) -> Subquery:
    """When a report was last recorded about the project, by the end of the day."""
    known = ProgressReport.objects.of_the_project().filter(**{path: OuterRef("pk")}, at__lt=end_of_day(on))
    return Subquery(known.order_by("-at").values("at")[:1])


def _silent_project(project: Any, deadline: dt.date, charge: Any) -> SilentProject:
    unit, steward = (charge.unit, charge.steward) if charge else (None, None)
    return SilentProject(
        id=project.pk,
        project=project.code,
        project_name=project.name,
        unit=unit and unit.code,
        unit_name=unit and unit.name,
        steward=steward and steward.username,
        steward_name=steward and steward.name,
        deadline=deadline,
        last_filed=project.last_filed and day_of_instant(project.last_filed),
    )


def silent_counts_by(rows: list[SilentProject], who: str) -> list[tuple[str | None, str | None, int]]:
    """Code, name and number of silent projects by `unit` or by `steward`, the most first."""
    counts = Counter((getattr(row, who), getattr(row, f"{who}_name")) for row in rows)
    return [(code, name, count) for (code, name), count in sorted(counts.items(), key=_most_silent_first)]


def _most_silent_first(counted: tuple[tuple[str | None, str | None], int]) -> tuple[int, bool, str]:
    (code, name), count = counted
    return (-count, code is None, name or "")
