"""One project: what was promised, where each milestone stands, and what was said and decided about it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render

from milestones.models import BaselineVersion, ChangeRequest, Milestone, ProgressReport, Standing
from milestones.reports.causes import decided
from milestones.reports.instructions import unanswered
from milestones.reports.progress import physical_progress
from milestones.reports.projects import project_lights
from projects.clock import end_of
from projects.models import Project
from projects.models.vocabulary import List

from .asof import asof

REPORTS = 20


@login_required
def project_page(request, code):
    """404 out of sight; otherwise the project at the end of the day."""
    context = asof(request)
    project = visible(request.user, code)
    on, bound = context["on"], end_of(context["on"])
    family = [project, *project.works.order_by("code")]
    rows = Standing.objects.on(on).filter(project=project).visible_to(request.user).with_names()
    lights = project_lights(on, family)
    context |= {
        "project": project,
        "listed": List(project.list).label,
        "charge": project.assignments.filter(from_at__lt=bound)
        .select_related("unit", "steward", "leader")
        .last(),
        "phase": project.phase_changes.filter(from_at__lt=bound).last(),
        "light": lights[project.pk],
        "progress": physical_progress(on, [project])[project.pk],
        "unanswered": unanswered(request.user, on, project),
        "works": [(work, lights[work.pk]) for work in family[1:]],
        "plan": plan_of(rows.order_by("milestone__sequence", "milestone_id"), bound),
        "targets": project.targets.all(),
        "changes": changes_of(project, bound),
        "reports": reports_of(project, request.user, bound)[:REPORTS],
    }
    return render(request, "pages/project.html", context, status=400 if context["on_errors"] else 200)


def visible(user, code) -> Project:
    """The project of one's scope, or of a milestone one owns."""
    scope = Q(pk__in=Project.objects.visible_to(user).values("pk"))
    scope |= Q(pk__in=Milestone.objects.visible_to(user).values("project"))
    found = Project.objects.filter(scope, code=code)
    found = found.select_related("category", "parent", "continues")
    project = found.prefetch_related("co_units").first()
    if project is None:
        raise Http404
    return project


@dataclass(frozen=True)
class PlanLine:
    """A milestone with its baseline version in force, and so the paper that moved it."""

    row: Standing
    version: BaselineVersion | None

    @property
    def end(self) -> dt.date:
        """The day of the finish, or the forecast of it."""
        return self.row.finished_on or self.row.forecast_due

    @property
    def against_first(self) -> int | None:
        return (self.end - self.row.baseline_first).days if self.row.baseline_first else None

    @property
    def against_now(self) -> int | None:
        return (self.end - self.row.baseline_due).days if self.row.baseline_due else None


def plan_of(rows, bound) -> list[PlanLine]:
    """The milestones in their order, in two queries."""
    rows = list(rows)
    versions = BaselineVersion.objects.filter(milestone__in=[row.pk for row in rows], from_at__lt=bound)
    newest = {
        version.milestone_id: version for version in versions.select_related("change").order_by("number")
    }
    return [PlanLine(row, newest.get(row.pk)) for row in rows]


def changes_of(project, bound) -> list[tuple[ChangeRequest, str]]:
    """Every request about the project, newest first, with its state at the instant."""
    about = Q(project=project) | Q(milestone__project=project) | Q(target__project=project)
    found = ChangeRequest.objects.filter(about, at__lt=bound).select_related(
        "milestone", "target", "by", "decided_by"
    )
    return [(change, decided(change, bound)) for change in found]


def reports_of(project, user, bound):
    """Progress reports on the milestones and quantities in sight, newest first."""
    about = Q(milestone__project=project) | Q(target__project=project)
    return (
        ProgressReport.objects.visible_to(user)
        .filter(about, at__lt=bound)
        .select_related("milestone", "target", "by")
    )
