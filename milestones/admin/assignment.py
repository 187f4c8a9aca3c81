"""Who was assigned to a project and when: a list to read."""

from django.contrib import admin

from projects.models import Assignment

from .milestone_fact import ParentScopedFactAdmin


@admin.register(Assignment)
class AssignmentAdmin(ParentScopedFactAdmin):
    scope = "project"
    list_display = ["project", "unit", "steward", "leader", "from_at", "to_at"]
    list_select_related = ["project", "unit", "steward", "leader"]
    search_fields = ["project__name", "project__code"]
