"""The first page: what is wrong, how much, which."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _

from milestones.reports.instructions import unanswered
from milestones.reports.overdue import overdue
from milestones.reports.projects import ProjectLight, project_lights
from projects.clock import end_of
from projects.models import Project
from projects.models.facts import Assignment
from projects.models.vocabulary import List

from .asof import asof
from .lines import lines_of

WORST = 10
LINES = 14  # of a matrix, before the rest is summed up
SHOWN = 100
LIGHTS = ("red", "yellow", "green", "blue", "grey")


@dataclass
class Tally:
    """One line of a matrix: how many projects carry each light, and how many have an approved schedule."""

    name: str
    lights: Counter = field(default_factory=Counter)
    rules: Counter = field(default_factory=Counter)

    def add(self, light: ProjectLight) -> None:
        self.lights[light.light] += 1
        self.rules[light.rule] += 1

    @classmethod
    def sum_of(cls, name, lines: list["Tally"]) -> "Tally":
        empty = Counter()
        return cls(
            name, sum((line.lights for line in lines), empty), sum((line.rules for line in lines), empty)
        )

    @property
    def planned(self) -> int:
        return self.total - self.rules["unplanned"]

    @property
    def total(self) -> int:
        return self.lights.total()

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(light, self.lights[light]) for light in LIGHTS]


@login_required
def home(request):
    """Where the district stands at the end of the day."""
    context = asof(request)
    on = context["on"]
    report = overdue(request.user, on)
    lines, _axis = lines_of(report.standings(0, WORST), on)
    projects = projects_on(request.user, on)
    lights = project_lights(on, projects)
    context |= {"report": report, "lines": lines, "unanswered": unanswered(request.user, on)}
    context |= chosen(request, projects, lights)
    context |= tallies(projects, lights, units_on(on))
    return render(request, "pages/home.html", context, status=400 if context["on_errors"] else 200)


def projects_on(user, on) -> list[Project]:
    """The works that the reader may see, recorded by the day and not cancelled by it."""
    works = Project.objects.visible_to(user).works().filter(at__lt=end_of(on)).exclude(cancelled_on__lte=on)
    return list(works.select_related("unit", "category").order_by("code"))


def chosen(request, projects, lights) -> dict:
    """The projects of the light that was followed, at most a hundred."""
    light = request.GET.get("light")
    if light not in LIGHTS:
        return {"light": None}
    found = [(project, lights[project.pk]) for project in projects if lights[project.pk].light == light]
    return {"light": light, "found": found[:SHOWN], "found_total": len(found)}


def units_on(on) -> dict[int, str]:
    """The name of each project's responsible unit at the end of the day."""
    newest = Assignment.objects.filter(from_at__lt=end_of(on)).order_by("project", "-from_at", "-id")
    return dict(newest.distinct("project").values_list("project", "unit__name"))


def tallies(projects, lights, units) -> dict:
    """All projects, and the same by list, unit and category."""
    rows = [(project, lights[project.pk]) for project in projects]
    listed = [(label, rows_of(rows, value)) for value, label in List.choices]
    return {
        "district": next(iter(tally((("", light) for _project, light in rows))), Tally("")),
        "by_list": tally((label, light) for label, lights in listed for light in lights),
        "by_unit": worst_first(
            tally((units.get(project.pk) or _("No unit yet"), light) for project, light in rows)
        ),
        "by_category": worst_first(tally((project.category.title, light) for project, light in rows)),
    }


def rows_of(rows, listed) -> list[ProjectLight]:
    """The lights of the projects of one list."""
    return [light for project, light in rows if project.list == listed]


def tally(named: Iterable[tuple[str, ProjectLight]]) -> list[Tally]:
    """One line for each name, in the order met."""
    lines: dict[str, Tally] = {}
    for name, light in named:
        lines.setdefault(name, Tally(name)).add(light)
    return list(lines.values())


def worst_first(lines: list[Tally]) -> list[Tally]:
    """Red before yellow before many; what is left beyond the first lines is summed up in one."""

    def badness(line):
        return (-line.lights["red"], -line.lights["yellow"], -line.total, line.name)

    lines = sorted(lines, key=badness)
    if len(lines) <= LINES:
        return lines
    rest = lines[LINES - 1 :]
    return [*lines[: LINES - 1], Tally.sum_of(_("The other %(count)s") % {"count": len(rest)}, rest)]
