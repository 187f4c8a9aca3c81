"""What a paper says of itself (day, conditions, order, policy, checksum), so that two print-outs can be compared."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.reports.filters import OverdueFilters
from milestones.reports.overdue.report import OverdueReport
from milestones.reports.provenance import page_checksum, policy_in_force
from milestones.rules.version import RULE_VERSION

# How the rows are laid out, which narrows nothing.
LAYOUT = {"group", "sort"}


@dataclass(frozen=True)
class Stamp:
    """The particulars of one paper; what does not apply is empty."""

    rules = RULE_VERSION
    title: str
    on: dt.date
    conditions: str = ""
    order: str = ""
    policy: dt.date | None = None  # since when the numbers of the lights hold
    checksum: str = ""

    @property
    def day(self) -> str:
        return full_day(self.on)

    @property
    def policy_day(self) -> str:
        return full_day(self.policy) if self.policy else _("—")

    @property
    def parts(self) -> list[str]:
        """Each particular in words, in the order of the foot."""
        said = [(_("As of %(day)s"), {"day": self.day})]
        said += [(_("Conditions: %(conditions)s"), {"conditions": self.conditions or _("all")})]
        said += [(_("Order: %(order)s"), {"order": self.order})] if self.order else []
        said += [(_("Rules of %(day)s"), {"day": self.policy_day})] if self.policy else []
        said += [(_("Rules version %(rules)s"), {"rules": str(self.rules)})]
        said += [(_("Checksum %(checksum)s"), {"checksum": self.checksum})] if self.checksum else []
        return [text % values for text, values in said]

    @property
    def foot(self) -> str:
        """One line for the foot of every sheet."""
        return "　".join(self.parts)

    @property
    def mark(self) -> str:
        """What an invented paper says at its head."""
        return _("Demonstration data, no real work") if settings.DEMONSTRATION else ""


def full_day(day: dt.date) -> str:
    """2026年11月23日, as papers write it."""
    return date_format(day, "DATE_FORMAT")


def overdue_conditions_text(filters: Mapping) -> str:
    """The conditions as cleaned, in words; empty where nothing is narrowed."""
    fields = OverdueFilters.base_fields
    narrowing = [(fields[name], value) for name, value in filters.items() if name not in LAYOUT]
    return _("; ").join(f"{field.label} {_filter_value_text(field, value)}" for field, value in narrowing)


def _filter_value_text(field: Any, value: Any) -> str:
    """A choice by its word, a record by its name, none by the words for it."""
    if hasattr(field, "queryset"):
        return str(value if isinstance(value, Model) else field.nobody)
    return str(dict(getattr(field, "choices", ())).get(value, value))


def page_stamp(on: dt.date, words: str, conditions: str = "") -> Stamp:
    """The stamp of any page, with a checksum of its words; one query."""
    return report_stamp(on, page_checksum(on, words), conditions)


def report_stamp(on: dt.date, checksum: str, conditions: str = "") -> Stamp:
    """The stamp of a report that has a checksum of its own; one query."""
    return Stamp("", on, conditions, policy=policy_since(on), checksum=checksum)


def policy_since(on: dt.date) -> dt.date | None:
    """Since when the newest of the numbers in force holds; one query."""
    since = max((row["effective_from"] for row in policy_in_force(on)), default=None)
    return dt.date.fromisoformat(since) if since else None


def overdue_stamp(report: OverdueReport) -> Stamp:
    """The stamp of every paper that is made of the overdue report."""
    return Stamp(
        title=_("Overdue report"),
        on=report.on,
        conditions=overdue_conditions_text(report.filters),
        order=_filter_value_text(OverdueFilters.base_fields["sort"], report.filters["sort"])
        if "sort" in report.filters
        else _("longest overdue first"),
        policy=report.policy_day,
        checksum=report.checksum,
    )
