"""What a wall is narrowed to and how its rows are grouped, as asked in the address and as said on its sheets."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.reports.filters import CURRENT, UNKNOWN, YEARS, CodeChoiceField, StrictQueryForm, optional_choice
from projects.models import Category, Unit
from projects.models.vocabulary import List


def hidden_field(kind: type[forms.Field], **options: Any) -> forms.Field:
    """What the address says of a meeting room's screen; the form does not offer it."""
    return kind(required=False, widget=forms.HiddenInput, **options)


class WallFilters(StrictQueryForm):
    """How the rows are grouped, which of them are shown, and how fast a screen turns."""

    by = forms.ChoiceField(
        label=_("Rows by"),
        required=False,
        choices=[("category", _("Category")), ("unit", _("Responsible unit"))],
    )
    list = forms.ChoiceField(label=_("List"), required=False, choices=[("", _("All")), *List.choices])
    category = CodeChoiceField(Category.objects.all(), label=_("Category"))
    unit = CodeChoiceField(Unit.objects.all(), label=_("Responsible unit"))
    plan = forms.ChoiceField(
        label=_("Projects"), required=False, choices=[("", _("With a schedule")), ("all", _("All projects"))]
    )
    years = optional_choice(_("Plan years"), YEARS[1:], YEARS[0][1], CURRENT)
    every = hidden_field(forms.IntegerField, label=_("Seconds a screen stays"), min_value=5, max_value=600)
    screen = hidden_field(forms.IntegerField, label=_("Screen"), min_value=1)
    pause = hidden_field(forms.CharField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("by", "list", "plan"):
            self.fields[name].error_messages["invalid_choice"] = UNKNOWN

    def conditions(self) -> dict:
        """What the places are narrowed to."""
        wanted = self.cleaned_data
        found = {"listed": wanted["list"]} if wanted["list"] else {}
        return found | {f"{name}_then": wanted[name].pk for name in ("category", "unit") if wanted[name]}

    @property
    def by_unit(self) -> bool:
        return self.cleaned_data["by"] == "unit"

    @property
    def everything(self) -> bool:
        """Whether projects without a schedule are asked for too."""
        return self.cleaned_data["plan"] == "all"

    @property
    def every_year(self) -> bool:
        """Whether what ended of earlier plans is asked for too."""
        return self.cleaned_data["years"] == "all"

    def named(self) -> str:
        """The unit or the category that all rows are of; empty where several are."""
        unit, category = self.cleaned_data["unit"], self.cleaned_data["category"]
        return unit.name if unit else category.title if category else ""

    def in_words(self) -> str:
        """The conditions as the foot of a sheet says them."""
        wanted = self.cleaned_data
        shown = {
            "list": wanted["list"] and List(wanted["list"]).label,
            "category": wanted["category"] and wanted["category"].title,
            "unit": wanted["unit"] and wanted["unit"].name,
        }
        said = [f"{self.fields[name].label} {value}" for name, value in shown.items() if value]
        said.append(_t("all projects") if self.everything else _t("with a schedule"))
        return _t("; ").join([*said, _t("all years")] if self.every_year else said)
