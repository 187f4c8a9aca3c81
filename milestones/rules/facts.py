"""Everything recorded about one milestone, read for the Python twin of the rule."""

from milestones.models import CalendarDay, ChangeRequest, Policy

from .standing import Facts
from .workdays import Workdays


def facts_of(milestone) -> Facts:
    """Read the facts of a milestone, of its project and of the milestones that share its target."""
    project, target = milestone.project, milestone.target
    peers = target.milestones.prefetch_related("baselines") if target else []
    return Facts(
        milestone=milestone,
        starts_on=project.starts_on,
        target=target,
        baselines=list(milestone.baselines.all()),
        claims=list(milestone.claims.all()),
        reports=list(milestone.reports.all()),
        figures=list(target.reports.filter(quantity__isnull=False)) if target else [],
        suspensions=list(project.suspensions.all()),
        policies=list(Policy.objects.all()),
        target_changes=list(ChangeRequest.objects.filter(target=target, state="approved")) if target else [],
        peers=[(peer, list(peer.baselines.all())) for peer in peers],
        workdays=Workdays(dict(CalendarDay.objects.values_list("day", "is_workday"))),
        category_id=project.category_id,
    )
