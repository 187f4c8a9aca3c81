"""The projects behind a number: the list of projects under the conditions of its link."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.rules.reasons import numbers, sentence
from projects.clock import today
from projects.models import Phase, Project
from projects.models.facts import Assignment
from projects.models.wording import of_its_day

from .filters import NOBODY, ProjectFilters
from .moves import moved
from .projects import ProjectLight, project_lights
from .silent import charges
from .turned import cured, placed, turned_red
from .works import Picture, Work, picture


@dataclass(frozen=True)
class ListedProject:
    """A project as the list shows it, with unit, steward and leader of the day."""

    project: Project
    work: Work | None  # none for a programme
    light: ProjectLight
    charge: Assignment | None
    on: dt.date

    @property
    def why(self) -> str:
        """The sentence of the light, without the day and the rules that the whole list shares."""
        if self.light.worst is None:
            return self.light.reason
        name, text = self.light.worst.milestone.name, sentence(self.light.worst)
        text %= numbers(self.light.worst, self.on)
        return text if name in text else _("%(milestone)s: %(reason)s") % {"milestone": name, "reason": text}

    @property
    def phase(self) -> str:
        return str(Phase(self.work.phase).label) if self.work and self.work.phase else ""


@dataclass(frozen=True)
class ProjectList:
    """Which projects fit, in order; the rows are read a page at a time."""

    on: dt.date
    filters: dict
    picture: Picture
    ids: list[int]

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def all(self) -> int:
        return len(self.picture.works)

    @of_its_day
    def rows(self, start: int = 0, stop: int | None = None) -> list[ListedProject]:
        """The rows from `start` to before `stop`, in four queries."""
        ids = self.ids[start:stop]
        found = Project.objects.select_related("category", "parent").in_bulk(ids)
        projects = [found[pk] for pk in ids]
        lights, charge = project_lights(self.on, projects), charges(ids, self.on)
        works = {work.pk: work for work in self.picture.every}
        return [
            ListedProject(one, works.get(one.pk), lights[one.pk], charge.get(one.pk), self.on)
            for one in projects
        ]


def projects_listed(user, on: dt.date | None = None, filters: Mapping | None = None) -> ProjectList:
    """The projects under the filters on a day, the worst first. Raise ValidationError for a bad filter."""
    on = on or today()
    wanted = ProjectFilters(filters or {}).wanted()
    if "turned" in wanted and wanted["since"] >= on:
        raise ValidationError({"since": _("This day is not before the day reported.")})
    now = picture(user, on, wanted["leader"] if named(wanted.get("leader")) else None)
    works = sorted((work for work in chosen(user, now, wanted) if fits(work, wanted)), key=badness)
    ids = [work.pk for work in works]
    return ProjectList(on, wanted, now, programmes(works) if "kind" in wanted else ids)


def named(value) -> bool:
    return value is not None and value != NOBODY


def chosen(user, now: Picture, wanted) -> list[Work]:
    """What is chosen from: what counts on the day, or what changed its light or its place since another."""
    if "turned" not in wanted:
        return now.works
    leader = wanted.get("leader")
    before = picture(user, wanted["since"], leader if named(leader) else None)
    pks = TURNS[wanted["turned"]](now, before)
    return [work for work in now.every if work.pk in pks]


def gone_to_another(now: Picture, before: Picture) -> set[int]:
    return set(moved(now, before).values_list("project", flat=True))


TURNS: dict[str, Callable] = {"red": turned_red, "cured": cured, "placed": placed, "moved": gone_to_another}


def fits(work: Work, wanted) -> bool:
    """Whether a project has every property asked for."""
    has = {
        "unit": work.unit, "list": work.list, "category": work.category, "leader": work.leader, "light": work.light,
        "phase": work.phase, "rule": work.rule, "schedule": "yes" if work.scheduled else "no",
    }  # fmt: skip
    return all(has[name] == key_of(wanted[name]) for name in has if name in wanted)


def key_of(value):
    return None if value == NOBODY else getattr(value, "pk", value)


def badness(work: Work):
    order = ("red", "yellow", "green", "grey", "blue")
    return (order.index(work.light), -work.longest, work.pk)


def programmes(works: list[Work]) -> list[int]:
    """The programmes over these works, the one with the worst work first."""
    return list(dict.fromkeys(work.parent for work in works if work.parent))
