"""Which project of the register lives through which plot."""

from collections.abc import Iterable
from itertools import cycle

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.models.headings import countable_projects
from projects.models import Phase, Project, Target, User

from .scenarios import LAST_YEAR, PLOTS, DemoScenario

PLAN_YEAR = 2024  # the newest plan of the register


def first_countable_target(targets: Iterable[Target]) -> Target | None:
    """A quantity that steps can be made of."""
    fits = (
        t
        for t in targets
        if t.nature == Target.Nature.FLOW
        and t.adds_up
        and t.value >= 4
        and t.value == t.value.to_integral()
        and t.measure != "投资"
    )
    return next(fits, None)


def unscheduled_projects() -> list[tuple[Project, Target | None]]:
    """Works of the newest plan that have no schedule yet, one of each category in turn, those with a quantity first."""
    works = countable_projects(Project.objects.all()).filter(plan_year=PLAN_YEAR, approved_at=None, milestones=None)
    people = works.exclude(phase=Phase.COMPLETED).select_related("category", "steward", "leader", "unit")
    by_category: dict[int, list[tuple[Project, Target | None]]] = {}
    for project in people.prefetch_related("targets").order_by("category__order", "code"):
        by_category.setdefault(project.category_id, []).append((project, first_countable_target(project.targets.all())))
    turns = []
    for rows in by_category.values():
        rows.sort(key=lambda row: row[1] is None)
        turns += list(enumerate(rows))
    return [row for _turn, row in sorted(turns, key=lambda found: found[0])]


def suits_scenario(plot: DemoScenario, project: Project, target: Target | None, steward: User) -> bool:
    if plot.own and project.steward_id != steward.pk:
        return False
    return not plot.quantity or (target is not None and target.value >= plot.least)


def assign_demo_scenarios(steward: User) -> list[tuple[DemoScenario, Project, Target | None]]:
    """Give each plot the first project that fits it; a project with a quantity is kept for a plot that shows one."""
    left, chosen = unscheduled_projects(), []
    for plot in PLOTS:
        fitting = [row for row in left if suits_scenario(plot, *row, steward)]
        if not fitting:
            raise ValidationError(_("The register has too few projects without a schedule of their own."))
        counted = plot.quantity or plot.fate == "steady"
        row = min(fitting, key=lambda row: (row[1] is not None) != counted)
        left.remove(row)
        chosen.append((plot, row[0], row[1] if counted else None))
    return chosen


def assign_last_year() -> list[tuple[DemoScenario, Project, Target | None]]:
    """The first work under each label that last year's plan prints, each with what became of it; what the register
    itself goes on with this year is not carried over again.
    """
    works = countable_projects(Project.objects.all()).filter(plan_year=PLAN_YEAR - 1, approved_at=None, milestones=None)
    people = works.select_related("category", "steward", "leader", "unit")
    first: dict[str, Project] = {}
    for project in people.exclude(label="").order_by("code"):
        first.setdefault(project.label, project)
    continued = set(Project.objects.exclude(continues=None).values_list("continues", flat=True))
    chosen = zip(cycle(LAST_YEAR), first.values(), strict=False)
    return [
        (LAST_YEAR[0] if plot.fate == "carried" and project.pk in continued else plot, project, None)
        for plot, project in chosen
    ]
