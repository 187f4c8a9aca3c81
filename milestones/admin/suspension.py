"""Suspensions of milestones and projects: a list to read."""

from django.contrib import admin

from milestones.models import Suspension

from .milestone_fact import ParentScopedFactAdmin


@admin.register(Suspension)
class SuspensionAdmin(ParentScopedFactAdmin):
    scope = "project"
    list_display = ["project", "from_at", "to_at"]
    list_select_related = ["project"]
