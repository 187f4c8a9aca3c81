"""The projects behind a number: the list of projects under the conditions of its link."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backoffice.clock import today
from milestones.models.status import Light
from milestones.reports.filters import CURRENT, NOBODY, ProjectListFilters
from milestones.reports.project_lights import ProjectLight, project_lights
from milestones.rules.reasons import light_sentence, sentence_values
from projects.models import Phase, Project, User
from projects.models.assignment import Assignment, assignments_on
from projects.models.wording import with_wording_of_day

from .changes import newly_red_projects, no_longer_red_projects, programme_placements
from .projects_on_day import DistrictStatus, ProjectStatus, district_status
from .reassignments import reassigned
from .totals_on_day import DistrictTotals, district_totals


@dataclass(frozen=True)
class ListedProject:
    """A project as the list shows it, with unit, steward and leader of the day."""

    project: Project
    work: ProjectStatus | None  # none for a programme
    light: ProjectLight
    charge: Assignment | None
    on: dt.date

    @property
    def why(self) -> str:
        """The sentence of the light, without the day and the rules that the whole list shares."""
        if self.light.worst is None:
            return self.light.reason
        name, text = self.light.worst.milestone.name, light_sentence(self.light.worst)
        text %= sentence_values(self.light.worst, self.on)
        return text if name in text else _("%(milestone)s: %(reason)s") % {"milestone": name, "reason": text}

    @property
    def phase(self) -> str:
        return str(Phase(self.work.phase).label) if self.work and self.work.phase else ""


@dataclass(frozen=True)
class ProjectListReport:
    """Which projects fit, in order; the rows are read a page at a time."""

    on: dt.date
    filters: dict
    picture: DistrictStatus
    ids: list[int]
    beyond: int = 0  # of earlier years and ended, left out because only the newest year was asked for

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def all(self) -> int:
        return len(self.picture.works)

    @with_wording_of_day
    def rows(self, start: int = 0, stop: int | None = None) -> list[ListedProject]:
        """The rows from `start` to before `stop`, in four queries."""
        ids = self.ids[start:stop]
        found = Project.objects.select_related("category", "parent").in_bulk(ids)
        projects = [found[pk] for pk in ids]
        lights, charge = project_lights(self.on, projects), assignments_on(self.on, ids)
        works = {work.pk: work for work in self.picture.every}
        return [ListedProject(one, works.get(one.pk), lights[one.pk], charge.get(one.pk), self.on) for one in projects]


def project_list_report(user: User, on: dt.date | None = None, filters: Mapping | None = None) -> ProjectListReport:
    """The projects under the filters on a day, the worst first. Raise ValidationError for a bad filter."""
    on = on or today()
    wanted = ProjectListFilters(filters or {}).wanted()
    if "turned" in wanted and wanted["since"] >= on:
        raise ValidationError({"since": _("This day is not before the day reported.")})
    now = district_status(user, on, wanted["leader"] if is_single_record(wanted.get("leader")) else None)
    works = sorted(
        (work for work in candidate_projects(user, now, wanted) if matches_filters(work, wanted)),
        key=list_order,
    )
    fit = list_ids(works, wanted)
    if wanted.get("years") == CURRENT:
        works = [work for work in works if now.is_current(work)]
    ids = list_ids(works, wanted)
    return ProjectListReport(on, wanted, now, ids, len(fit) - len(ids))


def list_ids(works: list[ProjectStatus], wanted: Mapping[str, Any]) -> list[int]:
    """The rows of the list: works, or the programmes over them."""
    return programmes_over(works) if "kind" in wanted else [work.pk for work in works]


def is_single_record(value: Any) -> bool:
    return value is not None and value != NOBODY


def candidate_projects(user: User, now: DistrictStatus, wanted: Mapping[str, Any]) -> list[ProjectStatus]:
    """Return the projects to filter: all that count on the day, or, with `turned`, those that changed light, programme
    or unit since `since`.
    """
    if "turned" not in wanted:
        return now.works
    leader = wanted["leader"] if is_single_record(wanted.get("leader")) else None
    totals, before = (district_totals(user, day, leader) for day in (now.on, wanted["since"]))
    pks = TURNS[wanted["turned"]](totals, before)
    return [work for work in now.every if work.pk in pks]


def projects_given_to_other_unit(now: DistrictTotals, before: DistrictTotals) -> set[int]:
    return {one.project_id for one in reassigned("unit", now, before)}


TURNS: dict[str, Callable] = {
    "red": newly_red_projects,
    "cured": no_longer_red_projects,
    "placed": programme_placements,
    "moved": projects_given_to_other_unit,
}


def matches_filters(work: ProjectStatus, wanted: Mapping[str, Any]) -> bool:
    """Whether a project has every property asked for."""
    has = {
        "unit": work.unit,
        "list": work.list,
        "category": work.category,
        "leader": work.leader,
        "light": work.light,
        "phase": work.phase,
        "rule": work.counted_rule,
        "schedule": work.schedule,
    }
    return all(has[name] == filter_key(wanted[name]) for name in has if name in wanted)


def filter_key(value: Any) -> Any:
    return None if value == NOBODY else getattr(value, "pk", value)


def list_order(work: ProjectStatus) -> tuple[int, int, int]:
    return (Light(work.light).rank, -work.longest, work.pk)


def programmes_over(works: list[ProjectStatus]) -> list[int]:
    """The programmes over these works, the one with the worst work first."""
    return list(dict.fromkeys(work.parent for work in works if work.parent))
