"""Year end (结转): an unfinished project makes next year's draft; what is late stays where it is."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.channel import recorded
from backoffice.clock import day_of_instant
from backoffice.errors import Conflict
from backoffice.recording import recorded_action
from milestones.models.status import State
from projects.models import Project, Target, User

from .checks import lock_row, recording_instant, require_supervisor, state_conflict
from .lookups import latest_figures
from .standing import Standing

# What next year's quantity says as this year's did.
KEPT = ("measure", "unit", "nature", "start_value", "qualifier", "per")


def next_project_code(project: Project, year: int) -> str:
    """The next free code of the same list in that year."""
    prefix = f"{year}-{project.code.split('-')[1]}-"
    last = (
        Project.objects.filter(code__regex=rf"^{prefix}\d{{3}}$").order_by("code").values_list("code", flat=True).last()
    )
    return f"{prefix}{int(last[-3:]) + 1 if last else 1:03d}"


def remaining_value_range(target: Target, on: dt.date) -> tuple[Decimal | None, ...]:
    """What the last figure that counts leaves of a yearly quantity, from and to; totals, rates and what is promised
    anew each time are carried whole.
    """
    figure = latest_figures(on).filter(target=target).first()
    if target.nature != Target.Nature.FLOW or not target.adds_up or figure is None:
        return target.value, target.value_max
    return tuple(
        end if end is None else max(end - figure.quantity, Decimal(0)) for end in (target.value, target.value_max)
    )


def draft_for_year(project: Project, year: int, at: dt.datetime) -> Project:
    """The same work in another plan year, with what is left of its quantities."""
    draft = Project.objects.create(
        code=next_project_code(project, year),
        name=project.name,
        plan_year=year,
        category=project.category,
        label=project.label,
        unit=project.unit,
        steward=project.steward,
        leader=project.leader,
        phase=project.phase,
        continues=project,
        location=project.location,
        at=at,
    )
    draft.co_units.set(project.co_units.all())
    for target in remaining_targets(project, day_of_instant(at)):
        target.project = draft
        target.save()
    return draft


def remaining_targets(project: Project, on: dt.date) -> list[Target]:
    """The quantities of next year's draft, not yet stored: what is left of each."""
    found = []
    for target in project.targets.all():
        value, most = remaining_value_range(target, on)
        kept = {name: getattr(target, name) for name in KEPT}
        found.append(Target(value=value, value_max=most, **kept))  # type: ignore[misc]
    return found


def carry_over_refusals(projects: Iterable[Project], on: dt.date) -> dict[int, str]:
    """Why some of these projects are not carried over, by primary key; in two queries."""
    wanted = {project.pk: project for project in projects if not project.cancelled_on}
    standings = Standing.objects.on(on).filter(project__in=wanted)
    unfinished = {*standings.exclude(state__in=[State.FINISHED, State.CANCELLED]).values_list("project_id", flat=True)}
    drafted = {*Project.objects.filter(continues__in=wanted).values_list("continues_id", "plan_year")}
    said = {}
    for project in projects:
        if project.pk not in unfinished:
            said[project.pk] = _("Nothing of this project is unfinished.")
        elif (project.pk, project.plan_year + 1) in drafted:
            year = {"year": project.plan_year + 1}
            said[project.pk] = _("This project is already carried over to %(year)s.") % year
    return said


def check_carry_over(project: Project, on: dt.date) -> None:
    """Raise Conflict for a project that is finished, cancelled or already carried over, with who did that."""
    if said := carry_over_refusals([project], on).get(project.pk):
        drafted = project.continued_by.filter(plan_year=project.plan_year + 1).first()
        raise state_conflict(said, *recorded(drafted)) if drafted else Conflict(said)


@recorded_action
def carry_over(project: Project, *, by: User, at: dt.datetime | None = None) -> Project:
    """Make next year's draft of an unfinished project, without milestones: its new plan is approved anew.

    The old milestones, baselines and lateness stay in the old year's project and in every report. Raise Conflict for
    a project that is finished, cancelled or already carried over.
    """
    at, project = recording_instant(at), lock_row(project)
    require_supervisor(by, "carry-over")
    check_carry_over(project, day_of_instant(at))
    return draft_for_year(project, project.plan_year + 1, at)
