"""Filters with readable addresses (?light=red&unit=roads). What a milestone's day decides is filtered in SQL."""

from functools import reduce
from operator import or_

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.models import Claim, Milestone
from milestones.models.plan import waiting_for_approval
from milestones.rules.calendar import workdays
from milestones.rules.now import WAITS, in_light, in_state
from milestones.templatetags.show import light_word
from projects.access import WORKERS
from projects.admin.filters import ValueFilter
from projects.clock import today
from projects.models import Category, List, Phase, Project, Unit, User

from .lights import STATES, state_word

LIGHTS = ("red", "yellow", "green", "blue", "grey")


class Choice(ValueFilter):
    """A choice of known values; an unknown one is refused, not ignored."""

    def queryset(self, request, queryset):
        value = self.value()
        if not value:
            return queryset
        if value not in {str(known) for known, _word in self.lookup_choices}:
            raise IncorrectLookupParameters(value)
        return self.narrow(queryset, value)


class LightFilter(Choice):
    title = _("light")
    parameter_name = "light"

    def lookups(self, request, model_admin):
        return [(light, light_word(light)) for light in LIGHTS]

    def narrow(self, queryset, value):
        return queryset.filter(in_light(value, queryset))


class StateFilter(Choice):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(state, state_word(state)) for state in STATES]

    def narrow(self, queryset, value):
        return queryset.filter(WAITS if value == "awaiting" else in_state(value))


class OverdueFilter(Choice):
    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request, model_admin):
        return [("true", _t("Overdue")), ("false", _t("Not overdue"))]

    def narrow(self, queryset, value):
        if value == "true":
            return queryset.filter(in_state("overdue"))
        others = (in_state(state) for state in STATES if state != "overdue")
        return queryset.filter(reduce(or_, others))


def due_within(days) -> Q:
    """Open milestones whose baseline is at most so many working days ahead."""
    return in_state("open") & Q(baseline_due__lt=workdays().add(today(), days + 1))


class DueSoonFilter(Choice):
    title = _("due within")
    parameter_name = "due_within"

    def lookups(self, request, model_admin):
        return [(str(days), _t("%(days)s working days") % {"days": days}) for days in (5, 10, 20)]

    def narrow(self, queryset, value):
        return queryset.filter(due_within(int(value)))


class ReturnedFilter(Choice):
    title = _("returned")
    parameter_name = "returned"

    def lookups(self, request, model_admin):
        return [("true", _t("Returned and still open"))]

    def narrow(self, queryset, value):
        returned = Claim.objects.filter(milestone=OuterRef("pk"), state="returned")
        return queryset.filter(in_state("open") | in_state("overdue"), ~WAITS, Exists(returned))


class ProjectChoice(Choice):
    """A value of the project, whether the list shows projects or what belongs to them."""

    field = ""

    def __init__(self, request, params, model, model_admin):
        self.path = model_admin.project_path + self.field
        super().__init__(request, params, model, model_admin)

    def narrow(self, queryset, value):
        return queryset.filter(**{self.path: value})


class CategoryFilter(ProjectChoice):
    title = _("category")
    parameter_name = "category"
    field = "category__code"

    def lookups(self, request, model_admin):
        return [(category.code, category.title) for category in Category.objects.all()]


class UnitFilter(ProjectChoice):
    title = _("responsible unit")
    parameter_name = "unit"
    field = "unit__code"

    def lookups(self, request, model_admin):
        return list(Unit.objects.values_list("code", "name"))


class StewardFilter(ProjectChoice):
    title = _("steward")
    parameter_name = "steward"
    field = "steward__username"

    def lookups(self, request, model_admin):
        return list(User.objects.filter(groups__name__in=WORKERS).values_list("username", "name"))


class YearFilter(ProjectChoice):
    title = _("plan year")
    parameter_name = "plan_year"
    field = "plan_year"

    def lookups(self, request, model_admin):
        years = Project.objects.order_by("-plan_year").values_list("plan_year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]


class ListFilter(ProjectChoice):
    title = _("list")
    parameter_name = "list"
    field = "list"

    def lookups(self, request, model_admin):
        return List.choices


class PhaseFilter(ProjectChoice):
    title = _("phase")
    parameter_name = "phase"
    field = "phase"

    def lookups(self, request, model_admin):
        return Phase.choices


class OriginFilter(Choice):
    title = _("origin of the date")
    parameter_name = "origin"

    def lookups(self, request, model_admin):
        return Milestone.Origin.choices

    def narrow(self, queryset, value):
        return queryset.filter(origin=value)


class PlanFilter(Choice):
    """Projects by whether their schedule is approved."""

    title = _("schedule")
    parameter_name = "plan"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _t("Waits for approval")),
            ("approved", _t("Approved")),
            ("none", _t("No milestones yet")),
        ]

    def narrow(self, queryset, value):
        milestones = Milestone.objects.filter(project=OuterRef("pk"))
        if value == "waiting":
            return waiting_for_approval(queryset)
        return (
            queryset.filter(approved_at__isnull=False)
            if value == "approved"
            else queryset.filter(~Exists(milestones))
        )
