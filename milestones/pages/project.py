"""One project: what was promised, where each milestone stands, and what was said and decided about it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render

from milestones.models import Standing
from milestones.papers.stamp import Stamp, policy_since
from milestones.reports.edition import page_checksum, words_of_row
from milestones.reports.given import given, lines_of
from milestones.reports.instructions import unanswered
from milestones.reports.progress import physical_progress
from milestones.reports.projects import project_lights
from milestones.reports.promised import number_on
from milestones.reports.story import Move, changes_of, claims_of, flag_events, moves_of, reports_of, said_of
from milestones.reports.wall import FACTS, in_sight
from projects.access import may
from projects.clock import end_of
from projects.models import Category, Placement, Project, Promise
from projects.models.vocabulary import List
from projects.quantities import plain

from .asof import asof
from .instructions import blank_form
from .story_charts import amounts_of, trend_of

REPORTS = 20


@login_required
def project_page(request, code):
    """404 out of sight; otherwise the project at the end of the day."""
    context = asof(request)
    project = visible(request.user, code)
    on = context["on"]
    context |= {"project": project, "listed": List(project.list).label, "known": project.at < end_of(on)}
    if context["known"]:
        context |= promise_of(project, on) | people_of(project, on) | standing_of(request.user, project, on)
        context["stamp"] = stamp_of(project, on, context)
    if may(request.user, "instruct"):
        context |= {"form": blank_form(), "next": request.get_full_path()}
    return render(request, "pages/project.html", context, status=400 if context["on_errors"] else 200)


def visible(user, code) -> Project:
    """The project of one's scope, or of a milestone one owns."""
    found = Project.objects.filter(in_sight(user), code=code)
    found = found.select_related("category")
    project = found.prefetch_related("co_units").first()
    if project is None:
        raise Http404
    if project.category.pk != project.category_id:  # that of the day, where it was another
        project.category = Category.objects.get(pk=project.category_id)
    return project


def stamp_of(project, on, found) -> Stamp:
    """What a sheet says of itself. The checksum is that of the facts shown, in whatever language and for whichever role."""
    charge, said = found["charge"], found["promise"]
    facts = [
        said and (said.name, said.label, said.source_line, said.quantities),
        (project.name, project.label, project.location, project.note, project.continues_id, found["parent"]),
        (project.category.name, project.category.name_en, project.plan_year),
        charge and [str(one) for one in (charge.unit, charge.steward, charge.leader)],
        charge and (charge.unit_id, charge.steward_id, charge.leader_id),
        [
            (target.pk, target.facts, target.source_line, plain(target.promised))
            for target in found["targets"]
        ],
        [words_of_row(line.row) for line in found["plan"]],
        found["phase"] and found["phase"].pk,
        [tuple(str(getattr(line.row, name)) for name in FACTS) for line in found["plan"]],
        [(move.version.pk, move.days) for line in found["plan"] for move in line.moves],
        [str(line.waits) for line in found["amounts"]],
        [(report.pk, report.stood) for report in found["reports"]],
        [(change.pk, state) for change, state in found["changes"]],
        [(line.claim.pk, line.state, line.reopened) for line in found["claims"]],
        [(event.flag.pk, event.kind, event.step) for event in found["events"]],
        [(line.instruction.pk, line.state) for line in found["given"]],
        [(work.pk, work.name, light.light) for work, light in found["works"]],
    ]
    checksum = page_checksum(on, project.pk, *facts)
    return Stamp(project.name, on, project.code, policy=policy_since(on), checksum=checksum)


def promise_of(project, on) -> dict:
    """The promise as it was written, where that was recorded by the day; the programme of the day."""
    promise = Promise.objects.filter(project=project, at__lt=end_of(on)).first()
    place = Placement.objects.on(on).filter(project=project).select_related("parent").first()
    return {"promise": promise, "parent": place and place.parent}


def people_of(project, on) -> dict:
    """Who answered for it and in which phase it was."""
    bound = end_of(on)
    charge = project.assignments.filter(from_at__lt=bound).select_related("unit__head", "steward", "leader")
    return {"charge": charge.last(), "phase": project.phase_changes.filter(from_at__lt=bound).last()}


def standing_of(user, project, on) -> dict:
    """The light, the schedule, the charts and the log."""
    works = Placement.objects.on(on).filter(parent=project).values("project")
    family = [project, *Project.objects.filter(pk__in=works).order_by("pk")]
    lights = project_lights(on, family)
    rows = Standing.objects.on(on).filter(project=project).visible_to(user).with_names()
    rows = list(rows.order_by("milestone__sequence", "milestone_id"))
    targets = project.targets.annotate(promised=number_on("target_on", on))
    ids, targets = [row.pk for row in rows], [target for target in targets if target.known]
    moves, said = moves_of(ids, on), said_of(ids, targets, on)
    plan = [PlanLine(row, moves.get(row.pk, [])) for row in rows]
    reports = reports_of(project, user, on)
    found = list(reports[: REPORTS + 1])
    amounts = amounts_of(project, targets, rows, said, on)
    tell_doubts(found, amounts, on)
    return {
        "light": lights[project.pk],
        "targets": targets,
        "progress": physical_progress(on, [project])[project.pk],
        "unanswered": unanswered(user, on, project),
        "works": [(work, lights[work.pk]) for work in family[1:]],
        "plan": plan,
        "moved": [line for line in plan if len(line.moves) > 1 or line.moves and line.moves[0].version.note],
        "last": last_of(plan),
        "trend": trend_of(plan, said, on),
        "amounts": amounts,
        "changes": changes_of(project, on),
        "claims": claims_of(ids, on),
        "events": flag_events(ids, on),
        "given": lines_of(given(user, on, project), user, on),
        "reports": found[:REPORTS],
        "report_count": reports.count() if len(found) > REPORTS else len(found),
    }


def tell_doubts(reports, amounts, on) -> None:
    """Beside each figure: what was decided about it by the day, and what counts instead while it waits."""
    counted = {line.target.pk: line.done for line in amounts}
    for report in reports:
        report.stood = report.state_before(end_of(on))
        report.counted = counted.get(report.target_id)


@dataclass(frozen=True)
class PlanLine:
    """A milestone with every version of its baseline up to the day."""

    row: Standing
    moves: list[Move]

    @property
    def amount(self) -> str:
        """What is done of the quantity due, or the last figure of what has no total; nothing where none is due."""
        target = self.row.milestone.target
        if target is None:
            return ""
        asked = self.row.quantity if target.adds_up else self.row.target_value
        return target.progress(self.row.reported, asked) if asked else ""

    @property
    def version(self):
        """The one in force, and so the paper that moved it."""
        return self.moves[-1].version if self.moves else None

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


def last_of(plan) -> PlanLine | None:
    """The milestone that ends the project: the latest of the approved ones."""
    approved = [line for line in plan if line.row.baseline_due and line.row.state != "cancelled"]
    return max(approved, key=lambda line: line.row.baseline_due, default=None)
