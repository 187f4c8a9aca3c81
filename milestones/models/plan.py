"""Approving a plan: each forecast becomes the first baseline, and what it promises is locked."""

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from projects.models import Project
from projects.recording import verb

from .change_verbs import last_decided
from .checks import lock, lost_to, moment, require_supervisor
from .schedule import BaselineVersion, Milestone


def unapproved(project):
    """Milestones that wait for their first baseline."""
    return project.milestones.filter(baseline_due=None, cancelled_on=None).order_by("sequence", "id")


def waiting_for_approval(projects):
    """Those of the projects that have such milestones."""
    waiting = Milestone.objects.filter(project=OuterRef("pk"), baseline_due=None, cancelled_on=None)
    return projects.filter(Exists(waiting), cancelled_on=None)


def from_template(project):
    """Of these, the ones whose date is still the template's: nobody has reported another since."""
    return unapproved(project).filter(origin=Milestone.Origin.TEMPLATE, forecast_due=F("first_forecast"))


@verb
def approve_plan(project: Project, *, by, at=None) -> list[Milestone]:
    """Approve the project's milestones that have no baseline yet; answer them.

    Raise NotAllowed for anybody but a supervisor who neither runs the project nor owns one of the milestones, and
    Conflict where nothing waits for approval.
    """
    given, at, project = project, moment(at), lock(project)
    require_supervisor(by, "approve-plan", project=project)
    if project.cancelled_on:
        raise lost_to(_("This project is cancelled."), *last_decided(project, "cancel"))
    waiting = list(unapproved(project).select_for_update())
    if not waiting:
        last = BaselineVersion.objects.filter(milestone__project=project, number=1).order_by("-from_at")
        approved = last.values_list("by__name", "from_at").first() or (None, None)
        raise lost_to(_("No milestone of this project waits for approval."), *approved)
    for milestone in waiting:
        require_supervisor(by, "approve-plan", milestone=milestone)
        BaselineVersion.objects.create(
            milestone=milestone,
            number=1,
            due=milestone.forecast_due,
            quantity=milestone.quantity,
            by=by,
            from_at=at,
        )
    if project.approved_at is None:
        Project.objects.filter(pk=project.pk).update(approved_at=at, approved_by=by)
        given.refresh_from_db()
    return waiting
