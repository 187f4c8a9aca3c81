"""The ranking of units (赛马, 红黑榜): who keeps the dates that were approved first.

Period: from the first day of the year (quarter, month) to the day. On-time rate = in time ÷ (in time + finished late +
unfinished past its date), against the first baseline; that is the rank, and equal rates share it. Groups are ranked
apart. A unit with fewer milestones counted than the policy asks for is listed without a rank.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from backoffice.clock import today
from milestones.models import Policy
from milestones.reports.aggregates import aggregate_over
from milestones.reports.missing_reports import silent_projects
from milestones.reports.provenance import page_checksum
from milestones.reports.reorganizations import UnitReorganization, reorganizations_by_unit
from milestones.rules.version import RULE_VERSION
from projects.models import Unit
from projects.models.wording import with_wording_of_day

from .counted_milestones import COUNTS, FORCE_MAJEURE, LATE, ON_TIME, OVERDUE, milestones_due_in

PERIODS = {"year": 12, "quarter": 3, "month": 1}
HONOURED = 3  # at either end of a group
ENOUGH = 2 * HONOURED + 1  # ranked units, before anybody is honoured or blamed
SQL = """
SELECT charged, how, how_now, COUNT(*) AS count, SUM(returned_times) AS returned,
    SUM(GREATEST(COALESCE(CASE WHEN confirmed_on IS NOT NULL THEN finished_on END, cancelled_on, %(on)s::date) - measured_from, 0)) AS slip
FROM facts GROUP BY charged, how, how_now
"""  # noqa: E501


@dataclass(frozen=True)
class UnitRow:
    """One unit; rates are exact fractions, none where nothing is counted."""

    unit: str
    unit_name: str
    kind: str
    due: int
    force_majeure: int
    neither: int
    on_time: int
    late: int
    overdue: int
    rate: Fraction | None
    rate_in_force: Fraction | None
    slip: Fraction | None  # mean days after the first baseline, those of force majeure apart
    returned: int
    silent: int
    enough: bool
    rank: int | None = None
    honour: str = ""  # red or black
    before: "UnitRow | None" = None
    reorganizations: tuple[UnitReorganization, ...] = ()  # of the year, so that the reader sees what became of it

    @property
    def counted(self) -> int:
        return self.on_time + self.late + self.overdue

    @property
    def change(self) -> Fraction | None:
        """Percentage points against the last period."""
        if self.before is None or self.before.rate is None or self.rate is None:
            return None
        return self.rate - self.before.rate

    @property
    def climbed(self) -> int | None:
        """Places won against the last period."""
        return self.before.rank - self.rank if self.before and self.before.rank and self.rank else None

    @property
    def facts(self) -> dict:
        """All that is printed of it, for a checksum; codes are not."""
        told = {"reorganizations": [one.facts for one in self.reorganizations]} if self.reorganizations else {}
        return self.figures | {"unit": None} | told

    def as_json(self) -> dict:
        """Plain JSON values; rates in percent with one decimal."""
        return self.figures | {"reorganizations": [one.as_json() for one in self.reorganizations]}

    @property
    def figures(self) -> dict:
        """Names, counts and rates."""
        numbers = (
            "due",
            "counted",
            "force_majeure",
            "neither",
            "on_time",
            "late",
            "overdue",
            "returned",
            "silent",
        )
        return {
            "unit": self.unit,
            "unit_name": self.unit_name,
            "kind": self.kind,
            "rank": self.rank,
            **{name: getattr(self, name) for name in numbers},
            "rate": percent_text(self.rate),
            "rate_in_force": percent_text(self.rate_in_force),
            "slip_days": one_decimal(self.slip),
            "change": percent_text(self.change),
            "climbed": self.climbed,
        }


@dataclass(frozen=True)
class RankedGroup:
    """A group of units that compete with each other: those with a rank, then those with too few milestones."""

    kind: str
    label: str
    rows: list[UnitRow]

    @property
    def ranked(self) -> list[UnitRow]:
        return [row for row in self.rows if row.rank]


@dataclass(frozen=True)
class Ranking:
    """All groups of a day, beside the last period."""

    on: dt.date
    first: dt.date
    period: str
    last_first: dt.date
    last_on: dt.date
    least: int
    groups: list[RankedGroup]
    nobody: int  # milestones of the period that count for no unit

    @property
    def leading(self) -> RankedGroup | None:
        """The first group in which at least two units have a rank."""
        return next((group for group in self.groups if len(group.ranked) > 1), None)

    @property
    def checksum(self) -> str:
        rows = [row.facts for group in self.groups for row in group.rows]
        rows.sort(key=lambda row: row["unit_name"])  # codes and their order are nothing that is printed
        return page_checksum(self.on, self.period, self.least, self.nobody, rows)

    def as_json(self) -> dict:
        """Plain JSON values."""
        return {
            "on": self.on.isoformat(),
            "first": self.first.isoformat(),
            "period": self.period,
            "last_period": {"first": self.last_first.isoformat(), "on": self.last_on.isoformat()},
            "min_milestones": self.least,
            "without_unit": self.nobody,
            "rules": RULE_VERSION,
            "checksum": self.checksum,
            "rows": [row.as_json() for group in self.groups for row in group.rows],
        }


@with_wording_of_day
def unit_ranking(on: dt.date | None = None, period: str = "year") -> Ranking:
    """The ranking of the whole district: everybody sees the whole table."""
    on = on or today()
    first, (last_first, last_on) = period_start(on, period), previous_period(on, period)
    least = min_milestones_on(on)
    # Equals stand by the name of the day, which the checksum covers.
    units = sorted(Unit.objects.all(), key=lambda unit: (unit.name, unit.pk))
    before, counted = lines_by_unit(last_first, last_on), lines_by_unit(first, on)
    earlier = {row.unit: row for group in ranked_groups(units, before, least) for row in group.rows}
    silent = Counter(row.unit for row in silent_projects(None, on))
    groups = ranked_groups(units, counted, least, silent)
    touched = reorganizations_by_unit(on)
    beside = [
        replace(
            group,
            rows=[
                replace(row, before=earlier.get(row.unit), reorganizations=touched.get(row.unit, ()))
                for row in group.rows
            ],
        )
        for group in groups
    ]
    nobody = sum(line.count for line in counted[None])
    return Ranking(on, first, period, last_first, last_on, least, beside, nobody)


def period_start(on: dt.date, period: str) -> dt.date:
    """The first day of the year, quarter or month of a day."""
    months = PERIODS[period]
    return dt.date(on.year, (on.month - 1) // months * months + 1, 1)


def previous_period(on: dt.date, period: str) -> tuple[dt.date, dt.date]:
    """The same year to the end of the month before; in January the year before; else the quarter or month before."""
    first = period_start(on, period)
    eve = on.replace(day=1) - dt.timedelta(1)
    if period == "year" and eve >= first:
        return first, eve
    eve = first - dt.timedelta(1)
    return period_start(eve, period), eve


def min_milestones_on(on: dt.date) -> int:
    """Return how many counted milestones a unit needs to be ranked under the policy of a day; 1 without a policy."""
    policy = Policy.objects.in_force(on)
    return policy.min_milestones if policy else 1


def lines_by_unit(first: dt.date, on: dt.date) -> dict[int | None, list[Any]]:
    """How the milestones of a period count, by the key of the unit that is charged (none for nobody), in one query."""
    columns = (
        "charged",
        "how",
        "how_now",
        "returned_times",
        "finished_on",
        "confirmed_on",
        "cancelled_on",
        "measured_from",
    )
    found: dict[int | None, list[Any]] = defaultdict(list)
    for line in aggregate_over(milestones_due_in(first, on).order_by().values(*columns), SQL, {"on": on}):
        found[line.charged].append(line)
    return found


def ranked_groups(
    units: Iterable[Unit],
    found: Mapping[int | None, list[Any]],
    least: int,
    silent: Mapping[str | None, int] | None = None,
) -> list[RankedGroup]:
    """The groups of a period from its lines; units without a milestone due are not listed."""
    rows = [
        unit_ranking_row(unit, found[unit.pk], least, (silent or {}).get(unit.code, 0))
        for unit in units
        if unit.pk in found
    ]
    return [
        RankedGroup(str(kind), str(label), rank_unit_rows(row for row in rows if row.kind == kind))
        for kind, label in Unit.Kind.choices
        if any(row.kind == kind for row in rows)
    ]


def unit_ranking_row(unit: Unit, lines: list[Any], least: int, silent: int) -> UnitRow:
    """A unit's numbers from its lines of how things counted."""
    counts: Counter[str] = Counter()
    in_force: Counter[str] = Counter()
    for line in lines:
        counts[line.how] += line.count
        in_force[line.how_now] += line.count if line.how in COUNTS else 0
    counted = sum(counts[how] for how in COUNTS)
    slip = sum(line.slip for line in lines if line.how in COUNTS)
    return UnitRow(
        unit=unit.code,
        unit_name=unit.name,
        kind=unit.kind,
        due=counts.total(),
        force_majeure=counts[FORCE_MAJEURE],
        neither=counts.total() - counted - counts[FORCE_MAJEURE],
        on_time=counts[ON_TIME],
        late=counts[LATE],
        overdue=counts[OVERDUE],
        rate=percentage_of(counts[ON_TIME], counted),
        rate_in_force=percentage_of(in_force[ON_TIME], sum(in_force[how] for how in COUNTS)),
        slip=Fraction(slip, counted) if counted else None,
        returned=sum(line.returned for line in lines),
        silent=silent,
        enough=counted >= max(least, 1),
    )


def percentage_of(part: int, whole: int) -> Fraction | None:
    """Percent, or none of nothing."""
    return Fraction(part * 100, whole) if whole else None


def rank_unit_rows(rows: Iterable[UnitRow]) -> list[UnitRow]:
    """Ranked by rate, equal rates sharing a rank and in the order they came; behind them those with too few
    milestones.
    """
    rows = sorted(rows, key=lambda row: (not row.enough, -(row.rate or 0), row.slip or 0))
    rates = [row.rate for row in rows if row.enough]
    placed = [replace(row, rank=rates.index(row.rate) + 1) if row.enough else row for row in rows]
    return [replace(row, honour=honour_colour(row, rates)) for row in placed]


def honour_colour(row: UnitRow, rates: list) -> str:
    """The first three and the last three of a group of at least seven; never black for a full rate."""
    if row.rank is None or row.rate is None or len(rates) < ENOUGH:
        return ""
    if row.rate >= rates[HONOURED - 1]:
        return "red"
    return "black" if row.rate <= rates[-HONOURED] and row.rate < 100 else ""


def one_decimal(value: Fraction | None) -> str | None:
    """One decimal, rounded half up away from nothing."""
    if value is None:
        return None
    tenth = (abs(value) * 20 + 1) // 2
    return f"{'-' if value < 0 and tenth else ''}{tenth // 10}.{tenth % 10}"


def percent_text(value: Fraction | None) -> str | None:
    return one_decimal(value)
