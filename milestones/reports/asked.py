"""What the addresses of the smaller reports may ask: of the first page, the ranking, the flags, the instructions and lowered quantities."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from projects.models import Role

from .counted import SHOWN
from .filters import CodeField, DayField, Named, choice, people

PERIODS = [
    ("year", _("year to date")), ("quarter", _("quarter to date")), ("month", _("month to date")),
]  # fmt: skip
EVENTS = [("raised", _("Newly red")), ("cleared", _("Cured"))]


class HomeAsked(Named):
    """The first page: beside which day, and whether only what is in the reader's charge."""

    since = forms.CharField(required=False)  # is read with the day reported
    mine = choice(_("Projects in my charge"), [("1", "")])


class PeriodAsked(Named):
    """The ranking: of which period."""

    period = choice(_("Period"), PERIODS[1:], PERIODS[0][1], PERIODS[0][0])


class UnitAsked(PeriodAsked):
    """The rows of a unit: of which period, and those that count in which way."""

    how = choice(_("How it counts"), list(SHOWN.items()))


class InstructionsAsked(Named):
    """The instructions: everybody's, the reader's own, or those unanswered past their day."""

    whose = choice(
        _("Instructions"),
        [
            ("all", _("Those of everybody")), ("mine", _("Only mine")),
            ("late", _("Instructions unanswered past their day")),
        ],
    )  # fmt: skip


class LeaderAsked(Named):
    """A list that may be narrowed to what is in one leader's charge."""

    leader = CodeField(people(Role.LEADER, "led"), "username", label=_("Leader in charge"))


class FlagsAsked(LeaderAsked):
    """The flags: raised or cleared, from which day to which."""

    what = choice(_("Flags"), EVENTS[1:], EVENTS[0][1], EVENTS[0][0])
    first = DayField(required=False, label=_("From"))
    last = DayField(required=False, label=_("To"))

    def clean(self):
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
