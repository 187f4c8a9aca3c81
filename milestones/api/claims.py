"""Claims of a finish, and the supervisor's answer."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from milestones.models import Claim, Milestone
from projects.api.filters import (
    ChoiceSetFilter,
    Day,
    IdFilter,
    category_filter,
    person_filter,
    project_filter,
    unit_filter,
)
from projects.api.strict import ReadingViewSet, StrictViewSet, username_field

from .bodies import NothingBody, ReasonBody
from .milestone_fact import AttachmentSerializer, MilestoneFactSerializer


def visible_milestones(request: Any) -> QuerySet[Milestone]:
    """What the reader may name in a filter."""
    return Milestone.objects.visible_to(request.user) if request else Milestone.objects.none()


class ClaimSerializer(MilestoneFactSerializer):
    claimed_by = username_field("by")
    decided_by = username_field(allow_null=True)
    reopened_by = username_field(allow_null=True)
    files = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = Claim
        fields = [
            "id",
            *MilestoneFactSerializer.CONTEXT,
            "state",
            "finished_on",
            "note",
            "late_reason",
            "claimed_by",
            "at",
            "decided_by",
            "decided_at",
            "reason",
            "reopened_by",
            "reopened_at",
            "reopen_reason",
            "files",
        ]


class ClaimFilters(filters.FilterSet):
    state = ChoiceSetFilter(Claim.State.choices)
    milestone = IdFilter(queryset=visible_milestones)
    project = project_filter("milestone__project")
    unit = unit_filter("milestone__project__unit")
    category = category_filter("milestone__project__category")
    claimed_by = person_filter("by")
    decided_by = person_filter("decided_by")
    finished_before = Day("finished_on", "lt")
    finished_after = Day("finished_on", "gt")


class ClaimViewSet(ReadingViewSet, StrictViewSet):
    """A steward says that a milestone is finished; a supervisor who is somebody else confirms or returns it."""

    queryset = Claim.objects.select_related(
        *MilestoneFactSerializer.JOINS, "by", "decided_by", "reopened_by"
    ).prefetch_related("files")
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-at",)
    ordering_fields = {"at": "at", "finished_on": "finished_on", "decided_at": "decided_at", "id": "id"}

    def answer(self, claim: Claim) -> Response:
        """The claim as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=claim.pk)).data)

    @extend_schema(request=NothingBody, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Strike the milestone off: it is finished on the claimed day, for ever."""
        claim = self.get_object()
        self.body(NothingBody)
        return self.answer(claim.confirm(by=request.user))

    @extend_schema(request=ReasonBody, responses=ClaimSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return the claim: from today on it counts as never made."""
        claim = self.get_object()
        return self.answer(claim.send_back(by=request.user, **self.body(ReasonBody)))

    @extend_schema(request=ReasonBody, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take a confirmation back, from today on."""
        claim = self.get_object()
        return self.answer(claim.reopen(by=request.user, **self.body(ReasonBody)))

    @extend_schema(request=NothingBody, responses=ClaimSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Take one's own decision back within ten minutes of it; the claim waits again."""
        claim = self.get_object()
        self.body(NothingBody)
        return self.answer(claim.take_back(by=request.user))
