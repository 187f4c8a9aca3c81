"""What lists of facts about milestones have in common."""

from typing import Any

from django.db.models import QuerySet

from backoffice.permissions import FactAdmin
from backoffice.requests import PersonRequest
from milestones.models import Milestone
from projects.models import Project


class ParentScopedFactAdmin(FactAdmin):
    """Facts without a queryset of their own are seen with their milestone or project."""

    scope = "milestone"

    def get_queryset(self, request: PersonRequest) -> QuerySet[Any]:
        model = Milestone if self.scope.endswith("milestone") else Project
        return super().get_queryset(request).filter(**{f"{self.scope}__in": model.objects.visible_to(request.user)})
