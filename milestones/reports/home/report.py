"""The first page: projects by light, phase, list, unit and category, what is counted apart, what changed, the ten
worst.

Every number is the length of a list that can be asked for under the same conditions: projects from the list of
projects, milestones from the overdue report, lowered quantities from theirs.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backoffice.clock import today
from milestones.models import Instruction, Standing
from milestones.models.status import Light
from milestones.reports.causes import DelayCause, delay_causes
from milestones.reports.doubtful_figures import doubtful_reports
from milestones.reports.filters import NOBODY
from milestones.reports.milestone_row import milestone_row
from milestones.reports.overdue.totals import AGES
from milestones.reports.provenance import (
    ReportProvenance,
    calendar_provenance,
    page_checksum,
    policy_in_force,
    standing_words,
)
from milestones.reports.reduced_quantities import lowering_requests
from milestones.reports.unanswered_instructions import open_instructions
from projects.models import Category, Unit, User
from projects.models.vocabulary import List, Phase
from projects.models.wording import with_wording_of_day

from .changes import PeriodChanges, changes_between
from .totals_on_day import DistrictTotals, ProjectGroup, district_totals

WEEK = dt.timedelta(7)
# What the rows of the worst print beside their words.
PRINTED = (
    "days_late",
    "working_days_late",
    "baseline_first",
    "baseline_due",
    "forecast_due",
    "late_at_approval",
    "light_rule",
)


@dataclass
class LightCounts:
    """One line of a matrix: how many projects carry each light, how many have an approved schedule, the longest
    days.
    """

    code: str
    name: str
    lights: Counter = field(default_factory=Counter)
    rules: Counter = field(default_factory=Counter)
    planned: int = 0
    longest: int = 0

    def add(self, group: ProjectGroup) -> None:
        self.lights[group.light] += group.count
        self.rules[group.light, group.rule] += group.count
        self.planned += group.planned
        self.longest = max(self.longest, group.longest)

    @property
    def total(self) -> int:
        return self.lights.total()

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(light, self.lights[light]) for light in Light.values]

    def as_json(self) -> dict:
        """Plain JSON values."""
        lights = {light: self.lights[light] for light in Light.values}
        return {
            "code": self.code,
            "name": self.name,
            "total": self.total,
            "lights": lights,
            "scheduled": self.planned,
            "longest": self.longest,
        }


@dataclass(frozen=True)
class AgeBandComparison:
    """A band of days late: milestones on the day and on the day before."""

    least: int
    most: int | None
    count: int
    before: int


@dataclass(frozen=True)
class WorstMilestone:
    """One of the ten: where it stands, why, and what the leader last wrote about it."""

    row: Standing
    cause: DelayCause
    instruction: Instruction | None

    @property
    def facts(self) -> tuple:
        """What the checksum covers."""
        printed = (str(getattr(self.row, name)) for name in PRINTED)
        instruction = self.instruction and self.instruction.pk
        return standing_words(self.row), *printed, self.cause.source, self.cause.need, instruction


@dataclass(frozen=True)
class HomeReport(ReportProvenance):
    """Where the district stands at the end of a day, beside an earlier day."""

    on: dt.date
    since: dt.date
    now: DistrictTotals
    before: DistrictTotals
    district: LightCounts
    prior: LightCounts
    phases: list[tuple[str, str, int, int]]  # with the number on the earlier day
    by_list: list[LightCounts]
    by_unit: list[LightCounts]
    by_category: list[LightCounts]
    ages: list[AgeBandComparison]
    apart: dict[str, int]
    apart_before: dict[str, int]
    changes: PeriodChanges
    worst: list[WorstMilestone]
    categories: list[tuple[str, str]]  # both names of those that have projects, for the checksum
    policy: list[dict]
    calendar: dict

    @property
    def total(self) -> int:
        """How many milestones are overdue."""
        return self.now.total

    @property
    def comparable(self) -> bool:
        """Whether anything was scheduled on the earlier day."""
        return self.prior.planned > 0

    @property
    def checksum(self) -> str:
        units = sorted(line.name for line in self.by_unit if line.code != NOBODY)
        said = [self.changes.facts, [one.facts for one in self.worst], units, self.categories]
        return page_checksum(self.on, self.since.isoformat(), self.now.facts, self.before.facts[0], self.apart, said)

    def as_json(self) -> dict:
        """Plain JSON values; the rows of the ten are those of every report."""
        return {
            "on": self.on.isoformat(),
            "since": self.since.isoformat(),
            "projects": self.district.total,
            "programmes": self.now.programmes,
            "lights": self.district.as_json()["lights"],
            "lights_before": self.prior.as_json()["lights"],
            "phases": {phase: count for phase, _label, count, _before in self.phases},
            "phases_before": {phase: before for phase, _label, _count, before in self.phases},
            "overdue": self.total,
            "overdue_before": self.before.total,
            "longest": self.now.longest,
            "ages": [asdict(span) for span in self.ages],
            "apart": self.apart,
            "apart_before": self.apart_before,
            "turned_red": [one.as_json() for one in self.changes.red],
            "cured": [one.as_json() for one in self.changes.cured],
            "placed": [one.as_json() for one in self.changes.placed],
            "moved": [one.as_json() for one in self.changes.moved],
            "led": [one.as_json() for one in self.changes.led],
            "reorganizations": [one.as_json() for one in self.changes.reorganizations],
            "kind_changes": [one.as_json() for one in self.changes.kinds],
            "policy_changes": [one.as_json() for one in self.changes.policies],
            "calendar_changes": [one.as_json() for one in self.changes.calendar],
            "fresh_decisions": [one.as_json() for one in self.changes.fresh],
            "worst": [worst_milestone_json(one, self.on) for one in self.worst],
            "by_list": [line.as_json() for line in self.by_list],
            "by_unit": [line.as_json() for line in self.by_unit],
            "by_category": [line.as_json() for line in self.by_category],
            "rules": self.rules,
            "policy": self.policy,
            "calendar": self.calendar,
            "checksum": self.checksum,
        }


def worst_milestone_json(worst: WorstMilestone, on: dt.date) -> dict:
    said = worst.instruction
    asked = said and {
        "id": said.pk,
        "kind": said.kind,
        "text": said.text,
        "reply_by": said.reply_by.isoformat(),
    }
    cause = worst.cause
    return milestone_row(worst.row, on).as_json() | {
        "steward": worst.row.steward and worst.row.steward.username,
        "reason": cause.reason,
        "extension": cause.extension,
        "need": cause.need,
        "instruction": asked,
    }


@with_wording_of_day
def home_report(
    user: User, on: dt.date | None = None, since: dt.date | None = None, leader: User | None = None
) -> HomeReport:
    """The first page of a day (today) beside an earlier one (a week before); with a leader what is in their charge."""
    on = on or today()
    since = since or on - WEEK
    now, before = district_totals(user, on, leader), district_totals(user, since, leader)
    categories = Category.objects.in_bulk({int(group.key) for group in now.groups("category") if group.key})
    return HomeReport(
        on=on,
        since=since,
        now=now,
        before=before,
        district=sum_lights("", "", now.groups("district")),
        prior=sum_lights("", "", before.groups("district")),
        phases=phase_counts(now, before),
        by_list=[
            sum_lights(*pair, (group for group in now.groups("list") if group.key == pair[0]))
            for pair in project_list_choices()
        ],
        by_unit=light_counts_by_unit(now.groups("unit")),
        by_category=light_counts_by_category(now.groups("category"), categories),
        ages=[compare_age_band(least, most, now, before) for least, most in AGES],
        apart=excluded_counts(user, now, leader),
        apart_before=excluded_counts(user, before, leader),
        changes=changes_between(now, before),
        worst=ten_worst_milestones(user, now),
        categories=sorted((one.name, one.name_en) for one in categories.values()),
        policy=policy_in_force(on),
        calendar=calendar_provenance(on, on - dt.timedelta(now.longest)),
    )


def sum_lights(code: str, name: str, groups: Iterable[ProjectGroup]) -> LightCounts:
    line = LightCounts(code, name)
    for group in groups:
        line.add(group)
    return line


def project_list_choices() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in List.choices]


def phase_counts(now: DistrictTotals, before: DistrictTotals) -> list[tuple[str, str, int, int]]:
    """How many projects are in each phase on both days, in the order of the phases."""
    counts, earlier = now.phases(), before.phases()
    return [(str(phase), str(label), counts[phase], earlier[phase]) for phase, label in Phase.choices]


def light_counts_by_unit(groups: list[ProjectGroup]) -> list[LightCounts]:
    """The responsible units of the day, red before yellow before many, equals by name."""
    units = Unit.objects.in_bulk({int(group.key) for group in groups if group.key})
    return light_counts_by_record(groups, units, lambda unit: unit.name, _("No unit yet"))


def light_counts_by_category(groups: list[ProjectGroup], categories: dict[int, Category]) -> list[LightCounts]:
    return light_counts_by_record(groups, categories, lambda category: category.title, "")


def light_counts_by_record(
    groups: Iterable[ProjectGroup], records: Mapping[int, Any], name_of: Callable, nobody: str
) -> list[LightCounts]:
    """One line for each record, the worst first; equals by their Chinese name of the day, in whatever language they are
    shown.
    """
    found: dict[tuple[str, int], LightCounts] = {}
    for group in groups:
        record = records[int(group.key)] if group.key else None
        key = (record.name, record.pk) if record else ("", 0)
        line = LightCounts(record.code, name_of(record)) if record else LightCounts(NOBODY, nobody)
        found.setdefault(key, line).add(group)

    def badness(key: tuple[str, int]) -> tuple:
        line = found[key]
        return (-line.lights[Light.RED], -line.lights[Light.YELLOW], -line.total, *key)

    return [found[key] for key in sorted(found, key=badness)]


def compare_age_band(least: int, most: int | None, now: DistrictTotals, before: DistrictTotals) -> AgeBandComparison:
    return AgeBandComparison(least, most, now.late_within(least), before.late_within(least))


def excluded_counts(user: User, now: DistrictTotals, leader: User | None) -> dict[str, int]:
    """Count, as of the day, what the overdue count leaves out: milestones by state, projects without a schedule,
    lowered and doubtful quantities.
    """
    return now.apart | {
        "lowered": lowering_requests(user, now.on, leader).count(),
        "doubtful": doubtful_reports(user, now.on, leader).count(),
    }


def ten_worst_milestones(user: User, now: DistrictTotals) -> list[WorstMilestone]:
    """The longest overdue with cause and open instruction, in four queries."""
    ids = now.worst
    rows = {row.pk: row for row in Standing.objects.on(now.on).filter(milestone__in=ids).with_names()}
    why, said = delay_causes(ids, now.on), open_instructions(user, rows.values(), now.on)
    return [WorstMilestone(rows[pk], why[pk], said.get(pk)) for pk in ids]
