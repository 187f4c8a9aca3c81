"""Lists that show where things stand today: filtered in SQL, read for the page alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Count, QuerySet

from backoffice.change_list import PinyinChangeList
from backoffice.clock import today
from backoffice.requests import PersonRequest
from milestones.models import Milestone, Standing
from milestones.reports.project_lights import project_lights
from milestones.rules.current_status import (
    project_light_rank_expression,
    standings_slice,
    worst_standings_page,
)
from projects.models import Project

# Columns of the list that a milestone's own row can sort by; the others are read from the standings.
OWN_COLUMNS = {
    "milestone__name_key": "name_key",
    "project__code": "project__code",
    "unit__name_key": "project__unit__name_key",
    "baseline_due": "baseline_due",
    "forecast_due": "forecast_due",
}
READ_COLUMNS = ("light_rank", "days_late", "state")
WORST_FIRST = ("light_rank", "-days_late", "baseline_due", "milestone_id")


class MilestoneChangeList(PinyinChangeList):
    """Milestones with their standing, worst first unless a column head was clicked."""

    def get_ordering(self, request: PersonRequest, queryset: QuerySet[Milestone]) -> list[str]:
        chosen = super().get_ordering(request, queryset) if ORDER_VAR in self.params else ()
        self.order = [field for field in chosen if field.lstrip("-") in {*OWN_COLUMNS, *READ_COLUMNS}]
        return ["pk"]

    def get_results(self, request: PersonRequest) -> None:
        super().get_results(request)
        self.user = request.user
        size = self.list_max_show_all if self.show_all else self.list_per_page
        start = 0 if self.show_all else (self.page_num - 1) * size
        self.result_list = [milestone_with_standing(row) for row in self.page(start, size)]

    def page(self, start: int, size: int) -> Iterable[Standing]:
        """The standings of a page, which alone are read wherever the order allows it."""
        if not self.order:
            return worst_standings_page(self.queryset, start, size)
        if all(field.lstrip("-") in OWN_COLUMNS for field in self.order):
            return standings_slice(
                self.queryset.order_by(*map(milestone_order_column, self.order), "pk"), start, start + size
            )
        rows = Standing.objects.on().among(self.queryset).with_names()
        return rows.order_by(*self.order, *WORST_FIRST)[start : start + size]


def milestone_order_column(field: str) -> str:
    """The milestone's column for a field of its standing, in the same direction."""
    return ("-" if field.startswith("-") else "") + OWN_COLUMNS[field.lstrip("-")]


def milestone_with_standing(row: Standing) -> Any:
    """The milestone of a standing, carrying it."""
    milestone: Any = row.milestone
    milestone.standing, milestone.project = row, row.project
    return milestone


def standing_today(milestone: Any) -> Standing:
    """Return the milestone's Standing as of today, reading it at most once per milestone instance."""
    if not hasattr(milestone, "standing"):
        milestone.standing = Standing.objects.on(today()).with_names().get(pk=milestone.pk)
    return milestone.standing


class ProjectChangeList(PinyinChangeList):
    """Projects with their light and how their milestones stand, in two queries for the page; worst first."""

    def get_queryset(self, request: PersonRequest, exclude_parameters: list[str] | None = None) -> QuerySet[Project]:
        rows = super().get_queryset(request, exclude_parameters)
        if ORDER_VAR in self.params:
            return rows
        return rows.order_by(project_light_rank_expression().asc(nulls_last=True), "-plan_year", "code")

    def get_results(self, request: PersonRequest) -> None:
        super().get_results(request)
        self.result_list = attach_project_lights(list(self.result_list))  # type: ignore[has-type]


def attach_project_lights(projects: list[Any]) -> list[Any]:
    """Give each project its `light`, and in `states` how many of its and its works' milestones are in which state."""
    keys = [project.pk for project in projects]
    counted = Standing.objects.on().of_projects(keys).order_by().values("project", "project__parent", "state")
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for row in counted.annotate(number=Count("pk")):
        for key in filter(None, {row["project"], row["project__parent"]}):
            states[key][row["state"]] += row["number"]
    lights = project_lights(today(), projects)
    for project in projects:
        project.light, project.states = lights[project.pk], states[project.pk]
    return projects
