"""Where a milestone stands at the end of a day, in Python. Twin: standing.sql; the design's rules in one reading order.

Only facts recorded before the end of the day (Asia/Shanghai) count; what is recorded later changes no earlier answer.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from projects.clock import end_of

from .workdays import Workdays

LIGHTS = {
    "finished": "blue",
    "finished_late": "blue",
    "awaiting": "yellow",
    "suspended": "grey",
    "unplanned": "grey",
    "overdue": "red",
    "behind_red": "red",
    "due_soon": "yellow",
    "forecast_late": "yellow",
    "forecast_passed": "yellow",
    "behind_yellow": "yellow",
    "not_started": "grey",
    "on_track": "green",
}


@dataclass
class Facts:
    """Everything that was recorded about one milestone; rows are model instances or anything shaped like them."""

    milestone: Any
    starts_on: dt.date | None = None  # of the project: where expected-by-now begins
    target: Any = None
    baselines: list = field(default_factory=list)
    claims: list = field(default_factory=list)
    reports: list = field(default_factory=list)  # of the milestone
    figures: list = field(default_factory=list)  # reports with a quantity of the target
    suspensions: list = field(default_factory=list)
    policies: list = field(default_factory=list)
    target_changes: list = field(default_factory=list)  # approved changes of the target's value
    peers: list = field(default_factory=list)  # (milestone, baselines) of all that share the target
    workdays: Workdays = field(default_factory=lambda: Workdays({}))
    category_id: int | None = None


@dataclass
class Position:
    """The answer: the columns of standing_on() that rules decide."""

    state: str
    light: str | None
    light_rule: str | None
    days_late: int
    working_days_late: int
    baseline_first: dt.date | None
    baseline_due: dt.date | None
    forecast_due: dt.date
    finished_on: dt.date | None
    returned_times: int
    reported: Decimal | None
    expected: Decimal | None
    behind: Decimal | None


def half_up(value: Fraction) -> Decimal:
    """Six decimals, halves away from zero, as PostgreSQL rounds."""
    millionths = (Decimal(value.numerator * 10**6) / Decimal(value.denominator)).quantize(
        Decimal(1), ROUND_HALF_UP
    )
    return millionths.scaleb(-6)


def last(rows, recorded, bound):
    """The newest row recorded before the bound."""
    known = [row for row in rows if recorded(row) < bound]
    return max(known, key=lambda row: (recorded(row), row.pk), default=None)


def in_force(baselines, bound):
    """The baseline version in force before the bound."""
    return max((b for b in baselines if b.from_at < bound), key=lambda b: b.number, default=None)


def standing_claim(claims, bound):
    """The claim that stands: recorded, and neither returned nor reopened, before the bound."""
    standing = [
        claim
        for claim in claims
        if not (claim.state == "returned" and claim.decided_at < bound)
        and not (claim.reopened_at and claim.reopened_at < bound)
    ]
    return last(standing, lambda claim: claim.at, bound)


def policy_on(facts: Facts, on: dt.date):
    """The category's newest policy by the day, else the general one."""
    rows = [p for p in facts.policies if p.effective_from <= on]
    own = [p for p in rows if p.category_id is not None and p.category_id == facts.category_id]
    general = [p for p in rows if p.category_id is None]
    return max(own or general, key=lambda p: p.effective_from, default=None)


def expected_on(facts: Facts, on: dt.date) -> Decimal | None:
    """Expected by now (序时): straight lines through start and baselines, flat after the last; else None."""
    target = facts.target
    if not target or not facts.starts_on or target.nature == "rate":
        return None
    if target.nature == "stock" and target.start_value is None:
        return None
    start, bound = target.start_value or Decimal(0), end_of(on)
    points = [(facts.starts_on, start)]
    for milestone, baselines in facts.peers:
        version = in_force(baselines, bound)
        cancelled = milestone.cancelled_on and milestone.cancelled_on <= on
        if version and version.quantity is not None and not cancelled:
            points.append((version.due, version.quantity))
    if len(points) < 2:
        return None
    before, after = [p for p in points if p[0] <= on], [p for p in points if p[0] > on]
    if not before:
        return half_up(Fraction(start))
    low = max(before)
    if not after:
        return half_up(Fraction(low[1]))
    high = min(after)
    way = Fraction((on - low[0]).days, (high[0] - low[0]).days)
    return half_up(Fraction(low[1]) + (Fraction(high[1]) - Fraction(low[1])) * way)


def behind_on(facts: Facts, on: dt.date, expected, reported) -> Decimal | None:
    """Percentage points of the target by which the reported quantity is behind; None where nothing is expected."""
    if expected is None:
        return None
    change = last(facts.target_changes, lambda c: c.decided_at, end_of(on))
    target = change.new_quantity if change else facts.target.value
    done = reported if reported is not None else facts.target.start_value or Decimal(0)
    return half_up((Fraction(expected) - Fraction(done)) * 100 / Fraction(target)) if target > 0 else None


def state_on(facts: Facts, on: dt.date, claim, baseline) -> str:
    """The first state that fits."""
    bound, cancelled = end_of(on), facts.milestone.cancelled_on
    if cancelled and cancelled <= on:
        return "cancelled"
    if claim:
        return "finished" if claim.decided_at and claim.decided_at < bound else "awaiting"
    if any(s.from_at < bound and (s.to_at is None or s.to_at >= bound) for s in facts.suspensions):
        return "suspended"
    if baseline is None:
        return "unplanned"
    return "overdue" if baseline.due < on else "open"


def rule_of_open(facts, on, baseline, forecast, behind, reported):
    """The first rule of the light that fits an open milestone."""
    policy, bound = policy_on(facts, on), end_of(on)
    if behind is not None and policy and behind > policy.behind_red:
        return "behind_red"
    if policy and facts.workdays.between(on, baseline.due) <= policy.due_soon_workdays:
        return "due_soon"
    if forecast > baseline.due:
        return "forecast_late"
    if forecast < on:
        return "forecast_passed"
    if behind is not None and policy and behind > policy.behind_yellow:
        return "behind_yellow"
    begins, silent = facts.milestone.starts_on, not any(r.at < bound for r in facts.reports)
    return "not_started" if begins and begins > on and silent and reported is None else "on_track"


def standing(facts: Facts, on: dt.date) -> Position:
    """Where the milestone stands at the end of `on`."""
    bound = end_of(on)
    baseline, claim = in_force(facts.baselines, bound), standing_claim(facts.claims, bound)
    state = state_on(facts, on, claim, baseline)
    forecast = last([r for r in facts.reports if r.forecast_due], lambda r: r.at, bound)
    forecast_due = forecast.forecast_due if forecast else facts.milestone.first_forecast
    figure = last(facts.figures, lambda r: r.at, bound)
    reported = figure.quantity if figure else None
    expected = expected_on(facts, on) if baseline else None
    behind = behind_on(facts, on, expected, reported)
    reference = claim.finished_on if state in ("finished", "awaiting") else on
    if state == "cancelled":
        reference = facts.milestone.cancelled_on
    late = max(0, (reference - baseline.due).days) if baseline else 0
    rule = state if state != "open" else rule_of_open(facts, on, baseline, forecast_due, behind, reported)
    if state == "finished" and late:
        rule = "finished_late"
    return Position(
        state=state,
        light=LIGHTS.get(rule),
        light_rule=rule if rule in LIGHTS else None,
        days_late=late,
        working_days_late=facts.workdays.between(baseline.due, baseline.due + dt.timedelta(late))
        if late
        else 0,
        baseline_first=min(facts.baselines, key=lambda b: b.number).due if baseline else None,
        baseline_due=baseline.due if baseline else None,
        forecast_due=forecast_due,
        finished_on=claim.finished_on if claim else None,
        returned_times=sum(c.state == "returned" and c.decided_at < bound for c in facts.claims),
        reported=reported,
        expected=expected,
        behind=behind,
    )
