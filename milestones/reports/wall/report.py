"""The wall (挂图作战): projects as rows of a Gantt, as of a day, a sheet's rows at a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Subquery, Value
from django.utils.translation import gettext as _

from backoffice.clock import end_of_day
from backoffice.numbers import plain_decimal
from milestones.models import Milestone, Standing
from milestones.models.headings import countable_projects, parent_on_day
from milestones.models.milestone import projects_open_to
from milestones.models.status import State
from milestones.reports.project_lights import ProjectLight, lights_from_standings
from milestones.reports.provenance import page_checksum
from projects.models import Category, Project, Target, Unit, User
from projects.models.vocabulary import List
from projects.models.wording import with_wording_of_day, wording_value

from .notes import next_milestone_note, wall_note

LISTS = list(List.values)
MOST = 3000  # projects; more than a hundred sheets is no wall that anyone stands before
# What the checksum is made of beside the words of the day; nothing that is translated.
FACTS = (
    "project_id",
    "milestone_id",
    "state",
    "light_rule",
    "baseline_first",
    "baseline_due",
    "forecast_due",
    "claimed_on",
    "finished_on",
    "days_late",
    "due_in",
    "reported",
    "expected",
    "target_value",
)
PROMISE = ("measure", "value", "value_max", "unit", "qualifier", "per", "as_written")
WORDS = ("milestone__name", "milestone__target", *(f"milestone__target__{name}" for name in PROMISE))


@dataclass(frozen=True)
class MilestoneMark:
    """One milestone on its day: done, done late (`late`), `todo`, `overdue`, `awaiting`, or not approved (`plan`)."""

    kind: str
    day: dt.date
    name: str
    late: int = 0


@dataclass(frozen=True)
class QuantityProgress:
    """A promised quantity, what is reported of it, and what should be by now (None: nothing is expected)."""

    done: Decimal | None
    whole: Decimal
    target: Target
    expected: Decimal | None


@dataclass(frozen=True)
class WallRow:
    """One project: start ≤ first baseline, baseline in force, end (the finish, or the forecast of it)."""

    code: str
    name: str
    category: str
    unit: str
    light: str
    start: dt.date | None
    first: dt.date | None
    baseline: dt.date | None
    end: dt.date | None
    finished: bool
    marks: tuple[MilestoneMark, ...]
    amount: QuantityProgress | None
    note: str
    next: str
    overdue: bool

    @property
    def days(self) -> list[dt.date]:
        """Every day that the row needs room for."""
        ends = (self.start, self.first, self.baseline, self.end)
        return [*(day for day in ends if day), *(mark.day for mark in self.marks)]


@dataclass(frozen=True)
class WallPlace:
    """Where a project stands on the wall, before anything else is read of it."""

    pk: int
    listed: str
    category: int
    unit: int | None
    scheduled: bool
    starts_on: dt.date | None


@with_wording_of_day
def wall_places(user: User, on: dt.date, **wanted: Any) -> list[WallPlace]:
    """What was recorded and not cancelled by the end of the day, in the order of the lists and categories; one query.

    A heading is no row of its own.
    """
    unit = Func(F("pk"), Value(on), Value("unit"), function="assigned_on", output_field=BigIntegerField(null=True))
    listed, category = (Project.column_on_day(name) for name in ("list", "category_id"))
    order = Subquery(Category.objects.filter(pk=OuterRef("category_then")).values("order"))
    plan = Exists(Milestone.objects.filter(project=OuterRef("pk"), at__lt=end_of_day(on)))
    found = Project.objects.filter(projects_open_to(user), at__lt=end_of_day(on)).exclude(cancelled_on__lte=on)
    rows = countable_projects(found, on).annotate(
        listed=listed, category_then=category, order=order, unit_then=unit, scheduled=plan
    )
    columns = ("pk", "listed", "category_then", "unit_then", "scheduled", "starts_on", "order")
    ordered = sorted(rows.filter(**wanted).values_list(*columns), key=wall_place_order)
    return [wall_place(*row[:-1]) for row in ordered]


def wall_place(
    pk: int, listed: str, category: int, unit: int | None, scheduled: bool, starts_on: dt.date | None
) -> WallPlace:
    return WallPlace(pk, listed, category, unit, scheduled, Project.word_on_day(pk, "starts_on", starts_on))


def wall_place_order(row: tuple[Any, ...]) -> tuple:
    """By list, then by the order of the categories on the day, then in the order of the register."""
    pk, listed, category, *_rest, order = row
    return LISTS.index(listed), Category.word_on_day(category, "order", order), category, pk


@with_wording_of_day
def wall_checksum(places: list[WallPlace], on: dt.date) -> str:
    """Two walls with the same digits show the same rows, in whatever order, language and number of sheets; three
    queries.
    """
    pks = sorted(place.pk for place in places)
    rows = Standing.objects.on(on).of_projects(pks).order_by("project_id", "milestone_id").values_list(*FACTS, *WORDS)
    found = list(rows)
    counted = quantities_of_the_day(found)
    heads = sorted((place.pk, place.category, place.unit or 0, str(place.starts_on)) for place in places)
    units, names = (
        Unit.objects.in_bulk({place.unit for place in places} - {None}),
        Project.objects.filter(pk__in=pks),
    )
    said = [
        sorted((unit.pk, unit.name) for unit in units.values()),
        sorted((one.pk, one.name, one.category.name, one.category.name_en) for one in names.select_related("category")),
    ]
    words = [(*map(str, row[: len(FACTS)]), *wall_checksum_words(row, counted)) for row in found]
    return page_checksum(on, heads, said, words)


def quantities_of_the_day(rows: list[tuple[Any, ...]]) -> dict[int, tuple]:
    """By milestone, the columns of the quantity that it counted where that was another than today's; one query, if
    any.
    """
    now = {row[1]: row[len(FACTS) + 1] for row in rows}
    then = {pk: Milestone.word_on_day(pk, "target_id", target) for pk, target in now.items()}
    moved = {pk: target for pk, target in then.items() if target != now[pk]}
    known = {row[0]: row for row in Target.objects.filter(pk__in=moved.values()).values_list("pk", *PROMISE)}
    return {pk: known.get(target, (None, *[None] * len(PROMISE))) for pk, target in moved.items()}


def wall_checksum_words(row: tuple[Any, ...], counted: Mapping[int, tuple]) -> tuple:
    """The words of a milestone and its quantity on the day, from the columns that a checksum reads."""
    milestone, (name, *today) = row[1], row[len(FACTS) :]
    target, *promise = counted.get(milestone, today)
    said = (wording_value("target", target, column, now) for column, now in zip(PROMISE, promise, strict=True))
    told = (plain_decimal(one) if isinstance(one, Decimal) else str(one) for one in said)
    return wording_value("milestone", milestone, "name", name), *told


@with_wording_of_day
def wall_rows_by_project(places: list[WallPlace], on: dt.date) -> dict[int, WallRow]:
    """The rows of some places by project, in a fixed number of queries."""
    pks = [place.pk for place in places]
    projects = Project.objects.select_related("category").in_bulk(pks)
    rows = Standing.objects.on(on).of_projects(pks).annotate(parent_then=parent_on_day(on))
    found = list(rows.select_related("milestone__target", "project", "policy"))
    lights = lights_from_standings(found, set(pks), on)
    units = Unit.objects.in_bulk({place.unit for place in places} - {None})
    standings: dict[int, list[Standing]] = defaultdict(list)
    for row in found:
        standings[row.project_id].append(row)
    return {
        place.pk: wall_row(projects[place.pk], standings[place.pk], lights[place.pk], units.get(place.unit), on)
        for place in places
    }


def wall_row(
    project: Project, standings: list[Standing], light: ProjectLight, unit: Unit | None, on: dt.date
) -> WallRow:
    """One project's row from where its milestones stand."""
    rows = sorted((row for row in standings if row.state != State.CANCELLED), key=order_on_wall)
    ends = [row.finished_on or row.forecast_due for row in rows]
    marks = tuple(milestone_mark(row) for row in rows)
    end = max(ends, default=None)
    finished = bool(rows) and all(row.state == State.FINISHED for row in rows)
    return WallRow(
        code=project.code,
        name=project.name,
        category=project.category.title,
        unit=unit.name if unit else "",
        light=light.light,
        start=bar_start(project, rows, [*ends, *(mark.day for mark in marks)]),
        first=max((row.baseline_first for row in rows if row.baseline_first), default=None),
        baseline=max((row.baseline_due for row in rows if row.baseline_due), default=None),
        end=end,
        finished=finished,
        marks=marks,
        amount=quantity_furthest_behind(rows),
        note=wall_note(light, rows, on),
        next=next_milestone_note(marks, on),
        overdue=any(row.state == State.OVERDUE for row in rows),
    )


def order_on_wall(row: Standing) -> tuple[Any, ...]:
    """By the forecast; what ties by the name of the day, so that no later write puts it elsewhere."""
    return row.forecast_due, row.milestone.name, row.milestone_id


def bar_start(project: Project, rows: list[Standing], days: list[dt.date]) -> dt.date | None:
    """Where the bar begins: the project's start, else the first milestone's, and never after what it leads to."""
    begins = project.starts_on or min(
        (row.milestone.starts_on for row in rows if row.milestone.starts_on), default=None
    )
    return min([*days, *([begins] if begins else [])], default=None) if rows else None


def milestone_mark(row: Standing) -> MilestoneMark:
    """The milestone at its finish, else at the date in force, else at its forecast."""
    day = row.finished_on or row.baseline_due or row.forecast_due
    kinds: dict[str, str] = {
        State.OVERDUE: "overdue",
        State.AWAITING: "awaiting",
        State.UNPLANNED: "plan",
        State.FINISHED: "late" if row.days_late else "done",
    }
    return MilestoneMark(kinds.get(row.state, "todo"), day, row.milestone.name, row.days_late)


def quantity_furthest_behind(rows: list[Any]) -> QuantityProgress | None:
    """The quantity furthest behind, or the first one where nothing is expected."""
    counted = [row for row in rows if row.milestone.target and row.target_value]
    if not counted:
        return None
    row = max(counted, key=lambda row: row.behind if row.behind is not None else Decimal("-1000000"))
    return QuantityProgress(row.reported, row.target_value, row.milestone.target, row.expected)


def list_heading(value: str) -> str:
    """The list's name as a heading."""
    return _("%(list)s list") % {"list": List(value).label}
