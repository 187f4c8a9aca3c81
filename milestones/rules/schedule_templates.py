"""A category's usual schedule, spread backwards from a deadline over China's working days."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from backoffice.errors import Conflict, NotAllowed
from backoffice.recording import recorded_action
from milestones.models import Milestone, MilestoneTemplate
from milestones.models.checks import lock_row, recording_instant
from projects.models import Project, User

from .official_calendar import workday_calendar
from .workdays import Workdays


@dataclass(frozen=True)
class MilestoneDraft:
    """A milestone as the template proposes it."""

    name: str
    due: dt.date
    weight: Decimal
    share: int


def workday_at_share(deadline: dt.date, starts_on: dt.date, share: int, calendar: Workdays) -> dt.date:
    """The working day that lies `share` per cent of the working days along the way; the deadline itself for 100."""
    back = calendar.between(starts_on, deadline) * (100 - share) // 100
    return calendar.add(deadline, -back) if back else deadline


def draft_schedule(
    project: Project,
    deadline: dt.date,
    starts_on: dt.date,
    *,
    rows: Iterable[Any] | None = None,
    calendar: Workdays | None = None,
) -> list[MilestoneDraft]:
    """The schedule that the project's category usually has between a start and a deadline.

    `rows` and `calendar` spare the two queries where many projects are drafted. Raise ValidationError, with the field,
    for a deadline that is not after the start and for a category without a template.
    """
    if deadline <= starts_on:
        raise ValidationError({"deadline": ValidationError(_("The deadline must be after the start."), "not_later")})
    if rows is None:
        rows = MilestoneTemplate.objects.filter(category=project.category_id)
    if not rows:
        raise ValidationError({"category": ValidationError(_("This category has no template."), "required")})
    calendar = calendar or workday_calendar()
    return [
        MilestoneDraft(row.name, workday_at_share(deadline, starts_on, row.share, calendar), row.weight, row.share)
        for row in sorted(rows, key=lambda row: row.sequence)
    ]


def unsaved_milestones(
    project: Project, drafts: list[MilestoneDraft], *, after: int = 0, **fields: Any
) -> list[Milestone]:
    """Unsaved milestones of the project, marked as coming from a template."""
    return [
        Milestone(
            project=project,
            name=row.name,
            sequence=number,
            weight=row.weight,
            forecast_due=row.due,
            origin=Milestone.Origin.TEMPLATE,
            **fields,
        )
        for number, row in enumerate(drafts, start=after + 1)
    ]


def propose_schedule(project: Project, *, by: User, deadline: dt.date, starts_on: dt.date) -> list[MilestoneDraft]:
    """What `schedule_from_template` would write, with every refusal of it; nothing is written. A milestone of the same
    name that is there already stays as it is, and the template adds the others.

    Raise NotAllowed for who may not edit the project, Conflict where it is cancelled or has all of it already.
    """
    if not Project.objects.editable_by(by).filter(pk=project.pk).exists():
        raise NotAllowed(_("You may not edit this project."))
    if project.cancelled_on:
        raise Conflict(_("This project is cancelled."))
    for field, day in {"deadline": deadline, "starts_on": starts_on}.items():
        if not 2000 <= day.year <= 2100:
            raise ValidationError({field: ValidationError(_("The year must be from 2000 to 2100."), "out_of_range")})
    there = set(project.milestones.filter(cancelled_on=None).values_list("name", flat=True))
    drafts = [draft for draft in draft_schedule(project, deadline, starts_on) if draft.name not in there]
    if not drafts:
        raise Conflict(_("This project has every milestone of the template already."))
    return drafts


@recorded_action
def schedule_from_template(
    project: Project, *, by: User, deadline: dt.date, starts_on: dt.date, at: dt.datetime | None = None
) -> list[Milestone]:
    """Write the category's usual schedule, or what of it is not there, as forecasts that wait for approval; the project
    starts then if it had no start.
    """
    given, at, project = project, recording_instant(at), lock_row(project)
    drafts = propose_schedule(project, by=by, deadline=deadline, starts_on=starts_on)
    if project.starts_on is None and project.approved_at is None:
        Project.objects.filter(pk=project.pk).update(starts_on=starts_on)
        given.refresh_from_db()
    last = project.milestones.aggregate(last=Max("sequence"))["last"] or 0
    return Milestone.objects.bulk_create(unsaved_milestones(project, drafts, after=last, at=at))
