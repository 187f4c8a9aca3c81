"""Quantities that were lowered: a promise made smaller by decision is shown apart, never lost."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backoffice.clock import day_of_instant, end_of_day, today
from milestones.models import BaselineVersion, ChangeRequest
from milestones.models.change_request import ChangeQuerySet
from projects.models import User
from projects.models.assignment import rows_of_leader
from projects.models.wording import with_wording_of_day


@dataclass(frozen=True)
class LoweredQuantity:
    """An approved change to a smaller quantity, of a project's promise or of one milestone."""

    id: int
    project: str
    project_name: str
    subject: str  # the measure, or the milestone
    was: str  # with its unit, the whole promise in its words
    now: str
    decided_on: dt.date
    decided_by: str
    document_number: str
    text: str


@with_wording_of_day
def lowered_quantities(user: User, on: dt.date | None = None, leader: User | None = None) -> list[LoweredQuantity]:
    """What was lowered by the end of a day, the newest first, in one query."""
    found = lowering_requests(user, on or today(), leader).select_related(
        "milestone__project", "milestone__target", "target__project", "decided_by"
    )
    return [_lowered_quantity(change) for change in found.order_by("-decided_at", "-id")]


def lowering_requests(user: User, on: dt.date, leader: User | None = None) -> QuerySet[ChangeRequest]:
    """The approved changes of quantity that were decided by the end of the day and made it smaller."""
    bound = end_of_day(on)
    found = approved_quantities().visible_to(user).filter(decided_at__lt=bound)
    found = found.annotate(
        was=Coalesce(_milestone_quantity_before(), _target_quantity_before(), F("target__value")),
        of_project=Coalesce("milestone__project", "target__project"),
    ).filter(new_quantity__lt=F("was"))
    return found if leader is None else rows_of_leader(found, leader, bound)


def approved_quantities() -> ChangeQuerySet:
    """Changes of quantity that were approved, whenever."""
    return ChangeRequest.objects.filter(kind=ChangeRequest.Kind.QUANTITY, state=ChangeRequest.State.APPROVED)


def _milestone_quantity_before() -> Subquery:
    """The quantity of the milestone before the decision."""
    versions = BaselineVersion.objects.filter(milestone=OuterRef("milestone"), from_at__lt=OuterRef("decided_at"))
    return Subquery(versions.exclude(change=OuterRef("pk")).order_by("-number").values("quantity")[:1])


def _target_quantity_before() -> Subquery:
    """The quantity of the promise before the decision, when an earlier decision set it."""
    earlier = approved_quantities().filter(target=OuterRef("target"), decided_at__lt=OuterRef("decided_at"))
    return Subquery(earlier.order_by("-decided_at", "-id").values("new_quantity")[:1])


def _lowered_quantity(change: Any) -> LoweredQuantity:
    target = change.target or change.milestone.target
    project = change.milestone.project if change.milestone else change.target.project
    return LoweredQuantity(
        id=change.pk,
        project=project.code,
        project_name=project.name,
        subject=change.milestone.name if change.milestone else change.target.measure,
        was=target.amount(change.was),
        now=target.amount(change.new_quantity),
        decided_on=day_of_instant(change.decided_at),
        decided_by=change.decided_by.name,
        document_number=change.document_number or "",
        text=change.text,
    )
