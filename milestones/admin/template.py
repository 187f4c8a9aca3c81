"""Schedule templates by category: the administrator's list."""

from django.contrib import admin

from backoffice.permissions import RoleAdmin
from backoffice.requests import PersonRequest
from milestones.models import MilestoneTemplate
from projects.permissions import ACTIONS, may_perform

from . import milestone_filters


@admin.register(MilestoneTemplate)
class MilestoneTemplateAdmin(RoleAdmin):
    writers = ACTIONS["keep"].roles
    project_path = ""
    list_display = ["name", "category", "sequence", "share", "weight"]
    list_filter = [milestone_filters.CategoryFilter]
    list_select_related = ["category"]
    search_fields = ["name", "category__name"]

    def has_delete_permission(self, request: PersonRequest, obj: MilestoneTemplate | None = None) -> bool:
        return may_perform(request.user, "keep")
