"""What a report may be narrowed to. Unknown names and values are refused, never ignored."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from projects.models import Category, Project, Role, Unit, User
from projects.models.vocabulary import List

UNKNOWN = _("There is no “%(value)s” here.")
# What may stand beside the filters: the day, the page and the format.
BESIDE = {"on", "page"}


class CodeField(forms.ModelChoiceField):
    """A record named by its code or user name; the empty choice means all."""

    def __init__(self, queryset, to_field_name="code", **options):
        options |= {"required": False, "empty_label": _("All"), "to_field_name": to_field_name}
        super().__init__(queryset, **options)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(UNKNOWN, "invalid_choice", {"value": value}) from None


def people(role, relation):
    """Those who hold a role, and those who stand on a project whatever they hold now."""
    return (
        User.objects.filter(Q(groups__name=role) | Q(**{f"{relation}__isnull": False}))
        .distinct()
        .order_by("name")
    )


class OverdueFilters(forms.Form):
    """The conditions of the overdue report."""

    unit = CodeField(Unit.objects.all(), label=_("Responsible unit"))
    list = forms.ChoiceField(
        label=_("List"),
        required=False,
        choices=[("", _("All")), *List.choices],
        error_messages={"invalid_choice": UNKNOWN},
    )
    category = CodeField(Category.objects.all(), label=_("Category"))
    leader = CodeField(people(Role.LEADER, "led"), "username", label=_("Leader in charge"))
    steward = CodeField(people(Role.STEWARD, "stewarded"), "username", label=_("Steward"))
    plan_year = forms.TypedChoiceField(label=_("Plan year"), required=False, coerce=int, empty_value=None)
    late_min = forms.IntegerField(label=_("Days late from"), required=False, min_value=1, max_value=99999)
    late_max = forms.IntegerField(label=_("Days late to"), required=False, min_value=1, max_value=99999)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = Project.objects.order_by("-plan_year").values_list("plan_year", flat=True).distinct()
        self.fields["plan_year"].choices = [("", _("All")), *((year, year) for year in years)]
        self.fields["plan_year"].error_messages["invalid_choice"] = UNKNOWN

    def clean(self):
        """Also refuse a name that is no filter, and an empty span of days."""
        for name in set(self.data) - set(self.fields) - BESIDE:
            self.add_error(
                None, ValidationError(_t("“%(name)s” is not a filter.") % {"name": name}, "unknown")
            )
        least, most = self.cleaned_data.get("late_min"), self.cleaned_data.get("late_max")
        if least and most and most < least:
            self.add_error("late_max", ValidationError(_t("This is fewer days than at “from”."), "invalid"))
        return self.cleaned_data

    def wanted(self) -> dict:
        """The filters that were given, cleaned. Raise ValidationError naming each bad one."""
        if not self.is_valid():
            raise ValidationError({**self.errors.as_data()})
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
