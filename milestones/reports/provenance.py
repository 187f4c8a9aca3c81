"""State which rules version, policy and calendar a report rests on, and compute the 8-digit checksum by which two
printouts are compared.
"""

import datetime as dt
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from milestones.models import CalendarYear, Policy, Standing
from milestones.rules.official_calendar import calendar_days, calendar_year_statuses
from milestones.rules.version import RULE_VERSION


def policy_in_force(on: dt.date) -> list[dict]:
    """The general numbers of the lights on a day, and each category's own."""
    rows = Policy.objects.on(on).select_related("category")
    return [
        {
            "category": row.category.code if row.category else None,
            "effective_from": row.effective_from.isoformat(),
            "due_soon_workdays": row.due_soon_workdays,
            "behind_yellow": str(row.behind_yellow),
            "behind_red": str(row.behind_red),
        }
        for row in sorted(rows, key=lambda row: row.category.code if row.category else "")
    ]


def calendar_provenance(on: dt.date, first: dt.date | None = None) -> dict:
    """Which holidays the working days were counted with from the first day: the years touched, and a hash of their
    days.
    """
    first = first or on
    status, since = calendar_year_statuses(on), first.replace(month=1, day=1)
    return {
        "edition": short_hash(
            [(day.isoformat(), worked) for day, worked in calendar_days(on).items() if since <= day <= on]
        ),
        "years": {str(year): status.get(year, "missing") for year in range(first.year, on.year + 1)},
    }


def page_checksum(on: dt.date, *facts: Any) -> str:
    """The checksum of a page of a day: of the rules that made it and of all that it prints."""
    return short_hash([RULE_VERSION, on.isoformat(), *facts])


def short_hash(values: Any) -> str:
    """Eight digits that people can compare by eye or by telephone."""
    return format_checksum(sha256(repr(values).encode()).hexdigest())


def standing_words(row: Standing) -> tuple:
    """The words of a row read `with_names()`, in every language, for a checksum."""
    milestone, project, target = row.milestone, row.project, row.milestone.target
    people = (row.unit, row.steward, row.leader, row.owner)
    return (
        milestone.name,
        milestone.sequence,
        project.name,
        project.label,
        row.category.name,
        row.category.name_en,
        *(one and one.name for one in people),
        target and target.facts,
    )


def format_checksum(digest: str) -> str:
    digits = digest[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


class ReportProvenance:
    """What a report says of its `policy` and `calendar`, for the foot of a page."""

    rules = RULE_VERSION
    policy: list[dict]
    calendar: dict

    @property
    def policy_day(self) -> dt.date | None:
        """Since when the newest of the numbers in force holds."""
        days = [dt.date.fromisoformat(row["effective_from"]) for row in self.policy]
        return max(days, default=None)

    @property
    def assumed_years(self) -> str:
        """Years counted without an official schedule of holidays."""
        return _(", ").join(
            year for year, status in self.calendar["years"].items() if status != CalendarYear.Status.OFFICIAL
        )
