"""What counts as one project: whatever is no heading. A heading has works under it and no milestone of its own."""

import datetime as dt

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from backoffice.clock import end_of_day, today
from projects.models import Placement, Project

from .milestone import Milestone


def countable_projects(projects: QuerySet[Project], on: dt.date | None = None) -> QuerySet[Project]:
    """Filter out headings (programmes with works under them and no own milestone): the projects that count at the end
    of the day `on`, today by default.
    """
    return projects.filter(~heading_condition(on))


def heading_projects(projects: QuerySet[Project], on: dt.date | None = None) -> QuerySet[Project]:
    """Those that are headings at the end of a day (today): their works count, and their light rolls up."""
    return projects.filter(heading_condition(on))


def heading_condition(on: dt.date | None = None) -> Q:
    """Whether a project is a heading at the end of a day: the one home of the rule."""
    on = on or today()
    under = Placement.objects.on(on).filter(parent=OuterRef("pk"))
    own = Milestone.objects.filter(project=OuterRef("pk"), at__lt=end_of_day(on))
    return Exists(under) & ~Exists(own)


def parent_on_day(on: dt.date, project: str = "project_id") -> Func:
    """Under which programme a project stood at the end of a day, as a column of a query."""
    return Func(F(project), Value(on), function="parent_on", output_field=BigIntegerField(null=True))
