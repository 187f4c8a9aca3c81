"""One project: what was promised, where each milestone stands, and what was said and decided about it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from backoffice.clock import end_of_day
from backoffice.numbers import plain_decimal
from backoffice.requests import PersonRequest
from milestones.models import BaselineVersion, Standing
from milestones.models.milestone import projects_open_to
from milestones.models.status import State
from milestones.papers.stamp import Stamp, policy_since
from milestones.reports.instruction_list import instruction_state_lines, instructions_on
from milestones.reports.physical_progress import physical_progress
from milestones.reports.project_lights import project_lights
from milestones.reports.project_story import (
    BaselineMove,
    baseline_history,
    change_request_history,
    claim_history,
    flag_history,
    progress_report_history,
    reported_numbers,
)
from milestones.reports.promised_quantity import target_number_on
from milestones.reports.provenance import page_checksum, standing_words
from milestones.reports.unanswered_instructions import unanswered_instructions
from milestones.reports.wall.report import FACTS
from projects.models import Assignment, PhaseChange, Placement, Project, Promise, User
from projects.models.vocabulary import List
from projects.permissions import may_perform

from .as_of import as_of_context
from .instructions import blank_instruction_form
from .project_chart_data import AmountLine, amount_lines, project_forecast_chart

REPORTS = 20


@login_required
def project_page(request: PersonRequest, code: str) -> HttpResponse:
    """404 out of sight; otherwise the project at the end of the day."""
    context = as_of_context(request)
    project = visible_project_or_404(request.user, code)
    on = context["on"]
    context |= {"project": project, "listed": List(project.list).label, "known": project.at < end_of_day(on)}
    if context["known"]:
        context |= (
            promise_context(project, on)
            | people_context(project, on)
            | project_status_context(request.user, project, on)
        )
        context["stamp"] = project_stamp(project, on, context)
    if may_perform(request.user, "instruct"):
        context |= {"form": blank_instruction_form(), "next": request.get_full_path()}
    return render(request, "pages/project.html", context, status=400 if context["on_errors"] else 200)


def visible_project_or_404(user: User, code: str) -> Project:
    """The project of one's scope, or of a milestone one owns."""
    found = Project.objects.filter(projects_open_to(user), code=code)
    found = found.select_related("category")
    project = found.prefetch_related("co_units").first()
    if project is None:
        raise Http404
    return project


def project_stamp(project: Project, on: dt.date, found: Mapping[str, Any]) -> Stamp:
    """What a sheet says of itself. The checksum is that of the facts shown, in whatever language and for whichever
    role.
    """
    charge, said = found["charge"], found["promise"]
    facts = [
        said and (said.name, said.label, said.source_line, said.quantities),
        (*project.facts, found["parent"]),
        [unit.name for unit in project.sharing_units],
        (project.category.name, project.category.name_en, project.plan_year),
        charge and [str(one) for one in (charge.unit, charge.unit and charge.unit.head, charge.steward, charge.leader)],
        charge and (charge.unit_id, charge.steward_id, charge.leader_id),
        [(target.pk, target.facts, target.source_line, plain_decimal(target.promised)) for target in found["targets"]],
        [standing_words(line.row) for line in found["plan"]],
        found["phase"] and found["phase"].pk,
        [tuple(str(getattr(line.row, name)) for name in FACTS) for line in found["plan"]],
        [(move.version.pk, move.days, document_number(move)) for line in found["plan"] for move in line.moves],
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


def document_number(move: BaselineMove) -> str:
    """Of the paper with which a date was moved; empty for the first date and where there is none."""
    return (move.version.change and move.version.change.document_number) or ""


def promise_context(project: Project, on: dt.date) -> dict:
    """The promise as it was written, where that was recorded by the day; the programme of the day."""
    promise = Promise.objects.filter(project=project, at__lt=end_of_day(on)).first()
    place = Placement.objects.on(on).filter(project=project).select_related("parent").first()
    return {"promise": promise, "parent": place and place.parent}


def people_context(project: Project, on: dt.date) -> dict:
    """Who answered for it and in which phase it was."""
    charge = Assignment.objects.on(on).filter(project=project).select_related("unit__head", "steward", "leader")
    return {"charge": charge.first(), "phase": PhaseChange.objects.on(on).filter(project=project).first()}


def project_status_context(user: User, project: Project, on: dt.date) -> dict:
    """The light, the schedule, the charts and the log."""
    works = Placement.objects.on(on).filter(parent=project).values("project")
    family = [project, *Project.objects.filter(pk__in=works).order_by("pk")]
    lights = project_lights(on, family)
    standings = Standing.objects.on(on).filter(project=project).visible_to(user).with_names()
    rows = sorted(standings, key=lambda row: (row.milestone.sequence, row.pk))  # the order of the day
    targets: Any = project.targets.annotate(promised=target_number_on("target_on", on))
    ids, targets = [row.pk for row in rows], [target for target in targets if target.known]
    moves, said = baseline_history(ids, on), reported_numbers(ids, targets, on)
    plan = [PlanLine(row, moves.get(row.pk, [])) for row in rows]
    reports = progress_report_history(project, user, on)
    found = list(reports[: REPORTS + 1])
    amounts = amount_lines(project, targets, rows, said, on)
    annotate_doubts(found, amounts, on)
    return {
        "light": lights[project.pk],
        "targets": targets,
        "progress": physical_progress(on, [project])[project.pk],
        "unanswered": unanswered_instructions(user, on, project),
        "works": [(work, lights[work.pk]) for work in family[1:]],
        "plan": plan,
        "moved": [line for line in plan if len(line.moves) > 1 or line.moves and line.moves[0].version.note],
        "last": final_plan_line(plan),
        "trend": project_forecast_chart(plan, said, on),
        "amounts": amounts,
        "changes": change_request_history(project, on),
        "claims": claim_history(ids, on),
        "events": flag_history(ids, on),
        "given": instruction_state_lines(instructions_on(user, on, project), user, on),
        "reports": found[:REPORTS],
        "report_count": reports.count() if len(found) > REPORTS else len(found),
    }


def annotate_doubts(reports: Iterable[Any], amounts: Iterable[AmountLine], on: dt.date) -> None:
    """Beside each figure: what was decided about it by the day, and what counts instead while it waits."""
    counted = {line.target.pk: line.done for line in amounts}
    for report in reports:
        report.stood = report.figure_state_before(end_of_day(on))
        report.counted = counted.get(report.target_id)


@dataclass(frozen=True)
class PlanLine:
    """A milestone with every version of its baseline up to the day."""

    row: Standing
    moves: list[BaselineMove]

    @property
    def amount(self) -> str:
        """What is done of the quantity due, or the last figure of what has no total; nothing where none is due."""
        target = self.row.milestone.target
        if target is None:
            return ""
        asked = self.row.quantity if target.adds_up else self.row.target_value
        return target.progress(self.row.reported, asked) if asked else ""

    @property
    def version(self) -> BaselineVersion | None:
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


def final_plan_line(plan: Iterable[PlanLine]) -> PlanLine | None:
    """The milestone that ends the project: the latest of the approved ones."""
    approved = [line for line in plan if line.row.baseline_due and line.row.state != State.CANCELLED]
    return max(approved, key=lambda line: line.row.baseline_due, default=None)  # type: ignore[arg-type,return-value]
