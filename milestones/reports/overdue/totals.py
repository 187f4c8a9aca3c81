"""Groups and ages of a report: how many rows share a unit, a category, a list, a leader or a span of days."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milestones.models.status import State
from milestones.reports.aggregates import aggregate_over
from milestones.rules.version import RULE_VERSION
from projects.models import Category, Unit, User
from projects.models.vocabulary import List

# What the checksum is made of, beside the words of the day and what was said by then.
FACTS = (
    "milestone_id",
    "project_id",
    "unit_id",
    "category_id",
    "steward_id",
    "leader_id",
    "owner_id",
    "state",
    "claim_pending",
    "baseline_first",
    "baseline_due",
    "forecast_due",
    "days_late",
    "working_days_late",
    "reported",
    "quantity",
)
SQL = Path(__file__).with_name("overdue.sql").read_text("utf-8")
WORDS = [
    f"CASE WHEN {alias}w.words ? '{column}' THEN {alias}w.words->>'{column}' ELSE {alias}.{column}::text END"
    for alias, columns in {
        "m": ("name", "sequence"),
        "p": ("name", "label"),
        "c": ("name", "name_en"),
        "u": ("name",),
        "t": ("measure", "value", "value_max", "unit", "qualifier", "per", "as_written"),
        "s": ("name",),
        "l": ("name",),
        "o": ("name",),
    }.items()
    for column in columns
]
CAME = [
    "(SELECT ROW(MAX(id), MAX(decided_at) FILTER (WHERE decided_at < ends_at(%(on)s::date))) FROM"
    " milestones_changerequest WHERE milestone_id = late.milestone_id AND at < ends_at(%(on)s::date))",
    "(SELECT MAX(id) FROM milestones_progressreport WHERE milestone_id = late.milestone_id AND at < "
    "ends_at(%(on)s::date))",
]
PROMISED = "CASE WHEN t.id IS NOT NULL THEN target_on(t.id, %(on)s::date) END"
AGES = ((91, None), (31, 90), (8, 30), (1, 7))
MASKS = {"unit": 15, "category": 23, "age": 27, "list": 29, "leader": 30}
WORST = "light_rank, days_late DESC, baseline_due, milestone_id"
SORTS = {
    "late": WORST,
    "baseline": f"baseline_due, {WORST}",
    "forecast": f"forecast_due DESC, {WORST}",
    # By the name of the day, which the checksum covers, and never by a code, which it does not.
    "unit": f"(SELECT key FROM called WHERE id = unit_id), unit_id, {WORST}",
    "slip": f"slip_days DESC NULLS LAST, {WORST}",
}
# Looked up for all rows at once.
PEOPLE = {"unit_id", "steward_id", "leader_id", "owner_id"}
COLUMNS = {"unit": "unit_id", "category": "category_id", "list": "listed", "leader": "leader_id"}


@dataclass(frozen=True)
class GroupTotal:
    """How many rows share a unit, category, list or leader, and the longest of them in days."""

    code: str | None
    name: str
    count: int
    longest: int


@dataclass(frozen=True)
class AgeBand:
    """A band of days late and how many rows fall into it; from 0 to 0 are those that are not late."""

    least: int
    most: int | None
    count: int

    def holds(self, days: int) -> bool:
        return days >= self.least and (self.most is None or days <= self.most)


def overdue_totals(rows: QuerySet[Any], on: dt.date, wanted: Mapping, group: str) -> SimpleNamespace:
    """Counts, groups, checksum and the milestones in order, in one query; zeros where there can be no row."""
    order = SORTS[wanted.get("sort", "late")]
    if group == "age":
        order = f"band, {order}"
    elif column := COLUMNS.get(group):
        order = f"COUNT(*) OVER (PARTITION BY {column}) DESC, {column}, {order}"
    facts = ", ".join(f"late.{name}" for name in FACTS)
    sql = SQL.format(order=order, facts=facts, said=", ".join([*WORDS, *CAME, PROMISED]))
    empty = SimpleNamespace(
        awaiting=0, suspended=0, groups=None, total=0, projects=0, units=0, longest=0, first=None, ids=[], digest=""
    )
    return next(
        iter(aggregate_over(rows, sql, {"on": on.isoformat(), "rules": str(RULE_VERSION)} | selection_params(wanted))),
        empty,
    )


def selection_params(wanted: Mapping) -> dict:
    """Which of the rows were asked for, beside the filters that every row has passed."""
    state = wanted.get("state", None if "light" in wanted else State.OVERDUE.value)
    return {
        "state": state,
        "light": wanted.get("light"),
        "least": wanted.get("late_min", 0),
        "most": wanted.get("late_max", 10**6),
    }


def age_bands(found: Iterable[Mapping[str, Any]]) -> list[AgeBand]:
    """The bands, the longest first; what is not late at all only where there is any."""
    counts = {row["key"]: row["count"] for row in found if row["mask"] == MASKS["age"]}
    bands = [AgeBand(least, most, counts.get(str(number), 0)) for number, (least, most) in enumerate(AGES)]
    return [*bands, AgeBand(0, 0, counts["4"])] if "4" in counts else bands


def group_totals(found: Iterable[Mapping[str, Any]], by: str) -> dict[str | None, GroupTotal]:
    """The groups by one column, the most and the longest first, equals in the order of their rows, by the key of their
    rows.
    """
    rows = [row for row in found if row["mask"] == MASKS[by]]
    names = group_names(by, [row["key"] for row in rows if row["key"]])
    groups = {row["key"]: group_total(names.get(row["key"], (None, empty_group_label(by))), row) for row in rows}
    return dict(sorted(groups.items(), key=lambda item: (-item[1].count, -item[1].longest, group_position(item[0]))))


def group_position(key: str | None) -> tuple:
    """The order in which rows of equal groups stand: by what they share, which is a number unless it is the list;
    nobody last.
    """
    return (key is None, int(key or 0) if (key or "0").isdigit() else 0, key or "")


def group_total(named: tuple, row: Mapping[str, Any]) -> GroupTotal:
    code, name = named
    return GroupTotal(code, name, row["count"], row["longest"])


def group_names(by: str, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Code and name of each key, in one query."""
    if by == "list":
        return {str(value): (str(value), str(label)) for value, label in List.choices}
    if by == "leader":
        return {str(one.pk): (one.username, one.name) for one in User.objects.filter(pk__in=keys)}
    if by == "unit":
        return {str(unit.pk): (unit.code, unit.name) for unit in Unit.objects.filter(pk__in=keys)}
    return {str(one.pk): (one.code, one.title) for one in Category.objects.filter(pk__in=keys)}


def empty_group_label(by: str) -> str:
    return {"unit": _("No unit yet"), "leader": _("No leader yet")}.get(by, "")
