"""A milestone as every report, page, file and API answer shows it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from backoffice.numbers import plain_decimal
from milestones.models import Standing
from milestones.rules.reasons import light_explanation


@dataclass(frozen=True)
class MilestoneRow:
    """Codes and usernames beside the names that people read; days late are calendar days."""

    id: int
    project: str
    project_name: str
    name: str
    unit: str | None
    unit_name: str | None
    category: str
    category_name: str
    owner: str | None
    owner_name: str | None
    origin: str
    state: str
    starts_on: dt.date | None
    baseline_first: dt.date | None
    baseline_due: dt.date | None
    forecast_due: dt.date
    slip_days: int | None
    claimed_on: dt.date | None
    claim_pending: bool
    confirmed_on: dt.date | None
    cancelled_on: dt.date | None
    finished_on: dt.date | None
    is_overdue: bool
    days_late: int
    working_days_late: int
    late_at_approval: int
    quantity: str | None
    quantity_written: str
    reported: str | None
    expected: str | None
    light: str | None
    light_rule: str | None
    light_reason: str
    returned_times: int

    def as_json(self) -> dict:
        """Plain JSON values: days ISO, decimals already strings."""
        return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in vars(self).items()}


def decimal_text(value: Decimal | None) -> str | None:
    """A decimal as a string without an exponent."""
    return None if value is None else plain_decimal(value)


def milestone_row(standing: Standing, day: dt.date) -> MilestoneRow:
    """The row of a standing that was read `with_names()` for `day`."""
    milestone, project = standing.milestone, standing.project
    target, due = milestone.target, standing.quantity
    return MilestoneRow(
        id=milestone.pk,
        project=project.code,
        project_name=project.name,
        name=milestone.name,
        unit=standing.unit.code if standing.unit else None,
        unit_name=standing.unit.name if standing.unit else None,
        category=standing.category.code,
        category_name=standing.category.title,
        owner=standing.owner.username if standing.owner else None,
        owner_name=standing.owner.name if standing.owner else None,
        origin=milestone.origin,
        state=standing.state,
        starts_on=milestone.starts_on,
        baseline_first=standing.baseline_first,
        baseline_due=standing.baseline_due,
        forecast_due=standing.forecast_due,
        slip_days=standing.slip_days,
        claimed_on=standing.claimed_on,
        claim_pending=standing.claim_pending,
        confirmed_on=standing.confirmed_on,
        cancelled_on=standing.cancelled_on,
        finished_on=standing.finished_on,
        is_overdue=standing.is_overdue,
        days_late=standing.days_late,
        working_days_late=standing.working_days_late,
        late_at_approval=standing.late_at_approval,
        quantity=decimal_text(due),
        quantity_written=target.amount(due) if target and due is not None else "",
        reported=decimal_text(standing.reported),
        expected=decimal_text(standing.expected),
        light=standing.light,
        light_rule=standing.light_rule,
        light_reason=light_explanation(standing, day),
        returned_times=standing.returned_times,
    )
