"""Milestones: where each stands on a day, and the actions of those who work on it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.clock import parse_day
from backoffice.days import validate_day
from backoffice.errors import NotAllowed
from backoffice.recording import recorded_action
from milestones.models import Milestone, Standing
from milestones.models.checks import lock_row
from milestones.reports.milestone_row import milestone_row
from projects.api.filters import (
    ChoiceSetFilter,
    Day,
    Search,
    WholeNumberFilter,
    YesNo,
    category_filter,
    person_filter,
    project_filter,
    unit_filter,
)
from projects.api.strict import StrictViewSet, require_version, version_etag
from projects.models import List, Phase

from .bodies import (
    ChangeBody,
    ChangeBodyWithFiles,
    ClaimBody,
    ClaimBodyWithFiles,
    MilestoneBody,
    ReportBody,
    ReportBodyWithFiles,
    VisibleProject,
    bodies_by_media_type,
)
from .changes import ChangeSerializer, ChangeViewSet
from .claims import ClaimSerializer, ClaimViewSet
from .editing import refuse_locked, require_editor, save_fields, serialized_response
from .milestone_row import LIGHTS, RULES, STATES, MilestoneRowSerializer

ON = OpenApiParameter("on", str, description="As of the end of this day (ISO); today by default, never later.")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as read.")
LOCKED = ("name", "weight", "starts_on", "target", "quantity")
REPORT, CLAIM, CHANGE = (
    bodies_by_media_type(ReportBody, ReportBodyWithFiles),
    bodies_by_media_type(ClaimBody, ClaimBodyWithFiles),
    bodies_by_media_type(ChangeBody, ChangeBodyWithFiles),
)


def choice_pairs(words: Iterable[str]) -> list[tuple[str, str]]:
    """Choices of words that need no label."""
    return [(word, word) for word in words]


class MilestoneFilters(filters.FilterSet):
    """Dates are days that the value is strictly before or after; `due` is the baseline in force."""

    overdue = YesNo("is_overdue")
    light = ChoiceSetFilter(choice_pairs(LIGHTS))
    light_rule = ChoiceSetFilter(choice_pairs(RULES))
    state = ChoiceSetFilter(choice_pairs(STATES))
    due_before = Day("baseline_due", "lt")
    due_after = Day("baseline_due", "gt")
    forecast_before = Day("forecast_due", "lt")
    forecast_after = Day("forecast_due", "gt")
    category = category_filter()
    unit = unit_filter()
    plan_year = WholeNumberFilter("project__plan_year")
    steward = person_filter("steward")
    owner = person_filter("owner")
    leader = person_filter("leader")
    list = ChoiceSetFilter(List.choices, field_name="project__list")
    phase = ChoiceSetFilter(Phase.choices, field_name="project__phase")
    project = project_filter()
    origin = ChoiceSetFilter(Milestone.Origin.choices, field_name="milestone__origin")
    search = Search("milestone__name", "project__name", "project__code", "unit__name")


class NewMilestone(MilestoneBody):
    project = VisibleProject()
    forecast_due = serializers.DateField(validators=[validate_day])

    class Meta(MilestoneBody.Meta):
        fields = ["project", *MilestoneBody.Meta.fields, "forecast_due"]


@extend_schema_view(
    list=extend_schema(parameters=[ON]),
    retrieve=extend_schema(parameters=[ON]),
)
class MilestoneViewSet(StrictViewSet):
    """A milestone is overdue against its approved date, never against its forecast."""

    queryset = Standing.objects.all()
    serializer_class = MilestoneRowSerializer
    filterset_class = MilestoneFilters
    day_actions = ("list", "retrieve")
    rows_are_computed = True
    come_first = Q(is_overdue=True)  # which an index finds
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]+"
    ordering = ("light_rank", "-days_late", "baseline_due")
    ordering_fields = {
        "light": "light_rank",
        "days_late": "days_late",
        "working_days_late": "working_days_late",
        "baseline_due": "baseline_due",
        "forecast_due": "forecast_due",
        "slip_days": "slip_days",
        "project": "project__code",
        "name": "milestone__name_key",
        "unit": "unit__code",
        "category": "category__code",
        "id": "milestone_id",
    }

    def get_queryset(self) -> QuerySet[Standing]:
        """Everything that a row shows, as of the day asked for."""
        self.day = parse_day(self.request.query_params.get("on"))
        return Standing.objects.on(self.day).visible_to(self.request.user).with_names()  # type: ignore[arg-type]

    def shown(self, standing: Standing) -> dict[str, Any]:
        """A row with its fields."""
        return milestone_row(standing, self.day).as_json()

    def changed(self, milestone: Milestone, status: int = 200) -> Response:
        """The milestone as it stands now."""
        standing = self.get_queryset().get(pk=milestone.pk)
        return Response(self.shown(standing), status, headers={"ETag": version_etag(standing.milestone)})

    def milestone(self) -> Milestone:
        """The milestone of the address, of those in sight."""
        return get_object_or_404(Milestone.objects.visible_to(self.request.user), pk=self.kwargs["id"])  # type: ignore[arg-type]

    def list(self, request: Request) -> Response:
        """Worst first: red before yellow, the longest late first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([self.shown(standing) for standing in page])  # type: ignore[union-attr]

    def retrieve(self, request: Request, id: str) -> Response:
        """One milestone; its ETag is needed to edit it."""
        standing = get_object_or_404(self.get_queryset(), pk=id)
        return Response(self.shown(standing), headers={"ETag": version_etag(standing.milestone)})

    @extend_schema(request=NewMilestone, responses={201: MilestoneRowSerializer})
    @recorded_action
    def create(self, request: Request) -> Response:
        """Add a milestone to a project that one may edit; it has no baseline until its plan is approved."""
        fields = self.body(NewMilestone)
        require_editor(request.user, fields["project"])
        milestone = Milestone(**fields)
        milestone.clean()
        milestone.save()
        return self.changed(milestone, 201)

    @extend_schema(request=MilestoneBody, responses=MilestoneRowSerializer, parameters=[IF_MATCH])
    @recorded_action
    def partial_update(self, request: Request, id: str) -> Response:
        """Edit what is not approved; a forecast moves by a report, a baseline by a request."""
        milestone = lock_row(self.milestone())
        if not Milestone.objects.editable_by(request.user).filter(pk=id).exists():  # type: ignore[arg-type]
            raise NotAllowed(_("You may not edit this milestone."))
        require_version(request, milestone)
        fields = self.body(MilestoneBody, milestone, partial=True)
        refuse_locked(milestone, fields, LOCKED, milestone.baseline_due)
        return self.changed(save_fields(milestone, fields))

    @extend_schema(request=REPORT, responses=MilestoneRowSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, id: str) -> Response:
        """File progress; answers the milestone as it stands after it."""
        milestone = self.milestone()
        milestone.report(by=request.user, **self.body(REPORT))  # type: ignore[arg-type]
        return self.changed(milestone)

    @extend_schema(request=CLAIM, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, id: str) -> Response:
        """Say that the milestone is finished; answers the claim, which a supervisor confirms or returns."""
        claim = self.milestone().claim(by=request.user, **self.body(CLAIM))  # type: ignore[arg-type]
        return serialized_response(self, ClaimViewSet, claim)

    @extend_schema(request=CHANGE, responses=ChangeSerializer)
    @action(detail=True, methods=["post"], url_path="request-change")
    def request_change(self, request: Request, id: str) -> Response:
        """Ask to extend, to change the quantity, to correct the name or to cancel; answers the request."""
        change = self.milestone().request_change(by=request.user, **self.body(CHANGE))
        return serialized_response(self, ChangeViewSet, change)
