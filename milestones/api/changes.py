"""Requests to change what was approved, and their decision."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.models import ChangeRequest
from projects.api.filters import ChoiceSetFilter, CodeFilter, Day, IdFilter, person_filter, visible_projects
from projects.api.strict import ReadingViewSet, StrictViewSet, username_field

from .bodies import ApprovalBody, NothingBody, ReasonBody
from .claims import visible_milestones
from .milestone_fact import AttachmentSerializer, read_only_name_field


def words_by_column_field() -> serializers.DictField:
    """By column, of a correction of words alone."""
    return serializers.DictField(child=serializers.CharField(allow_null=True), read_only=True, allow_null=True)


class ConcernedProject(CodeFilter):
    """The project itself, or that of the milestone or quantity."""

    def filter(self, qs: QuerySet[ChangeRequest], value: Any) -> QuerySet[ChangeRequest]:
        """All three ways a request can be about a project."""
        if not value:
            return qs
        return qs.filter(Q(project__in=value) | Q(milestone__project__in=value) | Q(target__project__in=value))


class ChangeSerializer(serializers.ModelSerializer):
    """`project` is the project concerned, whatever the request changes of it."""

    project = read_only_name_field("concerns.code")
    project_name = read_only_name_field("concerns.name")
    unit = read_only_name_field("concerns.unit.code", allow_null=True)
    unit_name = read_only_name_field("concerns.unit.name", allow_null=True)
    milestone_name = read_only_name_field("milestone.name", allow_null=True)
    asked_by = username_field("by")
    decided_by = username_field(allow_null=True)
    new_words = words_by_column_field()
    old_words = words_by_column_field()
    files = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = ChangeRequest
        fields = [
            "id",
            "kind",
            "milestone",
            "milestone_name",
            "target",
            "project",
            "project_name",
            "unit",
            "unit_name",
            "new_due",
            "new_quantity",
            "new_words",
            "old_words",
            "reason_class",
            "text",
            "asked_by",
            "at",
            "state",
            "decided_by",
            "decided_at",
            "reason",
            "document_number",
            "files",
        ]


class ChangeFilters(filters.FilterSet):
    state = ChoiceSetFilter(ChangeRequest.State.choices)
    kind = ChoiceSetFilter(ChangeRequest.Kind.choices)
    reason_class = ChoiceSetFilter(ChangeRequest.ReasonClass.choices)
    milestone = IdFilter(queryset=visible_milestones)
    project = ConcernedProject("project", visible_projects)
    asked_by = person_filter("by")
    decided_by = person_filter("decided_by")
    new_due_before = Day("new_due", "lt")
    new_due_after = Day("new_due", "gt")


class ChangeViewSet(ReadingViewSet, StrictViewSet):
    """Extension, quantity, suspension, resumption, cancellation and correction of words: asked, then decided by a supervisor."""  # noqa: E501

    queryset = ChangeRequest.objects.select_related(
        "milestone__project__unit", "target__project__unit", "project__unit", "by", "decided_by"
    ).prefetch_related("files")
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-at",)
    ordering_fields = {"at": "at", "decided_at": "decided_at", "new_due": "new_due", "id": "id"}

    def answer(self, change: ChangeRequest) -> Response:
        """The request as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=change.pk)).data)

    @extend_schema(request=ApprovalBody, responses=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve; it takes effect from today on."""
        change = self.get_object()
        return self.answer(change.approve(by=request.user, **self.body(ApprovalBody)))

    @extend_schema(request=ReasonBody, responses=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Refuse; nothing changes."""
        change = self.get_object()
        return self.answer(change.refuse(by=request.user, **self.body(ReasonBody)))

    @extend_schema(request=NothingBody, responses=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take one's own request back while it is pending."""
        change = self.get_object()
        self.body(NothingBody)
        return self.answer(change.withdraw(by=request.user))

    @extend_schema(request=NothingBody, responses=ChangeSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Take one's own decision back within ten minutes of it; the request waits again."""
        change = self.get_object()
        self.body(NothingBody)
        return self.answer(change.take_back(by=request.user))
