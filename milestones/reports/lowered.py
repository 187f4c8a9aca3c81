"""Quantities that were lowered: a promise made smaller by decision is shown apart, never lost."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from milestones.models import BaselineVersion, ChangeRequest
from projects.clock import day_of, end_of, today
from projects.models.facts import in_charge
from projects.models.wording import of_its_day


@dataclass(frozen=True)
class Lowered:
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


@of_its_day
def lowered(user, on: dt.date | None = None, leader=None) -> list[Lowered]:
    """What was lowered by the end of a day, the newest first, in one query."""
    found = lowerings(user, on or today(), leader).select_related(
        "milestone__project", "milestone__target", "target__project", "decided_by"
    )
    return [_row(change) for change in found.order_by("-decided_at", "-id")]


def lowerings(user, on: dt.date, leader=None) -> QuerySet[ChangeRequest]:
    """The approved changes of quantity that were decided by the end of the day and made it smaller."""
    bound = end_of(on)
    found = ChangeRequest.objects.visible_to(user).filter(
        kind="quantity", state="approved", decided_at__lt=bound
    )
    found = found.annotate(
        was=Coalesce(_of_milestone(), _of_target(), F("target__value")),
        of_project=Coalesce("milestone__project", "target__project"),
    ).filter(new_quantity__lt=F("was"))
    return found if leader is None else in_charge(found, leader, bound)


def _of_milestone():
    """The quantity of the milestone before the decision."""
    versions = BaselineVersion.objects.filter(
        milestone=OuterRef("milestone"), from_at__lt=OuterRef("decided_at")
    )
    return Subquery(versions.exclude(change=OuterRef("pk")).order_by("-number").values("quantity")[:1])


def _of_target():
    """The quantity of the promise before the decision, when an earlier decision set it."""
    earlier = ChangeRequest.objects.filter(
        target=OuterRef("target"), kind="quantity", state="approved", decided_at__lt=OuterRef("decided_at")
    )
    return Subquery(earlier.order_by("-decided_at", "-id").values("new_quantity")[:1])


def _row(change) -> Lowered:
    target = change.target or change.milestone.target
    project = change.milestone.project if change.milestone else change.target.project
    return Lowered(
        id=change.pk,
        project=project.code,
        project_name=project.name,
        subject=change.milestone.name if change.milestone else change.target.measure,
        was=target.amount(change.was),
        now=target.amount(change.new_quantity),
        decided_on=day_of(change.decided_at),
        decided_by=change.decided_by.name,
        document_number=change.document_number or "",
        text=change.text,
    )
