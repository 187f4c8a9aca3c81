"""What was given to another unit or another leader between two days: from whom to whom, by whom, on which day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import show_day
from backoffice.history.events import author_key, events_of_model
from milestones.models import Standing
from projects.models import Assignment, Reorganization, Unit, User

from .totals_on_day import DistrictTotals

Part = Literal["unit", "leader"]


@dataclass(frozen=True)
class Reassignment:
    """One change of the unit or the leader of one project, and for how many days its longest milestone is overdue."""

    pk: int  # of the assignment
    part: Part
    project: str
    project_name: str
    on: dt.date
    former: str | None  # the code or the user name
    former_name: str
    now: str | None
    now_name: str
    by: str | None
    by_name: str
    late: int
    with_unit: bool  # a reorganization moved it with others
    here: bool  # in sight now: what left the charge of the leader who reads is not

    @property
    def how(self) -> str:
        said = {
            "day": show_day(self.on, self.on),
            "person": self.by_name,
            "former": self.former_name,
            "unit": self.now_name,
        }
        text = _("%(former)s → %(unit)s, changed on %(day)s by %(person)s")
        if self.with_unit:
            text = _("%(former)s → %(unit)s, by the reorganization of %(day)s")
        text = text % said
        return _("%(move)s; %(days)s days overdue") % {"move": text, "days": self.late} if self.late else text

    @property
    def facts(self) -> tuple:
        """All that is printed of it, for a checksum; nothing that is translated."""
        names = (self.former and self.former_name, self.now and self.now_name, self.by and self.by_name)
        return (self.pk, self.part, self.project_name, *names, str(self.on), self.late)

    def as_json(self) -> dict:
        """Plain JSON values."""
        return {
            "project": self.project,
            "project_name": self.project_name,
            "on": self.on.isoformat(),
            f"from_{self.part}": self.former,
            f"from_{self.part}_name": self.former_name,
            f"to_{self.part}": self.now,
            f"to_{self.part}_name": self.now_name,
            "by": self.by,
            "by_name": self.by_name,
            "late": self.late,
            "how": self.how,
        }


def reassigned(part: Part, now: DistrictTotals, before: DistrictTotals) -> list[Assignment]:
    """The assignments between two days that gave a project to another unit or leader than had it, in the order they
    came; what left a leader's charge is among them.
    """
    earlier = Q(from_at__lt=OuterRef("from_at")) | Q(from_at=OuterRef("from_at"), pk__lt=OuterRef("pk"))
    ended = Assignment.objects.filter(earlier, project=OuterRef("project")).order_by("-from_at", "-pk")
    told = events_of_model(Assignment).filter(pgh_obj=OuterRef("pk")).order_by("pgh_id")
    came = Assignment.objects.filter(from_at__gte=end_of_day(before.on), from_at__lt=end_of_day(now.on))
    came = came.annotate(former=Subquery(ended.values(part)[:1]), who=Subquery(told.values("pgh_context__user")[:1]))
    whole = Reorganization.objects.filter(carried_out_at=OuterRef("from_at"), into=OuterRef("unit"))
    moved = whole.filter(unit=OuterRef("former")) if part == "unit" else whole.none()
    came = came.annotate(decider=Subquery(moved.values("decided_by")[:1]))
    changed = ~Q(former=F(part)) | Q(**{part: None})
    here, there = (Q(project__in=totals.registered().order_by().values("pk")) for totals in (now, before))
    found = came.filter(changed, here | there, former__isnull=False).annotate(here=here)
    return list(found.select_related("project").order_by("from_at", "pk"))


def reassignments(part: Part, now: DistrictTotals, before: DistrictTotals) -> list[Reassignment]:
    """The changes, what is late first, and what a reorganization moved with its unit behind the others; one query where
    there is none, else four at most.
    """
    found: list[Any] = list(reassigned(part, now, before))
    if not found:
        return []
    model: Any = {"unit": Unit, "leader": User}[part]
    known = model.objects.in_bulk({pk for one in found for pk in (one.former, getattr(one, f"{part}_id")) if pk})
    authors = {one.pk: one.decider or author_key(one.who) or 0 for one in found}
    people = User.objects.in_bulk({key for key in authors.values() if key})
    late = longest_overdue(now.on, {one.project_id for one in found})
    told = [reassignment(part, one, known, people.get(authors[one.pk]), late.get(one.project_id, 0)) for one in found]
    return sorted(told, key=lambda one: (one.with_unit, -one.late, one.project_name, one.pk))


def longest_overdue(on: dt.date, projects: set[int]) -> dict[int, int]:
    """By project, in sight or not, for how many days its longest milestone is overdue; one query."""
    rows = Standing.objects.on(on).of_projects(projects).filter(is_overdue=True).order_by()
    return dict(rows.values("project").annotate(longest=Max("days_late")).values_list("project", "longest"))


def reassignment(part: Part, one: Any, known: dict[int, Any], person: User | None, late: int) -> Reassignment:
    former, now = known[one.former], known.get(getattr(one, f"{part}_id"))
    nobody = {"unit": _("No unit yet"), "leader": _("No leader yet")}[part]
    return Reassignment(
        pk=one.pk,
        part=part,
        project=one.project.code,
        project_name=one.project.name,
        on=day_of_instant(one.from_at),
        former=address_of(former),
        former_name=former.name,
        now=now and address_of(now),
        now_name=now.name if now else nobody,
        by=person.username if person else None,
        by_name=person.name if person else _("nobody known"),
        late=late,
        with_unit=one.decider is not None,
        here=one.here,
    )


def address_of(record: Unit | User) -> str:
    """Under which a unit or a person is addressed: the code, or the user name."""
    return record.username if isinstance(record, User) else record.code
