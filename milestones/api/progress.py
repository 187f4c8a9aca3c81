"""Progress reports: written by the milestone's verb, read here."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.models import ProgressReport
from projects.api.filters import (
    ChoiceSetFilter,
    Day,
    IdFilter,
    Search,
    YesNo,
    person_filter,
    project_filter,
    unit_filter,
)
from projects.api.strict import ReadingViewSet, StrictViewSet, username_field
from projects.models import Target

from .bodies import NothingBody, ReasonBody
from .claims import visible_milestones
from .milestone_fact import AttachmentSerializer, MilestoneFactSerializer


def visible_targets(request: Any) -> QuerySet[Target]:
    """What the reader may name in a filter."""
    return Target.objects.visible_to(request.user) if request else Target.objects.none()


class ProgressSerializer(MilestoneFactSerializer):
    milestone = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    reported_by = username_field("by")
    doubtful = serializers.BooleanField(read_only=True)
    decided_by = username_field(allow_null=True)
    files = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id",
            *MilestoneFactSerializer.CONTEXT,
            "target",
            "quantity",
            "day",
            "forecast_due",
            "note",
            "problem",
            "need",
            "next_step",
            "corrects",
            "reported_by",
            "at",
            "reason",
            "doubtful",
            "state",
            "decided_by",
            "decided_at",
            "decision_reason",
            "files",
        ]


class ProgressFilters(filters.FilterSet):
    milestone = IdFilter(queryset=visible_milestones)
    project = project_filter("milestone__project")
    unit = unit_filter("milestone__project__unit")
    target = IdFilter(queryset=visible_targets)
    reported_by = person_filter("by")
    state = ChoiceSetFilter(ProgressReport.State.choices)
    decided_by = person_filter("decided_by")
    day_before = Day("day", "lt")
    day_after = Day("day", "gt")
    has_need = YesNo("need", "exact", method="asks")
    search = Search("note", "problem", "need", "milestone__name", "milestone__project__name")

    def asks(self, qs: QuerySet[ProgressReport], name: str, value: bool) -> QuerySet[ProgressReport]:
        """Whether something is asked of the leader."""
        return qs.exclude(need="") if value else qs.filter(need="")


class ProgressViewSet(ReadingViewSet, StrictViewSet):
    """Progress as it was reported; a mistake is corrected by a later report that names it.

    A doubtful figure counts once a supervisor who is somebody else accepts it.
    """

    queryset = ProgressReport.objects.select_related(
        *MilestoneFactSerializer.JOINS, "by", "decided_by"
    ).prefetch_related("files")
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-at",)
    ordering_fields = {"at": "at", "day": "day", "id": "id"}

    def answer(self, report: ProgressReport) -> Response:
        """The report as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=report.pk)).data)

    @extend_schema(request=NothingBody, responses=ProgressSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take the doubtful figure for true: from today on it counts."""
        report = self.get_object()
        self.body(NothingBody)
        return self.answer(report.accept(by=request.user))

    @extend_schema(request=ReasonBody, responses=ProgressSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return the doubtful figure: it never counts."""
        report = self.get_object()
        return self.answer(report.send_back(by=request.user, **self.body(ReasonBody)))
