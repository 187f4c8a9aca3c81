"""Compare two days: projects that turned red, projects that are no longer red and why, and projects that changed
programme or unit.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from backoffice.clock import end_of_day
from backoffice.numbers import plain_decimal
from milestones.models import Standing
from milestones.models.status import State
from milestones.reports.reorganizations import UnitReorganization, unit_reorganizations
from projects.models import Placement

from .fresh_decisions import Decision, fresh_changes
from .reassignments import Reassignment, reassignments
from .rule_changes import (
    CalendarChange,
    KindChange,
    PolicyChange,
    calendar_changes,
    kind_changes,
    policy_changes,
)
from .totals_on_day import DistrictTotals


@dataclass(frozen=True)
class ProjectChange:
    """A project whose light became red or ceased to be, and how."""

    pk: int
    project: str
    project_name: str
    how: str

    def as_json(self) -> dict:
        """Plain JSON values."""
        return {"project": self.project, "project_name": self.project_name, "how": self.how}


@dataclass(frozen=True)
class PeriodChanges:
    """The lists in full; the counts are those of the links."""

    red: list[ProjectChange]
    cured: list[ProjectChange]
    placed: list[ProjectChange]
    moved: list[Reassignment]  # to another unit; one for each move, so that a project may stand twice
    led: list[Reassignment]  # the same to another leader, what left the charge of the one who reads among them
    reorganizations: list[UnitReorganization]
    kinds: list[KindChange]
    calendar: list[CalendarChange]
    policies: list[PolicyChange]
    fresh: list[Decision]  # by who had just been given the power to

    @property
    def facts(self) -> list[tuple]:
        """What the checksum covers."""
        return [
            *((one.pk, one.project_name) for one in (*self.red, *self.cured, *self.placed)),
            *(one.facts for one in (*self.moved, *self.led)),
            *(one.facts for one in self.reorganizations),
            *((str(one.on), one.unit, one.unit_name, one.was, one.now, *one.people) for one in self.kinds),
            *((str(one.on), *map(str, one.days), *one.people) for one in self.calendar),
            *((str(one.on), one.category, *one.people, *one.numbers) for one in self.policies),
            *(one.facts for one in self.fresh),
        ]

    @property
    def moved_projects(self) -> int:
        return len({one.project for one in self.moved})


def named(record: Any) -> tuple[str, int]:
    """The order of what ties: by the name of the day, which checksums cover, and never by a code, which they do not."""
    return record.name, record.pk


def newly_red_projects(now: DistrictTotals, before: DistrictTotals) -> set[int]:
    return now.red.keys() - before.red.keys()


def no_longer_red_projects(now: DistrictTotals, before: DistrictTotals) -> set[int]:
    """Return the projects that were red on the earlier day and are not red now, cancelled ones included; some may have
    left the leader's charge since, and count no longer.
    """
    return before.red.keys() - now.red.keys()


def programme_placements(now: DistrictTotals, before: DistrictTotals) -> dict[int, Placement]:
    """What came under a programme or left one, by project: the newest place, which may have ended."""
    after, by = end_of_day(before.on), end_of_day(now.on)
    moved = Q(from_at__gte=after, from_at__lt=by) | Q(to_at__gte=after, to_at__lt=by)
    known = Placement.objects.filter(moved, from_at__lt=by, project__in=now.registered().order_by().values("pk"))
    return {place.project_id: place for place in known.select_related("parent").order_by("from_at", "id")}


def describe_placement(place: Placement, on: dt.date) -> str:
    ended = place.to_at and place.to_at < end_of_day(on)
    said = _("no longer under “%(programme)s”") if ended else _("now under “%(programme)s”")
    return said % {"programme": place.parent.name}


def changes_between(now: DistrictTotals, before: DistrictTotals) -> PeriodChanges:
    """The lists, in eleven queries; two more where anything was given to another unit or leader, three where the
    calendar was changed, two where a policy or the kind of a unit was, seven where somebody was given power.
    """
    red, gone = newly_red_projects(now, before), no_longer_red_projects(now, before)
    places = programme_placements(now, before)
    projects = now.registered().in_bulk({*red, *gone, *places})
    gone &= projects.keys()
    worst = {pk: now.red[pk] for pk in red} | {pk: before.red[pk] for pk in gone}
    then = standings_by_milestone(before, [worst[pk] for pk in gone])
    today = standings_by_milestone(now, worst.values())

    def told(pks: Iterable[int], how: Callable[[Any, Any], str]) -> list[ProjectChange]:
        rows = [(projects[pk], worst[pk]) for pk in pks]
        rows.sort(key=lambda row: (-getattr(today.get(row[1]), "days_late", 0), *named(row[0])))
        return [ProjectChange(project.pk, project.code, project.name, how(project, worst)) for project, worst in rows]

    return PeriodChanges(
        told(red, lambda project, worst: describe_red(today[worst])),
        told(gone, lambda project, worst: describe_recovery(today.get(worst), then[worst])),
        [
            ProjectChange(pk, projects[pk].code, projects[pk].name, describe_placement(places[pk], now.on))
            for pk in sorted(places, key=lambda pk: named(projects[pk]))
        ],
        [one for one in reassignments("unit", now, before) if one.here],
        reassignments("leader", now, before),
        unit_reorganizations(before.on, now.on),
        kind_changes(before.on, now.on),
        calendar_changes(before.on, now.on),
        policy_changes(before.on, now.on),
        fresh_changes(now, before),
    )


TOLD = ("state", "days_late", "behind", "baseline_due", "target_value", "quantity")


def standings_by_milestone(picture: DistrictTotals, ids: Collection[int]) -> dict[int, Standing]:
    """Where these milestones stood, as far as a change is told from it."""
    return Standing.objects.on(picture.on).filter(milestone__in=ids).only(*TOLD).in_bulk() if ids else {}


def describe_red(row: Standing) -> str:
    if row.state == State.OVERDUE:
        return _("%(days)s days overdue") % {"days": row.days_late}
    return _("%(points)s points behind") % {"points": plain_decimal(round(row.behind))}  # type: ignore[arg-type]


def describe_recovery(now: Any, then: Standing) -> str:
    """How a milestone that was red ceased to be."""
    if now.state == State.FINISHED:
        if now.days_late:
            return _("confirmed, %(days)s days late") % {"days": now.days_late}
        return _("confirmed in time")
    if now.state != then.state and now.state in (State.AWAITING, State.SUSPENDED, State.CANCELLED):
        return {
            State.AWAITING: _("claimed, awaiting confirmation"),
            State.SUSPENDED: _("suspended by decision"),
            State.CANCELLED: _("cancelled by decision"),
        }[now.state]
    if now.baseline_due != then.baseline_due:
        return _("extension approved")
    if (now.target_value, now.quantity) != (then.target_value, then.quantity):
        return _("the quantity was changed by decision")
    return _("caught up")
