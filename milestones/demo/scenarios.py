"""What happens to the projects of the demonstration: one plot for each, with days counted from the anchor, and which
project lives through it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.models.headings import countable_projects
from projects.models import Phase, Project, Target, User

PLAN_YEAR = 2024  # the newest plan of the register
FIRST, MIDDLE, LAST = 0.0, 0.5, 1.0


@dataclass(frozen=True)
class DemoScenario:
    """The milestone at `focus` of the list is due `late` days before the anchor (after it when negative)."""

    fate: str
    late: int
    focus: float = MIDDLE
    started: int = 165  # days before the anchor on which the plan was approved
    own: bool = False  # on a project of the account `steward`
    quantity: bool = False  # on a project with a quantity
    least: int = 4  # and that of at least so much
    behind: int = 0  # by so many points of it
    every: int = 20  # days between two reports
    extra: int = 0  # what the fate asks for: days late, or days of the new date


# Everything that the demonstration must show on any day of the year.
PLOTS = [
    DemoScenario("stuck", 3, MIDDLE, own=True),
    DemoScenario("stuck", 14, 0.7, own=True),
    DemoScenario("stuck", 45, LAST, own=True),
    DemoScenario("stuck", 100, LAST, started=178, own=True),
    DemoScenario("behind", -25, quantity=True, started=150, behind=36, least=8, own=True),
    DemoScenario("behind", -25, quantity=True, started=150, behind=38, least=8),
    DemoScenario("behind", -60, quantity=True, started=150, behind=20, least=8),
    DemoScenario("behind", -55, quantity=True, started=140, behind=19, least=8),
    DemoScenario("steady", -45, quantity=True, started=120),
    DemoScenario("doubtful", -50, quantity=True, started=130),
    DemoScenario("lowered", -50, quantity=True, started=130, least=8),
    DemoScenario("forecast", -45, quantity=False, extra=20),
    DemoScenario("forecast", -60, extra=15),
    DemoScenario("forecast", -50, extra=-53),
    DemoScenario("forecast", -48, extra=-52),
    *[DemoScenario("stuck", late, focus) for late, focus in ((1, LAST), (2, 0.4), (5, MIDDLE), (7, LAST))],
    *[
        DemoScenario("stuck", late, focus)
        for late, focus in ((9, 0.4), (12, LAST), (19, MIDDLE), (23, 0.7), (29, LAST))
    ],
    *[DemoScenario("stuck", late, LAST) for late in (32, 38, 52, 63, 87)],
    *[DemoScenario("stuck", late, LAST, started=180) for late in (92, 96, 112)],
    DemoScenario("returned", 10, LAST),
    DemoScenario("returned", 26, LAST),
    DemoScenario("awaiting", 4, LAST, extra=2),
    DemoScenario("awaiting", 6, MIDDLE, extra=4),
    DemoScenario("awaiting", 18, LAST, extra=15),
    DemoScenario("extended", 30, MIDDLE, extra=40),
    DemoScenario("extended", 22, LAST, extra=55),
    DemoScenario("refused", 25, LAST),
    DemoScenario("asking", 6, LAST, extra=30),
    DemoScenario("asking", -12, MIDDLE, extra=45),
    DemoScenario("withdrawn", -40, MIDDLE, extra=60),
    DemoScenario("reopened", 34, LAST),
    DemoScenario("suspended", 15, MIDDLE, extra=40),
    DemoScenario("suspended", -35, MIDDLE, extra=25),
    DemoScenario("resumed", -30, MIDDLE, extra=70),
    DemoScenario("dropped", 20, MIDDLE),
    DemoScenario("cancelled", 10, MIDDLE, extra=30),
    DemoScenario("silent", -30, FIRST, started=70),
    DemoScenario("silent", -42, FIRST, started=80),
    DemoScenario("unapproved", -60, MIDDLE, started=40),
    DemoScenario("unapproved", -90, MIDDLE, started=15),
    DemoScenario("added", -45, MIDDLE),
    DemoScenario("correcting", -44, MIDDLE),
    DemoScenario("corrected", -46, MIDDLE),
    *[DemoScenario("ahead", -late, FIRST, started=18) for late in (60, 75, 90)],
    *[
        DemoScenario("done", late, LAST, extra=extra)
        for late, extra in ((30, 0), (45, 12), (60, 0), (35, 25), (50, -2))
    ],
    *[DemoScenario("steady", -late, MIDDLE) for late in (3, 6, 9, 11)],
    *[DemoScenario("steady", -late, MIDDLE, started=120 + late) for late in range(28, 60, 2)],
]

# What became of last year's plan, from a year and a half to half a year ago: one in turn for each printed label.
LAST_YEAR = [
    DemoScenario("done", late, LAST, started=started, every=75, extra=extra)
    for late, started, extra in ((190, 540, 0), (204, 520, 16), (250, 546, -3), (215, 500, 0), (198, 530, 41))
]
LAST_YEAR.insert(3, DemoScenario("carried", 200, LAST, started=535, every=75, extra=70))
# And of what was carried over into this year's.
CARRIED_ON = DemoScenario("ahead", -60, FIRST, started=20)


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
