"""Filters of projects by what their milestones, and those of their works, are like today."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.filters import KnownValueFilter
from backoffice.requests import PersonRequest
from milestones.models import Milestone
from milestones.models.status import Light, State
from milestones.rules.current_status import project_light_rank_expression, state_condition
from projects.models import Project

from .milestone_filters import (
    MilestoneDueSoonFilter,
    MilestoneLightFilter,
    MilestoneOriginFilter,
    due_within_workdays,
)


class ProjectLightFilter(MilestoneLightFilter):
    """Projects by the worst of their own and their works' milestones."""

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        rank = Coalesce(project_light_rank_expression(), Light.GREY.rank)
        return queryset.annotate(rank=rank).filter(rank=Light(value).rank)


class ProjectByMilestonesFilter(KnownValueFilter):
    """Projects with milestones of their own, or of their works, that meet a condition."""

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        found = Milestone.objects.filter(self.condition(value)).values("project")
        return queryset.filter(Q(pk__in=found) | Q(pk__in=Project.objects.filter(pk__in=found).values("parent")))


class ProjectOverdueFilter(ProjectByMilestonesFilter):
    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("With overdue milestones"))]

    def condition(self, value: str) -> Q:
        return state_condition(State.OVERDUE)


class ProjectDueSoonFilter(ProjectByMilestonesFilter, MilestoneDueSoonFilter):
    def condition(self, value: str) -> Q:
        return due_within_workdays(int(value))


class ProjectOriginFilter(ProjectByMilestonesFilter, MilestoneOriginFilter):
    def condition(self, value: str) -> Q:
        return Q(origin=value)
