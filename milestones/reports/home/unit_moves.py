"""What was moved from one unit to another between two days: from which to which, by whom, on which day."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import show_day
from projects.models import Assignment, Unit, User

from .projects_on_day import DistrictStatus


@dataclass(frozen=True)
class UnitMove:
    """One move of one project, and for how many days its longest milestone is overdue."""

    pk: int  # of the assignment
    project: str
    project_name: str
    on: dt.date
    from_unit: str
    from_unit_name: str
    to_unit: str | None
    to_unit_name: str
    by: str | None
    by_name: str
    late: int

    @property
    def how(self) -> str:
        said = {
            "day": show_day(self.on, self.on),
            "person": self.by_name,
            "former": self.from_unit_name,
            "unit": self.to_unit_name,
        }
        text = _("from %(former)s to %(unit)s, %(day)s, %(person)s") % said
        return _("%(move)s; %(days)s days overdue") % {"move": text, "days": self.late} if self.late else text

    def as_json(self) -> dict:
        """Plain JSON values."""
        said = asdict(self) | {"on": self.on.isoformat(), "how": self.how}
        return {name: value for name, value in said.items() if name != "pk"}


def unit_reassignments(now: DistrictStatus, before: DistrictStatus) -> QuerySet[Assignment]:
    """The assignments between two days that gave a project to another unit than had it, in the order they came."""
    earlier = Q(from_at__lt=OuterRef("from_at")) | Q(from_at=OuterRef("from_at"), pk__lt=OuterRef("pk"))
    ended = Assignment.objects.filter(earlier, project=OuterRef("project")).order_by("-from_at", "-pk")
    kept = apps.get_model("projects", "AssignmentEvent")  # what its history keeps
    told = kept.objects.filter(pgh_obj=OuterRef("pk")).order_by("pgh_id")
    came = Assignment.objects.filter(
        from_at__gte=end_of_day(before.on),
        from_at__lt=end_of_day(now.on),
        project__in=[work.pk for work in now.every],
    )
    came = came.annotate(former=Subquery(ended.values("unit")[:1]), who=Subquery(told.values("pgh_context__user")[:1]))
    changed = ~Q(former=F("unit")) | Q(unit=None)
    return came.filter(changed, former__isnull=False).select_related("project").order_by("from_at", "pk")


def unit_moves(now: DistrictStatus, before: DistrictStatus) -> list[UnitMove]:
    """The moves, what is late first."""
    found = list(unit_reassignments(now, before))
    if not found:
        return []
    units = Unit.objects.in_bulk({pk for one in found for pk in (one.former, one.unit_id) if pk})  # type: ignore[attr-defined]
    people = User.objects.in_bulk({one.who for one in found if one.who})  # type: ignore[attr-defined]
    told = [unit_move(one, units, people.get(one.who), now) for one in found]  # type: ignore[attr-defined]
    return sorted(told, key=lambda one: (-one.late, one.project_name, one.pk))


def unit_move(one: Any, units: dict[int, Any], person: Any, now: DistrictStatus) -> UnitMove:
    former, unit, work = units[one.former], units.get(one.unit_id), now.by_pk.get(one.project_id)
    return UnitMove(
        pk=one.pk,
        project=one.project.code,
        project_name=one.project.name,
        on=day_of_instant(one.from_at),
        from_unit=former.code,
        from_unit_name=former.name,
        to_unit=unit and unit.code,
        to_unit_name=unit.name if unit else _("No unit yet"),
        by=person and person.username,
        by_name=person.name if person else _("nobody known"),
        late=work.longest if work else 0,
    )
