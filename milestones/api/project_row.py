"""A project as the API tells it, with its light, and takes it; what a list of projects can be narrowed to."""

from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backoffice.clock import day_of_instant
from milestones.models.headings import countable_projects, heading_projects
from milestones.models.status import Light
from milestones.rules.current_status import project_light_rank_expression
from projects.api.filters import (
    ChoiceSetFilter,
    Search,
    WholeNumberFilter,
    YesNo,
    category_filter,
    person_filter,
    project_filter,
    unit_filter,
)
from projects.api.strict import ByCode, StrictBody, code_field, username_field
from projects.models import Category, List, Phase, Project, Unit

from .bodies import VisibleProject
from .milestone_row import LIGHTS, RULES

CANCELLED = SimpleNamespace(light=None, rule=None, reason=gettext_lazy("Cancelled by decision."))
DAY = serializers.DateField(allow_null=True)


class ProjectSerializer(serializers.ModelSerializer):
    """People, phase and light as of today."""

    category = code_field()
    list = serializers.ChoiceField(List.choices, read_only=True)
    parent = code_field(allow_null=True)
    unit = code_field(allow_null=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True, default=None, allow_null=True)
    steward = username_field(allow_null=True)
    leader = username_field(allow_null=True)
    approved_on = serializers.SerializerMethodField()
    suspended_on = serializers.SerializerMethodField()
    light = serializers.SerializerMethodField()
    light_rule = serializers.SerializerMethodField()
    light_reason = serializers.SerializerMethodField()

    class Meta:
        model = Project
        fields = [
            "code",
            "name",
            "plan_year",
            "category",
            "label",
            "list",
            "parent",
            "unit",
            "unit_name",
            "steward",
            "leader",
            "phase",
            "approved_on",
            "suspended_on",
            "cancelled_on",
            "light",
            "light_rule",
            "light_reason",
        ]

    @extend_schema_field(DAY)
    def get_approved_on(self, project: Any) -> str | None:
        """The day of the first approval."""
        return project.approved_at and day_of_instant(project.approved_at).isoformat()

    @extend_schema_field(DAY)
    def get_suspended_on(self, project: Any) -> str | None:
        """Since when it stands still; null unless it does today."""
        return project.suspended_at and day_of_instant(project.suspended_at).isoformat()

    def of(self, project: Project) -> Any:
        """What is cancelled has no light, as a cancelled milestone has none."""
        return self.context["lights"][project.pk] if project.cancelled_on is None else CANCELLED

    @extend_schema_field(serializers.ChoiceField(LIGHTS, allow_null=True))
    def get_light(self, project: Project) -> str | None:
        """The worst of its own and its works' milestones; null when cancelled."""
        return self.of(project).light

    @extend_schema_field(serializers.ChoiceField(RULES, allow_null=True))
    def get_light_rule(self, project: Project) -> str | None:
        """The rule that decided it."""
        return self.of(project).rule

    def get_light_reason(self, project: Project) -> str:
        """One sentence in the language of Accept-Language."""
        return str(self.of(project).reason)


class ProjectBody(StrictBody, serializers.ModelSerializer):
    """What people write of a project; who answers for it is assigned, its light is computed."""

    category = ByCode("code", queryset=Category.objects.all())
    parent: Any = VisibleProject(required=False, allow_null=True)
    continues = VisibleProject(required=False, allow_null=True)
    phase = serializers.ChoiceField(Phase.choices, required=False)

    class Meta:
        model = Project
        fields = [
            "name",
            "plan_year",
            "category",
            "label",
            "parent",
            "continues",
            "starts_on",
            "location",
            "note",
            "phase",
        ]

    def validate_parent(self, parent: Project | None) -> Project | None:
        """One's own to edit, and two levels at most."""
        project = self.instance or Project()
        project.check_parent(parent, self.context["request"].user)
        return parent


class NewProject(ProjectBody):
    unit = ByCode("code", queryset=Unit.objects.open(), required=False, allow_null=True)

    class Meta(ProjectBody.Meta):
        fields = ["code", *ProjectBody.Meta.fields, "unit"]


class LightFilter(ChoiceSetFilter):
    """By the rolled-up light; no milestone at all is grey."""

    def filter(self, qs: QuerySet[Project], value: Any) -> QuerySet[Project]:
        """Rank every project only when a light is asked for."""
        if not value:
            return qs
        rank = Coalesce(project_light_rank_expression(), Light.GREY.rank)
        return qs.filter(cancelled_on=None).annotate(rank=rank).filter(rank__in=[Light(light).rank for light in value])


class ProjectFilters(filters.FilterSet):
    light = LightFilter([(light, light) for light in LIGHTS])
    plan_year = WholeNumberFilter("plan_year")
    category = category_filter()
    list = ChoiceSetFilter(List.choices)
    unit = unit_filter()
    steward = person_filter("steward")
    leader = person_filter("leader")
    phase = ChoiceSetFilter(Phase.choices)
    parent = project_filter("parent")
    approved = YesNo("approved_at", "isnull", exclude=True)
    cancelled = YesNo("cancelled_on", "isnull", exclude=True)
    suspended = YesNo("suspended_at", "isnull", exclude=True)
    works = YesNo(method="only_works", label="True: without headings, so that each counts as one project.")
    search = Search("name", "code", "label", "unit__name")

    def only_works(self, qs: QuerySet[Project], name: str, value: bool) -> QuerySet[Project]:
        """What counts as one project, or the headings alone."""
        return countable_projects(qs) if value else heading_projects(qs)
