"""Changes of a project's phase: a list to read."""

from django.contrib import admin

from projects.models import PhaseChange

from .milestone_fact import ParentScopedFactAdmin


@admin.register(PhaseChange)
class PhaseChangeAdmin(ParentScopedFactAdmin):
    scope = "project"
    list_display = ["project", "phase", "from_at"]
    list_select_related = ["project"]
    search_fields = ["project__name", "project__code"]
