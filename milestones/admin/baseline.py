"""The versions of approved dates: a list to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from milestones.models import BaselineVersion
from milestones.templatetags.show import amount_of
from projects.models import Project

from . import milestone_filters
from .milestone_fact import ParentScopedFactAdmin


@admin.register(BaselineVersion)
class BaselineVersionAdmin(ParentScopedFactAdmin):
    project_path = "milestone__project__"
    list_display = ["milestone", "project", "number", "due", "asked", "by", "from_at", "to_at"]
    list_filter = [milestone_filters.CategoryFilter, milestone_filters.UnitFilter]
    list_select_related = ["milestone__project", "milestone__target", "by"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code"]

    @display(description=_("project"))
    def project(self, version: BaselineVersion) -> Project:
        return version.milestone.project

    @display(description=_("quantity"), ordering="quantity")
    def asked(self, version: BaselineVersion) -> str:
        return amount_of(version.quantity, version.milestone.target)
