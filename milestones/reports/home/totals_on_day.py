"""What the first page counts on a day: projects by light, list, unit, category and phase, and overdue milestones."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from milestones.models.status import Light
from milestones.reports.overdue.totals import AGES
from projects.models import Project, User

from .projects_on_day import ask_projects, registered_projects

TOTALS = Path(__file__).with_suffix(".sql").read_text("utf-8")
COUNTED = ("awaiting", "late_claimed", "suspended", "unplanned", "cancelled")
APART = (*COUNTED, "unscheduled", "stated")
MASKS = {"list": 28, "unit": 44, "category": 52, "district": 60, "phase": 59}
BOUNDS = sorted(least for least, _most in AGES)
WORST = 10


@dataclass(frozen=True)
class ProjectGroup:
    """How many projects share a list, unit, category or phase, and a light with its rule; `key` is null for none."""

    key: str | None
    light: str
    rule: str
    count: int
    planned: int
    longest: int


@dataclass(frozen=True)
class DistrictTotals:
    """Where the district stands on a day, as far as the reader may see; what is cancelled counts nowhere."""

    user: User
    on: dt.date
    leader: User | None
    found: Any  # the row of `totals_on_day.sql`; none where nothing can be seen

    @cached_property
    def red(self) -> dict[int, int]:
        """The projects with a red light, and the milestone that decides it."""
        return {int(pk): decides for pk, decides in (self.value("red") or {}).items()}

    @property
    def total(self) -> int:
        """How many milestones are overdue."""
        return self.value("total") or 0

    @property
    def longest(self) -> int:
        return self.value("longest") or 0

    @property
    def worst(self) -> list[int]:
        """The ten milestones that are longest overdue."""
        return self.value("worst") or []

    @property
    def programmes(self) -> int:
        """How many headings stand over what counts."""
        return self.value("programmes") or 0

    @property
    def in_charge(self) -> bool:
        """Whether the reader is the leader of any project."""
        return bool(self.value("in_charge"))

    @cached_property
    def apart(self) -> dict[str, int]:
        """What no overdue count holds: milestones by state, and projects without a schedule."""
        return {name: self.value(name) or 0 for name in APART}

    @property
    def facts(self) -> tuple[str, ...]:
        """What the checksum covers of projects and of overdue milestones."""
        return self.value("digest") or "", self.value("late_digest") or ""

    def late_within(self, least: int) -> int:
        """How many milestones are in the band of days late that begins there."""
        return (self.value("bands") or {}).get(str(BOUNDS.index(least) + 1), 0)

    def phases(self) -> Counter[str | None]:
        """How many projects are in each phase."""
        return Counter({row["key"]: row["count"] for row in self.rows("phase")})

    def groups(self, by: str) -> list[ProjectGroup]:
        """The groups by `list`, `unit`, `category` or of the `district`."""
        return [
            ProjectGroup(
                row["key"], Light.of_rank(row["rank"]).value, row["rule"], row["count"], row["planned"], row["longest"]
            )
            for row in self.rows(by)
        ]

    def rows(self, by: str) -> Iterable[Mapping[str, Any]]:
        return [row for row in self.value("groups") or [] if row["mask"] == MASKS[by]]

    def registered(self) -> QuerySet[Project]:
        """The projects that the totals are of, cancelled ones too."""
        return registered_projects(self.user, self.on, self.leader)

    def value(self, name: str) -> Any:
        return getattr(self.found, name, None)


def district_totals(user: User, on: dt.date, leader: User | None = None) -> DistrictTotals:
    """The totals at the end of a day, in one query; with a leader, of the projects in that leader's charge."""
    params = {"reader": user.pk, "bounds": BOUNDS, "most": WORST}
    return DistrictTotals(user, on, leader, next(iter(ask_projects(user, on, leader, TOTALS, params)), None))
