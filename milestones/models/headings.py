"""What counts as one project: whatever is no heading. A heading has works under it and no milestone of its own."""

import datetime as dt

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from projects.clock import end_of, today
from projects.models import Placement, Project

from .schedule import Milestone


def counted(projects: QuerySet[Project], on: dt.date | None = None) -> QuerySet[Project]:
    """Those that count at the end of a day (today)."""
    return projects.filter(~heading(on))


def headings(projects: QuerySet[Project], on: dt.date | None = None) -> QuerySet[Project]:
    """Those that are headings at the end of a day (today): their works count, and their light rolls up."""
    return projects.filter(heading(on))


def heading(on: dt.date | None = None) -> Q:
    """Whether a project is a heading at the end of a day: the one home of the rule."""
    on = on or today()
    under = Placement.objects.on(on).filter(parent=OuterRef("pk"))
    own = Milestone.objects.filter(project=OuterRef("pk"), at__lt=end_of(on))
    return Exists(under) & ~Exists(own)


def parent_then(on: dt.date, project: str = "project_id") -> Func:
    """Under which programme a project stood at the end of a day, as a column of a query."""
    return Func(F(project), Value(on), function="parent_on", output_field=BigIntegerField(null=True))
