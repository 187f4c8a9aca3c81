"""Validate the query parameters of the smaller report pages: home, unit ranking, flags, instructions and lowered
quantities.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.reports.ranking.counted_milestones import SHOWN
from projects.models import Role

from .filters import CodeChoiceField, PastDayField, StrictQueryForm, optional_choice, users_for_role

PERIODS = [
    ("year", _("year to date")),
    ("quarter", _("quarter to date")),
    ("month", _("month to date")),
]
EVENTS = [("raised", _("Newly red")), ("cleared", _("Cured"))]


class HomeQueryForm(StrictQueryForm):
    """The first page: beside which day, and whether only what is in the reader's charge."""

    since = forms.CharField(required=False)  # is read with the day reported
    mine = optional_choice(_("Projects in my charge"), [("1", "")])


class PeriodQueryForm(StrictQueryForm):
    """The ranking: of which period."""

    period = optional_choice(_("Period"), PERIODS[1:], PERIODS[0][1], PERIODS[0][0])


class UnitQueryForm(PeriodQueryForm):
    """The rows of a unit: of which period, and those that count in which way."""

    how = optional_choice(_("How it counts"), list(SHOWN.items()))


class InstructionsQueryForm(StrictQueryForm):
    """The instructions: everybody's, the reader's own, or those unanswered past their day; of all projects, or of those
    in the reader's charge.
    """

    mine = optional_choice(_("Projects in my charge"), [("1", "")])
    whose = optional_choice(
        _("Instructions"),
        [
            ("all", _("Those of everybody")),
            ("mine", _("Only mine")),
            ("late", _("Instructions unanswered past their day")),
        ],
    )


class LeaderQueryForm(StrictQueryForm):
    """A list that may be narrowed to what is in one leader's charge."""

    leader = CodeChoiceField(users_for_role(Role.LEADER, "led"), "username", label=_("Leader in charge"))


class FlagsQueryForm(LeaderQueryForm):
    """The flags: raised or cleared, from which day to which."""

    what = optional_choice(_("Flags"), EVENTS[1:], EVENTS[0][1], EVENTS[0][0])
    first = PastDayField(required=False, label=_("From"))
    last = PastDayField(required=False, label=_("To"))

    def clean(self) -> dict[str, Any]:
        """Also refuse a span that ends before it begins."""
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", ValidationError(_t("This day is before the first one."), "invalid"))
        return self.cleaned_data

    def span(self, on: dt.date) -> tuple[dt.date, dt.date]:
        """The days asked for; by default the week to the day reported."""
        last = self.cleaned_data["last"] or on
        return self.cleaned_data["first"] or last - dt.timedelta(6), last
