"""Approving a plan: each forecast becomes the first baseline, and what it promises is locked."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant
from backoffice.history.events import events_of_model
from backoffice.names import normalise_name
from backoffice.recording import recorded_action
from projects.models import Project, Target, User
from projects.models.target import MEASURED_BY

from .baseline import BaselineVersion
from .change_verbs import ChangeKind, last_approval
from .checks import lock_row, recording_instant, refuse_below_plan, require_supervisor, state_conflict
from .milestone import APPROVAL_LOCKS, Milestone

NAMED = 5  # milestones that a refusal names
# What a milestone and a project promise, so that whoever wrote it does not approve it.
PROMISED = (*APPROVAL_LOCKS, "forecast_due")
PROJECT_PROMISES = ("starts_on", "category")


def unapproved_milestones(project: Project) -> QuerySet[Milestone]:
    """Milestones that wait for their first baseline."""
    return project.milestones.filter(baseline_due=None, cancelled_on=None).order_by("sequence", "id")


def projects_awaiting_approval(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those of the projects that have such milestones."""
    waiting = Milestone.objects.filter(project=OuterRef("pk"), baseline_due=None, cancelled_on=None)
    return projects.filter(Exists(waiting), cancelled_on=None)


def template_dated_milestones(project: Project) -> QuerySet[Milestone]:
    """Of these, the ones whose date is still the template's: nobody has reported another since."""
    return unapproved_milestones(project).filter(origin=Milestone.Origin.TEMPLATE, forecast_due=F("first_forecast"))


def milestones_late_at_approval(waiting: Iterable[Milestone], day: dt.date) -> list[Milestone]:
    """Milestones whose forecast date lies before `day`, so late at the moment of approval; earliest date first."""
    return sorted((one for one in waiting if one.forecast_due < day), key=lambda one: one.forecast_due)


def require_late_approval_note(late: list[Milestone], note: str) -> None:
    """Raise ValidationError at `note` where a day has passed and nothing is said about it."""
    if not late or normalise_name(note or ""):
        return
    names = _(", ").join(one.name for one in late[:NAMED])
    if len(late) > NAMED:
        names = _("%(names)s and %(more)s more") % {"names": names, "more": len(late) - NAMED}
    said = _("The day of %(names)s has passed: write why the schedule is approved all the same.") % {"names": names}
    raise ValidationError({"note": ValidationError(said, "required")})


def plan_authors(project: Project, waiting: Iterable[Milestone]) -> set[int]:
    """Primary keys of whoever recorded or rewrote one of these milestones or, until the project is approved, rewrote
    its start, its category or a quantity: none of them approves it.
    """
    found = authors_of(Milestone, [one.pk for one in waiting], PROMISED, recorders=True)
    if project.approved_at:
        return found
    found |= authors_of(Project, [project.pk], PROJECT_PROMISES)
    return found | authors_of(Target, project.targets.values("pk"), MEASURED_BY)


def authors_of(model: Any, records: Any, columns: Iterable[str], *, recorders: bool = False) -> set[int]:
    """Who changed one of the columns of these records, as their history keeps it; with `recorders` who recorded them
    too.
    """
    history = events_of_model(model).filter(pgh_obj__in=records).order_by("pgh_id")
    before: dict[int, list] = {}
    found: set[int] = set()
    for record, person, *said in history.values_list("pgh_obj", "pgh_context__user", *columns):
        if person and said != before.get(record, None if recorders else said):
            found.add(person)
        before[record] = said
    return found


@recorded_action
def approve_plan(project: Project, *, by: User, note: str = "", at: dt.datetime | None = None) -> list[Milestone]:
    """Approve the project's milestones that have no baseline yet; answer them.

    Where the day of one has passed, the note says why it is approved all the same, and is kept with it. Raise
    ValidationError without one, or where a milestone asks less than what is planned for its day already; NotAllowed
    for anybody but a supervisor who neither runs the project nor owns or wrote one of the milestones; and Conflict
    where nothing waits for approval.
    """
    given, at, project = project, recording_instant(at), lock_row(project)
    require_supervisor(by, "approve-plan", project=project)
    if project.cancelled_on:
        raise state_conflict(_("This project is cancelled."), *last_approval(project, ChangeKind.CANCEL))
    waiting = list(unapproved_milestones(project).select_for_update())
    if not waiting:
        last = BaselineVersion.objects.filter(milestone__project=project, number=1).order_by("-from_at")
        approved = last.values_list("by__name", "from_at").first() or (None, None)
        raise state_conflict(_("No milestone of this project waits for approval."), *approved)
    authors = plan_authors(project, waiting)
    for milestone in waiting:
        require_supervisor(by, "approve-plan", milestone=milestone, authors=authors)
        refuse_below_plan(milestone, milestone.forecast_due, at)
    late = milestones_late_at_approval(waiting, day_of_instant(at))
    require_late_approval_note(late, note)
    for milestone in waiting:
        BaselineVersion.objects.create(
            milestone=milestone,
            number=1,
            due=milestone.forecast_due,
            quantity=milestone.quantity,
            note=note.strip() if milestone in late else "",
            by=by,
            from_at=at,
        )
    if project.approved_at is None:
        Project.objects.filter(pk=project.pk).update(approved_at=at, approved_by=by)
        given.refresh_from_db()
    return waiting
