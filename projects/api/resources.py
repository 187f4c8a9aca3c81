"""Categories, units, what becomes of them, people and promised quantities."""

from django_filters import rest_framework as filters
from rest_framework import serializers

from projects.models import Category, List, Reorganization, Role, Target, Unit, User

from .filters import (
    ChoiceSetFilter,
    CodeFilter,
    Day,
    Search,
    WholeNumberFilter,
    YesNo,
    project_filter,
    unit_filter,
)
from .strict import ReadingViewSet, code_field, username_field


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["code", "name", "name_en", "list", "order"]


class CategoryFilters(filters.FilterSet):
    list = ChoiceSetFilter(List.choices)
    search = Search("code", "name", "name_en")


class CategoryViewSet(ReadingViewSet):
    """Kinds of work, in the order of the district's lists."""

    queryset = Category.objects.all()
    serializer_class = CategorySerializer
    filterset_class = CategoryFilters
    lookup_field = "code"
    lookup_value_regex = "[-\\w]+"
    ordering = ("order",)
    ordering_fields = {"order": "order", "code": "code", "name": "name_key"}


class UnitSerializer(serializers.ModelSerializer):
    parent = code_field(allow_null=True)
    head = username_field(allow_null=True)

    class Meta:
        model = Unit
        fields = ["code", "name", "kind", "parent", "head", "closed_at"]


class UnitFilters(filters.FilterSet):
    kind = ChoiceSetFilter(Unit.Kind.choices)
    parent = CodeFilter("parent", Unit.objects.all())
    search = Search("code", "name")


class UnitViewSet(ReadingViewSet):
    """Responsible units."""

    queryset = Unit.objects.select_related("parent", "head")
    serializer_class = UnitSerializer
    filterset_class = UnitFilters
    lookup_field = "code"
    lookup_value_regex = "[-\\w]+"
    ordering = ("code",)
    ordering_fields = {"code": "code", "name": "name_key"}


class UnitReorganizationSerializer(serializers.ModelSerializer):
    unit = code_field()
    into = code_field(allow_null=True)
    asked_by = username_field()
    decided_by = username_field(allow_null=True)
    what = serializers.CharField(source="__str__", read_only=True, help_text="What becomes of whom, in words.")

    class Meta:
        model = Reorganization
        fields = ["id", "kind", "unit", "into", "name", "former_name", "into_name", "what", "day", "document_number"]
        fields += ["text", "asked_by", "at", "state", "decided_by", "decided_at", "reason", "carried_out_at"]


class ReorganizationFilters(filters.FilterSet):
    kind = ChoiceSetFilter(Reorganization.Kind.choices)
    state = ChoiceSetFilter(Reorganization.State.choices)
    unit = unit_filter()
    into = unit_filter("into")
    carried_out = YesNo("carried_out_at", "isnull", exclude=True)
    day_before = Day("day", "lt")
    day_after = Day("day", "gt")


class ReorganizationViewSet(ReadingViewSet):
    """What becomes of units: who asks, who decides, from which day, and when it was carried out."""

    queryset = Reorganization.objects.select_related("unit", "into", "asked_by", "decided_by")
    serializer_class = UnitReorganizationSerializer
    filterset_class = ReorganizationFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-at",)
    ordering_fields = {"at": "at", "day": "day", "id": "id"}


class UserSerializer(serializers.ModelSerializer):
    unit = code_field(allow_null=True)
    unit_name = serializers.CharField(source="unit.name", default=None, read_only=True, allow_null=True)
    role = serializers.ChoiceField(Role.choices, read_only=True, allow_blank=True)

    class Meta:
        model = User
        fields = ["username", "name", "unit", "unit_name", "role", "is_active", "away_from", "away_until"]


class UserFilters(filters.FilterSet):
    role = ChoiceSetFilter(Role.choices, field_name="groups__name")
    unit = unit_filter()
    is_active = YesNo()
    search = Search("username", "name")


class UserViewSet(ReadingViewSet):
    """People: name, unit and role, and nothing that is private."""

    queryset = User.objects.select_related("unit").prefetch_related("groups")
    serializer_class = UserSerializer
    filterset_class = UserFilters
    lookup_field = "username"
    lookup_value_regex = "[\\w.@+-]+"
    ordering = ("username",)
    ordering_fields = {"username": "username", "name": "name_key"}


class TargetSerializer(serializers.ModelSerializer):
    project = code_field()
    project_name = serializers.CharField(source="project.name", read_only=True)
    written = serializers.CharField(
        read_only=True, help_text="The promise as people read it, with the word that qualifies it."
    )

    class Meta:
        model = Target
        fields = [
            "id",
            "project",
            "project_name",
            "measure",
            "value",
            "unit",
            "nature",
            "start_value",
            "as_written",
            "qualifier",
            "value_max",
            "per",
            "written",
            "source_line",
        ]


class TargetFilters(filters.FilterSet):
    project = project_filter()
    plan_year = WholeNumberFilter("project__plan_year")
    nature = ChoiceSetFilter(Target.Nature.choices)
    per = ChoiceSetFilter(Target.Per.choices)
    search = Search("measure", "project__name", "project__code")


class TargetViewSet(ReadingViewSet):
    """What the projects promise in numbers, as approved."""

    queryset = Target.objects.select_related("project")
    serializer_class = TargetSerializer
    filterset_class = TargetFilters
    ordering = ("project__code",)
    ordering_fields = {"project": "project__code", "measure": "measure", "value": "value", "id": "id"}
