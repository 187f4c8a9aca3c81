"""The light of a project: the worst of its own and its works' milestones, with the sentence that says why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milestones.models import Standing
from milestones.models.headings import parent_on_day
from milestones.models.status import Light, Rule
from milestones.rules.reasons import light_explanation
from projects.models import Project


@dataclass(frozen=True)
class ProjectLight:
    """A light, its rule and its reason; `worst` is the milestone that decides it, if there is one."""

    light: str
    rule: str
    reason: str
    worst: Standing | None = None


def project_lights(on: dt.date, projects: Iterable[Project]) -> dict[int, ProjectLight]:
    """The light of each project at the end of a day, by primary key, in one query."""
    wanted = {project.pk for project in projects}
    return lights_from_standings(_deciding_standings(on, wanted), wanted, on)


def lights_from_standings(rows: Iterable[Standing], wanted: set[int], on: dt.date) -> dict[int, ProjectLight]:
    """The light of each project wanted, from rows with `parent_then` of all its own and its works' milestones."""
    worst: dict[int, Standing] = {}
    for row in rows:
        if row.light is None:
            continue
        for pk in wanted.intersection((row.project_id, row.parent_then)):  # type: ignore[attr-defined]
            worst[pk] = min(worst.get(pk, row), row, key=_standing_severity)
    return {pk: _project_light(worst.get(pk), on) for pk in wanted}


def _deciding_standings(on: dt.date, wanted: Iterable[int]) -> QuerySet[Standing]:
    """One row for each project and each of its works: the milestone that decides its light."""
    rows = Standing.objects.on(on).of_projects(wanted).filter(light__isnull=False)
    rows = rows.annotate(parent_then=parent_on_day(on))
    order = ("project_id", "light_rank", "-days_late", "baseline_due", "milestone_id")
    return rows.with_names().order_by(*order).distinct("project_id")


def _standing_severity(row: Standing) -> tuple[int, int, dt.date, int]:
    return (row.light_rank, -row.days_late, row.baseline_due or dt.date.max, row.pk)


def _project_light(row: Standing | None, on: dt.date) -> ProjectLight:
    if row is None:
        return ProjectLight(Light.GREY.value, Rule.UNPLANNED.value, _("No approved schedule yet."))
    name, text = row.milestone.name, light_explanation(row, on)
    if name not in text:
        text = _("%(milestone)s: %(reason)s") % {"milestone": name, "reason": text}
    return ProjectLight(Light.of_rank(row.light_rank).value, row.light_rule, text, row)  # type: ignore[arg-type]
