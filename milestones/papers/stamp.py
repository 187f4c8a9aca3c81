"""What a paper says of itself (day, conditions, order, policy, checksum), so that two print-outs can be compared."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.reports.filters import OverdueFilters
from milestones.reports.overdue import OverdueReport


@dataclass(frozen=True)
class Stamp:
    """The particulars of one paper; what does not apply is empty."""

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


def in_words(filters: Mapping) -> str:
    """The conditions as cleaned, in words; empty where nothing is narrowed."""
    fields = OverdueFilters.base_fields
    return _("; ").join(f"{fields[name].label} {_shown(fields[name], value)}" for name, value in filters.items())


def _shown(field, value) -> str:
    """A choice by its word, a record by its name."""
    words = {} if hasattr(field, "queryset") else dict(getattr(field, "choices", ()))
    return str(words.get(value, value))


def overdue_stamp(report: OverdueReport) -> Stamp:
    """The stamp of every paper that is made of the overdue report."""
    return Stamp(
        title=_("Overdue report"),
        on=report.on,
        conditions=in_words(report.filters),
        order=_("longest overdue first"),
        policy=report.policy_day,
        checksum=report.checksum,
    )
