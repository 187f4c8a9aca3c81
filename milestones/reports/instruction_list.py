"""List instructions (批示督办) as of a day: what was asked, by when, and whether it is late, waiting, answered or
closed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from backoffice.clock import end_of_day
from milestones.models import Instruction, ProgressReport
from projects.models import Project, Role, User
from projects.models.assignment import rows_of_leader

# Unanswered past the day first, then what still has time, what is answered, what is closed.
STATES = ("late", "waiting", "answered", "closed")


@dataclass(frozen=True)
class InstructionStateLine:
    """One instruction; the answer and the closing only when they came by the day."""

    instruction: Instruction
    state: str
    project: Project
    answer: ProgressReport | None
    closed: bool
    late_days: int
    may_close: bool
    may_take_back: bool  # the closing, which was this reader's and a moment ago


def instructions_on(
    user: User, on: dt.date, about: Project | None = None, mine: bool = False, leader: User | None = None
) -> QuerySet[Instruction]:
    """Recorded by the end of the day, what is late first; those still open by the day to reply by, the rest newest
    first. With a leader: only what concerns the projects in the leader's charge on the day.
    """
    bound = end_of_day(on)
    found: QuerySet[Instruction] = Instruction.objects.visible_to(user).filter(at__lt=bound)
    if about is not None:
        found = found.filter(Q(project=about) | Q(milestone__project=about))
    if mine:
        found = found.filter(by=user)
    if leader is not None:
        found = rows_of_leader(found.annotate(of_project=Coalesce("project", "milestone__project")), leader, bound)
    state = Case(
        When(closed_at__lt=bound, then=Value("3closed")),
        When(reply__at__lt=bound, then=Value("2answered")),
        When(reply_by__lt=on, then=Value("0late")),
        default=Value("1waiting"),
        output_field=CharField(),
    )
    due = Case(When(Q(closed_at=None) & Q(reply=None), then="reply_by"))
    names = ("milestone__project", "project", "by", "unit", "closed_by", "reply__by", "reply__milestone")
    return found.annotate(rank=state, due=due).select_related(*names).order_by("rank", "due", "-at", "-id")


def instruction_state_lines(found: Iterable[Any], user: User, on: dt.date) -> list[InstructionStateLine]:
    """The lines of some instructions read by `given`."""
    bound = end_of_day(on)
    return [instruction_state_line(one, user, on, bound) for one in found]


def instruction_state_line(one: Any, user: User, on: dt.date, bound: dt.datetime) -> InstructionStateLine:
    state = one.rank[1:]
    answered = one.reply_id and one.reply.at < bound
    may_close = not one.closed_at and (one.by_id == user.pk or user.role == Role.SUPERVISOR)
    return InstructionStateLine(
        instruction=one,
        state=state,
        project=one.concerns,
        answer=one.reply if answered else None,
        closed=state == "closed",
        late_days=(on - one.reply_by).days if state == "late" else 0,
        may_close=may_close,
        may_take_back=one.is_retractable(user, timezone.now()),
    )
