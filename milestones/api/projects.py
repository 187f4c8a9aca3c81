"""Projects: reading and editing them, the approval of plans, and who answers for what."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.clock import today
from backoffice.errors import NotAllowed
from backoffice.recording import recorded_action
from milestones.models import ChangeRequest, Suspension
from milestones.models.checks import lock_row
from milestones.models.plan import approve_plan
from milestones.reports.project_lights import project_lights
from projects.api.strict import StrictViewSet, require_version, version_etag
from projects.models import Project
from projects.models.project import APPROVAL_LOCKS
from projects.permissions import may_perform

from .bodies import (
    AssignBody,
    PlanBody,
    ProjectChangeBody,
    ProjectChangeBodyWithFiles,
    bodies_by_media_type,
)
from .changes import ChangeSerializer, ChangeViewSet
from .editing import refuse_locked, require_editor, save_fields, serialized_response
from .milestones import IF_MATCH
from .project_row import NewProject, ProjectBody, ProjectFilters, ProjectSerializer

CHANGE = bodies_by_media_type(ProjectChangeBody, ProjectChangeBodyWithFiles)


class ProjectViewSet(StrictViewSet):
    """Key projects, and programmes of works as headings."""

    queryset = Project.objects.select_related("category", "parent", "unit", "steward", "leader")
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilters
    lookup_field = "code"
    lookup_value_regex = r"\d{4}-(?:CJ|MS|CY)-\d{3}(?:-\d{2})?"
    ordering = ("code",)
    ordering_fields = {
        "code": "code",
        "name": "name_key",
        "plan_year": "plan_year",
        "category": "category__code",
        "unit": "unit__code",
    }

    def get_queryset(self) -> QuerySet[Project]:
        """Projects in sight, with the suspension that runs today."""
        running = Suspension.objects.filter(project=OuterRef("pk"), to_at=None).values("from_at")[:1]
        return self.queryset.visible_to(self.request.user).annotate(suspended_at=Subquery(running))  # type: ignore[arg-type]

    def shown(self, projects: Sequence[Project]) -> Sequence[dict[str, Any]]:
        """Rows with their lights, in one more query for all of them."""
        context = self.get_serializer_context() | {"lights": project_lights(today(), projects)}  # type: ignore[operator]
        return ProjectSerializer(projects, many=True, context=context).data  # type: ignore[return-value]

    def changed(self, project: Project, status: int = 200) -> Response:
        """The project as it is now."""
        found = self.get_queryset().get(pk=project.pk)
        return Response(self.shown([found])[0], status, headers={"ETag": version_etag(found)})

    def project(self) -> Project:
        """The project of the address, of those in sight."""
        return get_object_or_404(self.get_queryset(), code=self.kwargs["code"])

    def list(self, request: Request) -> Response:
        """In the order of their codes."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.shown(page))  # type: ignore[arg-type]

    def retrieve(self, request: Request, code: str) -> Response:
        """One project; its ETag is needed to edit it."""
        return self.changed(self.project())

    @extend_schema(request=NewProject, responses={201: ProjectSerializer})
    @recorded_action
    def create(self, request: Request) -> Response:
        """Add a project to the register; only a supervisor does."""
        fields = self.body(NewProject)
        if not may_perform(request.user, "register"):  # type: ignore[arg-type]
            raise NotAllowed(_("Only a supervisor may add a project."))
        return self.changed(Project.objects.create(**fields), 201)

    @extend_schema(request=ProjectBody, responses=ProjectSerializer, parameters=[IF_MATCH])
    @recorded_action
    def partial_update(self, request: Request, code: str) -> Response:
        """Edit what approval has not locked; the phase moves forward, and back for a supervisor only."""
        project = lock_row(self.project())
        require_editor(request.user, project)
        require_version(request, project)
        fields = self.body(ProjectBody, project, partial=True)
        refuse_locked(project, fields, APPROVAL_LOCKS, project.approved_at)
        phase = fields.pop("phase", None)
        save_fields(project, fields)
        if phase and phase != project.phase:
            project.move_to(phase, by=request.user)
        return self.changed(project)

    @extend_schema(request=PlanBody, responses=ProjectSerializer)
    @action(detail=True, methods=["post"], url_path="approve-plan")
    def approve_plan(self, request: Request, code: str) -> Response:
        """Approve the plan: each forecast becomes the first baseline and is locked. A day that has passed needs a note."""  # noqa: E501
        project = self.project()
        approve_plan(project, by=request.user, **self.body(PlanBody))  # type: ignore[arg-type]
        return self.changed(project)

    @extend_schema(request=AssignBody, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, code: str) -> Response:
        """Hand the project to a unit, a steward or a leader; what is left out stays."""
        project = self.project()
        project.assign(by=request.user, **self.body(AssignBody))  # type: ignore[arg-type]
        return self.changed(project)

    @extend_schema(request=CHANGE, responses=ChangeSerializer)
    @action(detail=True, methods=["post"], url_path="request-change")
    def request_change(self, request: Request, code: str) -> Response:
        """Ask to suspend, resume or cancel the project, to change a promised quantity, or to correct words of either."""  # noqa: E501
        project, asked = self.project(), self.body(CHANGE)
        target = asked.pop("target", None)
        if target and target.project_id != project.pk:
            raise serializers.ValidationError({"target": _("That quantity belongs to another project.")}, "invalid")
        subject = {"target": target} if target else {"project": project}
        return serialized_response(
            self,
            ChangeViewSet,
            ChangeRequest.ask(by=request.user, **subject, **asked),  # type: ignore[arg-type]
        )
