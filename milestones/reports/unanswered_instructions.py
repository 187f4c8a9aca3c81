"""Instructions (批示督办) that nobody answered by their day, apart from what is overdue."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from backoffice.clock import day_of_instant, end_of_day, today
from milestones.models import Instruction, Standing
from projects.models import Project, User
from projects.models.assignment import rows_of_leader


@dataclass(frozen=True)
class UnansweredInstruction:
    """An instruction past the day to reply by; `days` are the calendar days since."""

    id: int
    kind: str
    project: str
    project_name: str
    milestone_name: str | None
    text: str
    by_name: str
    given_on: dt.date
    reply_by: dt.date
    days: int


def unanswered_instructions(
    user: User, on: dt.date | None = None, project: Project | None = None, leader: User | None = None
) -> list[UnansweredInstruction]:
    """What stood unanswered past its day at the end of a day, the longest first, in one query.

    With a project: only what concerns it or one of its milestones. With a leader: only what concerns the projects in
    the leader's charge on the day.
    """
    on = on or today()
    found: Any = Instruction.objects.visible_to(user).unanswered(on)
    if project is not None:
        found = found.filter(Q(project=project) | Q(milestone__project=project))
    if leader is not None:
        about = Coalesce("project", "milestone__project")
        found = rows_of_leader(found.annotate(of_project=about), leader, end_of_day(on))
    return [_unanswered_instruction(instruction, on) for instruction in found.with_names().order_by("reply_by", "id")]


def open_instructions(user: User, rows: Iterable[Standing], on: dt.date) -> dict[int, Instruction]:
    """The newest instruction still open about each milestone or its project, by milestone, in one query."""
    rows = list(rows)
    about = Q(milestone__in=[row.pk for row in rows]) | Q(project__in=[row.project_id for row in rows])
    found = Instruction.objects.visible_to(user).open_on(on).filter(about).select_related("by").order_by("at", "id")
    by_subject = {(one.project_id, one.milestone_id): one for one in found}
    said = {row.pk: [by_subject.get((None, row.pk)), by_subject.get((row.project_id, None))] for row in rows}
    newest = {pk: max(filter(None, pair), key=lambda one: one.at, default=None) for pk, pair in said.items()}
    return {pk: one for pk, one in newest.items() if one}


def _unanswered_instruction(instruction: Instruction, on: dt.date) -> UnansweredInstruction:
    project = instruction.concerns
    return UnansweredInstruction(
        id=instruction.pk,
        kind=instruction.get_kind_display(),
        project=project.code,
        project_name=project.name,
        milestone_name=instruction.milestone.name if instruction.milestone else None,
        text=instruction.text,
        by_name=instruction.by.name,
        given_on=day_of_instant(instruction.at),
        reply_by=instruction.reply_by,
        days=(on - instruction.reply_by).days,
    )
