"""Progress reports: written by the milestone's verb, read here."""

from django_filters import rest_framework as filters
from rest_framework import serializers

from milestones.models import ProgressReport
from projects.api.filters import Day, Numbered, Search, YesNo, person, project, unit
from projects.api.strict import ReadingViewSet, username
from projects.models import Target

from .claims import visible_milestones
from .facts import AttachmentSerializer, MilestoneFactSerializer


def visible_targets(request):
    """What the reader may name in a filter."""
    return Target.objects.visible_to(request.user) if request else Target.objects.none()


class ProgressSerializer(MilestoneFactSerializer):
    milestone = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    reported_by = username("by")
    files = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id", *MilestoneFactSerializer.CONTEXT, "target", "quantity", "day", "forecast_due", "note", "problem",
            "need", "next_step", "corrects", "reported_by", "at", "files",
        ]  # fmt: skip


class ProgressFilters(filters.FilterSet):
    milestone = Numbered(queryset=visible_milestones)
    project = project("milestone__project")
    unit = unit("milestone__project__unit")
    target = Numbered(queryset=visible_targets)
    reported_by = person("by")
    day_before = Day("day", "lt")
    day_after = Day("day", "gt")
    has_need = YesNo("need", "exact", method="asks")
    search = Search("note", "problem", "need", "milestone__name", "milestone__project__name")

    def asks(self, qs, name, value):
        """Whether something is asked of the leader."""
        return qs.exclude(need="") if value else qs.filter(need="")


class ProgressViewSet(ReadingViewSet):
    """Progress as it was reported; a mistake is corrected by a later report that names it."""

    queryset = ProgressReport.objects.select_related(*MilestoneFactSerializer.JOINS, "by").prefetch_related(
        "files"
    )
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-at",)
    ordering_fields = {"at": "at", "day": "day", "id": "id"}
