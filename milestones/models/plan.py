"""Approving a plan: each forecast becomes the first baseline, and what it promises is locked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
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
ANSWERING = ("unit", "steward", "leader")  # who answers for what is approved


def unapproved_milestones(project: Project) -> QuerySet[Milestone]:
    """Milestones that wait for their first baseline."""
    return project.milestones.filter(baseline_due=None, cancelled_on=None).order_by("sequence", "id")


def projects_awaiting_approval(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those of the projects that have such milestones."""
    waiting = Milestone.objects.filter(project=OuterRef("pk"), baseline_due=None, cancelled_on=None)
    return projects.filter(Exists(waiting), cancelled_on=None)


def is_dated_by_template(milestone: Milestone) -> bool:
    """Whether its date is still the template's: nobody has reported another since."""
    return milestone.origin == Milestone.Origin.TEMPLATE and milestone.forecast_due == milestone.first_forecast


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


def missing_answerers(project: Project) -> list[str]:
    """The fields of ANSWERING that are empty."""
    return [name for name in ANSWERING if getattr(project, f"{name}_id") is None]


def answerers_needed_text(missing: Iterable[str]) -> str:
    """What to fill in before the schedule is approved."""
    names = [str(Project._meta.get_field(name).verbose_name) for name in missing]  # type: ignore[union-attr]
    return _("Assign first: %(names)s. A schedule is approved once somebody answers for it.") % {
        "names": _(", ").join(names)
    }


def require_answerers(project: Project) -> None:
    """Raise ValidationError at the first empty field of ANSWERING, naming all of them."""
    if missing := missing_answerers(project):
        raise ValidationError({missing[0]: ValidationError(answerers_needed_text(missing), "required")})


def plan_authors(project: Project, waiting: list[Milestone]) -> set[int]:
    """Primary keys of whoever recorded or rewrote one of these milestones or, until the project is approved, rewrote
    its start, its category or a quantity: none of them approves it.
    """
    return authors_of_plans({project: waiting})[project.pk]


def authors_of_plans(plans: Mapping[Project, list[Milestone]]) -> dict[int, set[int]]:
    """The authors of some plans by their project, in three queries for all of them."""
    found: dict[int, set[int]] = {project.pk: set() for project in plans}
    steps = {one.pk: project.pk for project, waiting in plans.items() for one in waiting}
    drafts = {project.pk: project.pk for project in plans if not project.approved_at}
    targets = dict(Target.objects.filter(project__in=drafts).values_list("pk", "project"))
    for model, owners, columns in (
        (Milestone, steps, PROMISED),
        (Project, drafts, PROJECT_PROMISES),
        (Target, targets, MEASURED_BY),
    ):
        for record, people in authors_by_record(model, owners, columns, recorders=model is Milestone).items():
            found[owners[record]] |= people
    return found


def authors_of(model: Any, records: Any, columns: Iterable[str], *, recorders: bool = False) -> set[int]:
    """Who changed one of the columns of these records, as their history keeps it; with `recorders` who recorded them
    too.
    """
    return set().union(*authors_by_record(model, records, columns, recorders=recorders).values())


def authors_by_record(
    model: Any, records: Any, columns: Iterable[str], *, recorders: bool = False
) -> dict[int, set[int]]:
    """The same, by the record."""
    history = events_of_model(model).filter(pgh_obj__in=records).order_by("pgh_id")
    before: dict[int, list] = {}
    found: dict[int, set[int]] = defaultdict(set)
    for record, person, *said in history.values_list("pgh_obj", "pgh_context__user", *columns):
        if person and said != before.get(record, None if recorders else said):
            found[record].add(person)
        before[record] = said
    return found


@recorded_action
def approve_plan(project: Project, *, by: User, note: str = "", at: dt.datetime | None = None) -> list[Milestone]:
    """Approve the project's milestones that have no baseline yet; answer them.

    Where the day of one has passed, the note says why it is approved all the same, and is kept with it. Raise
    ValidationError without one, where somebody of ANSWERING is missing, or where a milestone asks less than what is
    planned for its day already; NotAllowed for anybody but a supervisor who neither runs the project nor owns or wrote
    one of the milestones; and Conflict where nothing waits for approval.
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
    require_answerers(project)
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
