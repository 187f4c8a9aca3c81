"""Filters with readable addresses (?light=red&unit=roads). What a milestone's day decides is filtered in SQL."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import today
from backoffice.filters import KnownValueFilter
from backoffice.requests import PersonRequest
from milestones.models import Claim, Milestone
from milestones.models.plan import projects_awaiting_approval
from milestones.models.status import Light, State
from milestones.rules.current_status import WAITS, light_condition, state_condition
from milestones.rules.official_calendar import workday_calendar
from projects.models import Category, List, Phase, Project, Unit, User
from projects.permissions import WORKERS


class MilestoneLightFilter(KnownValueFilter):
    title = _("light")
    parameter_name = "light"

    def lookups(self, request: PersonRequest, model_admin: Any) -> Iterable[tuple[str, str | Promise]]:
        return Light.choices

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(light_condition(value, queryset))


class MilestoneStateFilter(KnownValueFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in State]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(WAITS if value == State.AWAITING else state_condition(value))


class MilestoneOverdueFilter(KnownValueFilter):
    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Overdue")), ("false", _t("Not overdue"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "true":
            return queryset.filter(state_condition(State.OVERDUE))
        others = (state_condition(state) for state in State if state != State.OVERDUE)
        return queryset.filter(reduce(or_, others))


def due_within_workdays(days: int) -> Q:
    """Open milestones whose baseline is at most so many working days ahead."""
    return state_condition(State.OPEN) & Q(baseline_due__lt=workday_calendar().add(today(), days + 1))


class MilestoneDueSoonFilter(KnownValueFilter):
    title = _("due within")
    parameter_name = "due_within"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(days), _t("%(days)s working days") % {"days": days}) for days in (5, 10, 20)]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(due_within_workdays(int(value)))


class ReturnedClaimFilter(KnownValueFilter):
    title = _("returned")
    parameter_name = "returned"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Returned and still open"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        returned = Claim.objects.filter(milestone=OuterRef("pk"), state=Claim.State.RETURNED)
        return queryset.filter(state_condition(State.OPEN) | state_condition(State.OVERDUE), ~WAITS, Exists(returned))


class ProjectFieldFilter(KnownValueFilter):
    """A value of the project, whether the list shows projects or what belongs to them."""

    field = ""

    def __init__(self, request: PersonRequest, params: dict[str, Any], model: type[Model], model_admin: Any) -> None:
        self.path = model_admin.project_path + self.field
        super().__init__(request, params, model, model_admin)

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(**{self.path: value})


class CategoryFilter(ProjectFieldFilter):
    title = _("category")
    parameter_name = "category"
    field = "category__code"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(category.code, category.title) for category in Category.objects.all()]


class UnitFilter(ProjectFieldFilter):
    title = _("responsible unit")
    parameter_name = "unit"
    field = "unit__code"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Unit.objects.values_list("code", "name"))


class StewardFilter(ProjectFieldFilter):
    title = _("steward")
    parameter_name = "steward"
    field = "steward__username"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(User.objects.filter(groups__name__in=WORKERS).values_list("username", "name"))


class PlanYearFilter(ProjectFieldFilter):
    title = _("plan year")
    parameter_name = "plan_year"
    field = "plan_year"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Project.objects.order_by("-plan_year").values_list("plan_year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]


class ListFilter(ProjectFieldFilter):
    title = _("list")
    parameter_name = "list"
    field = "list"

    def lookups(self, request: PersonRequest, model_admin: Any) -> Iterable[tuple[str, str | Promise]]:
        return List.choices


class PhaseFilter(ProjectFieldFilter):
    title = _("phase")
    parameter_name = "phase"
    field = "phase"

    def lookups(self, request: PersonRequest, model_admin: Any) -> Iterable[tuple[str, str | Promise]]:
        return Phase.choices


class MilestoneOriginFilter(KnownValueFilter):
    title = _("origin of the date")
    parameter_name = "origin"

    def lookups(self, request: PersonRequest, model_admin: Any) -> Iterable[tuple[str, str | Promise]]:
        return Milestone.Origin.choices

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(origin=value)


class PlanApprovalFilter(KnownValueFilter):
    """Projects by whether their schedule is approved."""

    title = _("schedule")
    parameter_name = "plan"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("waiting", _t("Waits for approval")),
            ("approved", _t("Approved")),
            ("none", _t("No milestones yet")),
        ]

    def narrow(self, queryset: QuerySet[Project], value: str) -> QuerySet[Project]:
        milestones = Milestone.objects.filter(project=OuterRef("pk"))
        if value == "waiting":
            return projects_awaiting_approval(queryset)
        return (
            queryset.filter(approved_at__isnull=False) if value == "approved" else queryset.filter(~Exists(milestones))
        )
