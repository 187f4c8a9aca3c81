"""What a report may be narrowed to. Unknown names and values are refused, never ignored."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import parse_day
from backoffice.plain_select import PlainSelect
from milestones.models.status import Light, Rule, State
from projects.models import Category, Project, Role, Unit, User
from projects.models.vocabulary import List, Phase

ALL = _("All")
UNKNOWN = _("There is no “%(value)s” here.")
# What may stand beside the filters: the day, the page and the format.
BESIDE = {"on", "page"}
NOBODY = "none"
CURRENT = "current"
YEARS = [(CURRENT, _("newest plan and what is open of earlier ones")), ("all", _("all years"))]

STATES = [
    (State.OVERDUE.value, _("overdue")),
    (State.AWAITING.value, _("awaiting confirmation")),
    ("late_claimed", _("claimed when over 30 days late")),
    (State.SUSPENDED.value, _("suspended")),
    (State.UNPLANNED.value, _("not approved")),
    (State.CANCELLED.value, _("cancelled")),
]
GROUPS = [
    ("age", _("How long overdue")),
    ("unit", _("Responsible unit")),
    ("category", _("Category")),
    ("list", _("List")),
    ("leader", _("Leader in charge")),
    ("none", _("not grouped")),
]
SORTS = [
    ("late", _("longest overdue first")),
    ("baseline", _("earliest baseline first")),
    ("forecast", _("latest forecast first")),
    ("unit", _("by unit")),
    ("slip", _("most extended first")),
]


class CodeChoiceIterator(forms.models.ModelChoiceIterator):
    """The records, and last the rows that have none."""

    field: "CodeChoiceField"

    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        yield NOBODY, self.field.nobody


class CodeChoiceField(forms.ModelChoiceField):
    """A record named by its code or user name; the empty choice means all, `none` those without where they may be."""

    widget = PlainSelect

    def __init__(
        self, queryset: QuerySet[Any], to_field_name: str = "code", nobody: Any = None, **options: Any
    ) -> None:
        options |= {"required": False, "empty_label": _("All"), "to_field_name": to_field_name}
        self.nobody = nobody
        if nobody:
            self.iterator = CodeChoiceIterator
        super().__init__(queryset, **options)

    def to_python(self, value: Any) -> Any:
        if self.nobody and value == NOBODY:
            return NOBODY
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(UNKNOWN, "invalid_choice", {"value": value}) from None


def users_for_role(role: str, relation: str) -> QuerySet[User]:
    """Those who hold a role, and those who stand on a project whatever they hold now."""
    return User.objects.filter(Q(groups__name=role) | Q(**{f"{relation}__isnull": False})).distinct()


class DefaultChoiceField(forms.ChoiceField):
    """One word of a few; the one that the empty choice stands for may be named too."""

    widget = PlainSelect

    def __init__(self, *args: Any, usual: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.usual = usual

    def valid_value(self, value: Any) -> bool:
        return bool(self.usual and value == self.usual) or super().valid_value(value)


def optional_choice(label: Any, choices: Iterable[Any], empty: Any = ALL, usual: str = "") -> forms.ChoiceField:
    """One word of a few; the empty one asks for nothing."""
    errors = {"invalid_choice": UNKNOWN}
    return DefaultChoiceField(
        label=label, required=False, choices=[("", empty), *choices], error_messages=errors, usual=usual
    )


class PastDayField(forms.CharField):
    """A day that has come, as 2026-11-23."""

    def clean(self, value: Any) -> dt.date | None:
        text = super().clean(value)
        try:
            return parse_day(text) if text else None
        except ValidationError as error:
            raise ValidationError(error.messages, "invalid") from None


class StrictQueryForm(forms.Form):
    """What the address of a report may ask; any other name is refused."""

    def clean(self) -> dict[str, Any]:
        """Also refuse a name that is no filter."""
        for name in sorted(set(self.data) - set(self.fields) - BESIDE):
            self.add_error(None, ValidationError(_t("“%(name)s” is not a filter.") % {"name": name}, "unknown"))
        return self.cleaned_data

    def wanted(self) -> dict:
        """The filters that were given, cleaned. Raise ValidationError naming each bad one."""
        if not self.is_valid():
            raise ValidationError({**self.errors.as_data()})
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class ReportFilters(StrictQueryForm):
    """Filters of a report of milestones or projects."""

    unit = CodeChoiceField(Unit.objects.all(), label=_("Responsible unit"), nobody=_("No unit yet"))
    list = optional_choice(_("List"), List.choices)
    category = CodeChoiceField(Category.objects.all(), label=_("Category"))
    leader = CodeChoiceField(
        users_for_role(Role.LEADER, "led"), "username", label=_("Leader in charge"), nobody=_("No leader yet")
    )
    light = optional_choice(_("Traffic light"), Light.choices)


class OverdueFilters(ReportFilters):
    """The conditions of the overdue report, how its rows are grouped, and in which order they stand.

    Without a state and a light: what is overdue. A light asks for every milestone that carries it, a state for
    those that stand so.
    """

    field_order = [
        "unit",
        "list",
        "category",
        "leader",
        "steward",
        "plan_year",
        "light",
        "state",
        "late_min",
        "late_max",
        "group",
        "sort",
    ]
    steward = CodeChoiceField(users_for_role(Role.STEWARD, "stewarded"), "username", label=_("Steward"))
    plan_year = forms.TypedChoiceField(
        label=_("Plan year"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    state = optional_choice(_("State"), STATES[1:], _("overdue; any with a light"), STATES[0][0])
    late_min = forms.IntegerField(label=_("Days late from"), required=False, min_value=1, max_value=99999)
    late_max = forms.IntegerField(label=_("Days late to"), required=False, min_value=1, max_value=99999)
    group = optional_choice(_("Grouped by"), GROUPS[1:], GROUPS[0][1], GROUPS[0][0])
    sort = optional_choice(_("Order"), SORTS[1:], SORTS[0][1], SORTS[0][0])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Project.objects.order_by("-plan_year").values_list("plan_year", flat=True).distinct()
        self.fields["plan_year"].choices = [("", _("All")), *((year, year) for year in years)]  # type: ignore[attr-defined]
        self.fields["plan_year"].error_messages["invalid_choice"] = UNKNOWN

    def clean(self) -> dict[str, Any]:
        """Also refuse an empty span of days."""
        super().clean()
        least, most = self.cleaned_data.get("late_min"), self.cleaned_data.get("late_max")
        if least and most and most < least:
            self.add_error("late_max", ValidationError(_t("This is fewer days than at “from”."), "invalid"))
        return self.cleaned_data


class ProjectListFilters(ReportFilters):
    """The conditions of the list of projects."""

    phase = optional_choice(_("Phase"), Phase.choices)
    schedule = optional_choice(
        _("Approved schedule"),
        [("yes", _("with one")), ("no", _("without one")), ("stated", _("finished as registered"))],
    )
    rule = optional_choice(_("Why"), [*Rule.choices, ("stated", _("finished as registered"))])
    years = optional_choice(_("Plan years"), YEARS[:1], YEARS[1][1], YEARS[1][0])
    kind = optional_choice(_("Kind"), [("programme", _("programmes"))], _("projects"))
    turned = optional_choice(
        _("Change"),
        [
            ("red", _("turned red")),
            ("cured", _("red no longer")),
            ("placed", _("moved in a programme")),
            ("moved", _("moved to another unit")),
        ],
    )
    since = PastDayField(required=False, label=_("Compared with"))

    def clean(self) -> dict[str, Any]:
        """A change needs the day that it is a change from."""
        super().clean()
        if self.cleaned_data.get("turned") and not self.data.get("since"):
            self.add_error("since", ValidationError(_t("Name the day to compare with."), "required"))
        return self.cleaned_data


def column_lookups(wanted: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Conditions as lookups; `none` asks for an empty column."""
    found: dict[str, Any] = {}
    for name, column in columns.items():
        if name in wanted:
            nobody = wanted[name] == NOBODY
            found |= {f"{column}__isnull": True} if nobody else {column: getattr(wanted[name], "pk", wanted[name])}
    return found
