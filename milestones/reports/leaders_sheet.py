"""The leaders' sheet: each project in one row, with what was promised, done by the period before and by now, and
why.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import end_of_day, today
from backoffice.numbers import plain_decimal
from milestones.models import Instruction, ProgressReport, Standing
from milestones.models.headings import countable_projects
from milestones.models.lookups import latest_figures
from milestones.models.status import Light, State
from projects.models import Placement, Project, Target, Unit, User
from projects.models.assignment import Assignment, assignments_on
from projects.models.wording import with_wording_of_day

from .causes import DelayCause, delay_causes
from .filters import OverdueFilters, column_lookups
from .promised_quantity import target_number_on
from .provenance import page_checksum, policy_in_force, standing_words

PERIOD = dt.timedelta(weeks=1)
# What is neither cancelled, standing still by decision nor waiting for its plan may be asked for its pace.
PACED = (State.OPEN, State.OVERDUE, State.AWAITING, State.FINISHED)
# As the unit, steward and leader were on the day.
PEOPLE = ("unit", "leader", "steward")
REGISTER = {"list": "list", "category": "category_id", "plan_year": "plan_year"}
NOBODY = "none"
MOST = 5000  # projects; more is no sheet that anyone reads
BEHIND, KEPT, FREE = "behind", "kept", "free"
PACES = {BEHIND: _("No"), KEPT: _("Yes"), FREE: _("Nothing expected by now")}


@dataclass(frozen=True)
class SheetRow:
    """One project: what is known of it by the end of the day, and by the end of the day of the period before."""

    project: Project
    targets: list[Any]  # those that it had on the day
    programme: str
    co_units: tuple[Unit, ...]
    charge: Assignment | None
    pace: str
    now: list[Standing]  # worst first
    before: list[Standing]
    figures: dict[int, Decimal]  # by target
    figures_before: dict[int, Decimal]
    report: ProgressReport | None  # the newest with a text
    causes: dict[int, DelayCause]  # of what is not finished, by milestone
    instructions: list[Instruction]

    @property
    def promises(self) -> list[tuple[Target, Decimal]]:
        """The quantities, each with what is promised of it by the end of the day."""
        return [(one, one.promised) for one in self.targets]

    @property
    def promises_before(self) -> list[tuple[Target, Decimal]]:
        """The same by the end of the day of the period before."""
        return [(one, one.promised_before) for one in self.targets]

    @property
    def late(self) -> int:
        """The most days that anything of it is overdue."""
        return max((row.days_late for row in self.now if row.is_overdue), default=0)

    @property
    def light(self) -> str:
        """That of its worst milestone; grey without one."""
        return Light.of_rank(self.now[0].light_rank).value if self.now and self.now[0].light else Light.GREY.value

    @property
    def facts(self) -> tuple:
        """What the checksum is made of, the words of the day with it; nothing that is translated."""
        charge = self.charge and (self.charge.unit_id, self.charge.steward_id, self.charge.leader_id)
        states = [(row.pk, row.state, str(row.baseline_due), str(row.behind)) for row in self.now]
        figures = [
            sorted((pk, f"{value:f}") for pk, value in each.items()) for each in (self.figures, self.figures_before)
        ]
        said = [self.report and self.report.pk, *(order.pk for order in self.instructions)]
        words = [standing_words(row) for row in sorted(self.now, key=lambda row: row.pk)]
        goals = [(target.facts, plain_decimal(value)) for target, value in self.promises]
        return (
            self.project.pk,
            self.project.name,
            self.programme,
            [unit.name for unit in self.co_units],
            charge,
            self.pace,
            sorted(states),
            figures,
            said,
            words,
            goals,
        )


@dataclass(frozen=True)
class LeadersSheet:
    """The rows of a day, the worst first."""

    on: dt.date
    before: dt.date
    filters: dict
    rows: list[SheetRow]
    policy: list[dict]
    checksum: str

    def paced(self, pace: str) -> list[SheetRow]:
        return [row for row in self.rows if row.pace == pace]

    @property
    def policy_day(self) -> dt.date | None:
        return max((dt.date.fromisoformat(row["effective_from"]) for row in self.policy), default=None)


@with_wording_of_day
def leaders_sheet(user: User | None = None, on: dt.date | None = None, filters: Mapping | None = None) -> LeadersSheet:
    """The sheet of a day (today) for a reader (None: the whole district). Raise ValidationError for a bad filter."""
    on = on or today()
    wanted = OverdueFilters(filters or {}).wanted()
    found = reportable_projects(user, on, wanted)
    refuse_too_many(found.count())
    charges = assignments_on(on)
    projects = [one for one in found if _matches_assignment(charges.get(one.pk), wanted)]
    rows = sorted(_sheet_rows(user, on, projects, charges), key=_sheet_row_order)
    rows = [row for row in rows if _matches_status(row, wanted)]
    return LeadersSheet(
        on=on,
        before=on - PERIOD,
        filters=wanted,
        rows=rows,
        policy=policy_in_force(on),
        checksum=page_checksum(on, *(row.facts for row in rows)),
    )


def refuse_too_many(count: int) -> None:
    if count > MOST:
        text = _t("%(count)s projects are too many for a sheet (at most %(most)s): narrow by list, category or year.")
        raise ValidationError({"category": text % {"count": count, "most": MOST}})


def reportable_projects(user: User | None, on: dt.date, wanted: Mapping[str, Any]) -> QuerySet[Project]:
    """What counts of the projects in sight, recorded by the day and not cancelled by it."""
    seen = Project.objects.all() if user is None else Project.objects.visible_to(user)
    then = {f"{name}_then": Project.column_on_day(column) for name, column in REGISTER.items() if name in wanted}
    columns = column_lookups(wanted, {name: f"{name}_then" for name in REGISTER})
    found = countable_projects(seen, on).filter(at__lt=end_of_day(on)).exclude(cancelled_on__lte=on)
    known = Target.objects.annotate(
        promised=target_number_on("target_on", on), promised_before=target_number_on("target_on", on - PERIOD)
    )
    promises = Prefetch("targets", known)
    return found.annotate(**then).filter(**columns).prefetch_related(promises, "co_units").order_by("code")


def _matches_assignment(charge: Assignment | None, wanted: Mapping[str, Any]) -> bool:
    """Whether those asked for answer for the project; `none` asks for what nobody answers for."""
    asked = {name: None if wanted[name] == NOBODY else wanted[name] for name in PEOPLE if name in wanted}
    return all(getattr(charge, name, None) == one for name, one in asked.items())


def _matches_status(row: SheetRow, wanted: Mapping[str, Any]) -> bool:
    """The light of the project, a state of any milestone, and days late, which narrow the sheet to what is overdue."""
    if {"late_min", "late_max"} & set(wanted):
        least, most = max(wanted.get("late_min", 1), 1), wanted.get("late_max", row.late)
        if not least <= row.late <= most:
            return False
    states = {one.state for one in row.now}
    return wanted.get("light", row.light) == row.light and ("state" not in wanted or wanted["state"] in states)


def _sheet_rows(
    user: User | None, on: dt.date, projects: list[Project], charges: Mapping[int, Assignment]
) -> list[SheetRow]:
    ids = [project.pk for project in projects]
    now, before = standings_by_project(ids, on), standings_by_project(ids, on - PERIOD)
    figures, figures_before = figures_by_project(ids, on), figures_by_project(ids, on - PERIOD)
    unfinished = [row.pk for rows in now.values() for row in rows if row.state not in (State.FINISHED, State.CANCELLED)]
    why, said, orders = (
        delay_causes(unfinished, on),
        newest_report_by_project(ids, on),
        open_instructions_by_project(user, ids, on),
    )
    places = Placement.objects.on(on).filter(project__in=ids).select_related("parent")
    programmes = {place.project_id: place.parent.name for place in places}
    return [
        SheetRow(
            project=project,
            targets=[target for target in project.targets.all() if target.known],
            programme=programmes.get(project.pk, ""),
            co_units=project.sharing_units,
            charge=charges.get(project.pk),
            pace=project_pace(now[project.pk]),
            now=now[project.pk],
            before=before[project.pk],
            figures=figures[project.pk],
            figures_before=figures_before[project.pk],
            report=said.get(project.pk),
            causes={row.pk: why[row.pk] for row in now[project.pk] if row.pk in why},
            instructions=orders[project.pk],
        )
        for project in projects
    ]


def standings_by_project(projects: Iterable[int], on: dt.date) -> dict[int, list[Standing]]:
    """The milestones of each project at the end of a day, worst first, in one query."""
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in Standing.objects.on(on).filter(project__in=projects).with_names().worst_first():
        found[row.project_id].append(row)
    return found


def figures_by_project(projects: Iterable[int], on: dt.date) -> dict[int, dict[int, Decimal]]:
    """The last figure of each quantity that counts by the end of a day, in one query."""
    known = latest_figures(on).filter(target__project__in=projects)
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for project, target, quantity in known.values_list("target__project", "target", "quantity"):
        found[project][target] = quantity
    return found


def newest_report_by_project(projects: Iterable[int], on: dt.date) -> dict[int, ProgressReport]:
    """The newest report of each project that says something, in one query."""
    about = ProgressReport.objects.annotate(about=Coalesce("milestone__project", "target__project"))
    known = about.filter(about__in=projects, at__lt=end_of_day(on)).exclude(note="")
    return {report.about: report for report in known.order_by("about", "-at", "-id").distinct("about")}


def open_instructions_by_project(
    user: User | None, projects: Iterable[int], on: dt.date
) -> dict[int, list[Instruction]]:
    """What was asked of each project and not answered by the end of the day, in one query."""
    orders = Instruction.objects.all() if user is None else Instruction.objects.visible_to(user)
    orders = orders.open_on(on).filter(Q(project__in=projects) | Q(milestone__project__in=projects))
    found: dict[int, list[Instruction]] = defaultdict(list)
    for order in orders.with_names().order_by("reply_by", "id"):
        found[order.concerns.pk].append(order)
    return found


def project_pace(rows: list[Standing]) -> str:
    """Whether it keeps pace: nothing overdue, and nowhere behind by more than its policy's yellow line."""
    if any(row.is_overdue for row in rows):
        return BEHIND
    gaps = [
        row.behind - row.policy.behind_yellow
        for row in rows
        if row.state in PACED and row.behind is not None and row.policy
    ]
    if not gaps:
        return FREE
    return KEPT if max(gaps) <= 0 else BEHIND


def _sheet_row_order(row: SheetRow) -> tuple:
    return (
        row.now[0].light_rank if row.now and row.pace == BEHIND else 9,
        -row.late,
        row.project.name,
        row.project.pk,
    )
