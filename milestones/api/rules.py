"""The numbers behind the lights: calendar, policies and schedule templates."""

from django_filters import rest_framework as filters
from rest_framework import serializers

from milestones.models import CalendarDay, MilestoneTemplate, Policy
from projects.api.filters import Day, WholeNumberFilter, YesNo, category_filter
from projects.api.strict import ReadingViewSet, code_field


class CalendarDaySerializer(serializers.ModelSerializer):
    class Meta:
        model = CalendarDay
        fields = ["day", "is_workday", "name"]


class CalendarDayFilters(filters.FilterSet):
    year = WholeNumberFilter("day__year", min_value=2000, max_value=2100)
    is_workday = YesNo()
    day_before = Day("day", "lt")
    day_after = Day("day", "gt")


class CalendarDayViewSet(ReadingViewSet):
    """Days that differ from Monday to Friday: holidays, and make-up workdays."""

    queryset = CalendarDay.objects.all()
    serializer_class = CalendarDaySerializer
    filterset_class = CalendarDayFilters
    lookup_value_regex = r"\d{4}-\d{2}-\d{2}"
    ordering = ("day",)
    ordering_fields = {"day": "day"}


class PolicySerializer(serializers.ModelSerializer):
    category = code_field(allow_null=True)

    class Meta:
        model = Policy
        fields = [
            "id",
            "effective_from",
            "category",
            "due_soon_workdays",
            "behind_yellow",
            "behind_red",
            "ladder",
            "confirm_workdays",
            "claim_backdate_workdays",
            "evidence",
            "filing_day",
            "filing_day_december",
            "min_milestones",
        ]


class PolicyFilters(filters.FilterSet):
    category = category_filter()
    general = YesNo("category", "isnull")
    effective_before = Day("effective_from", "lt")
    effective_after = Day("effective_from", "gt")


class PolicyViewSet(ReadingViewSet):
    """The numbers of the rules from a day on; a category's own row goes before the general one."""

    queryset = Policy.objects.select_related("category")
    serializer_class = PolicySerializer
    filterset_class = PolicyFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-effective_from",)
    ordering_fields = {"effective_from": "effective_from", "category": "category__code", "id": "id"}


class TemplateSerializer(serializers.ModelSerializer):
    category = code_field()

    class Meta:
        model = MilestoneTemplate
        fields = ["id", "category", "sequence", "name", "share", "weight"]


class TemplateFilters(filters.FilterSet):
    category = category_filter()


class TemplateViewSet(ReadingViewSet):
    """The usual schedule of each category."""

    queryset = MilestoneTemplate.objects.select_related("category")
    serializer_class = TemplateSerializer
    filterset_class = TemplateFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("category__order", "category__code", "sequence")
    ordering_fields = {"category": "category__code", "sequence": "sequence", "id": "id"}
