"""What was reported, flagged, sent and run: lists to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from milestones.models import (
    BaselineVersion,
    Escalation,
    Milestone,
    OverdueFlag,
    Suspension,
)
from milestones.templatetags.show import amount_of
from projects.admin.access import FactAdmin
from projects.models import Assignment, PhaseChange, Project

from . import filters, owed


class OfMilestone(FactAdmin):
    """Facts without a queryset of their own are seen with their milestone or project."""

    scope = "milestone"

    def get_queryset(self, request):
        model = Milestone if self.scope.endswith("milestone") else Project
        return (
            super()
            .get_queryset(request)
            .filter(**{f"{self.scope}__in": model.objects.visible_to(request.user)})
        )


@admin.register(BaselineVersion)
class BaselineAdmin(OfMilestone):
    project_path = "milestone__project__"
    list_display = ["milestone", "project", "number", "due", "asked", "by", "from_at", "to_at"]
    list_filter = [filters.CategoryFilter, filters.UnitFilter]
    list_select_related = ["milestone__project", "milestone__target", "by"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code"]

    @display(description=_("project"))
    def project(self, version):
        return version.milestone.project

    @display(description=_("quantity"), ordering="quantity")
    def asked(self, version):
        return amount_of(version.quantity, version.milestone.target)


@admin.register(OverdueFlag)
class FlagAdmin(FactAdmin):
    project_path = "milestone__project__"
    list_display = ["milestone", "project", "baseline_due", "since", "raised_on", "cleared_on", "why"]
    list_filter = [owed.RaisedFilter, filters.CategoryFilter, filters.UnitFilter]
    list_select_related = ["milestone__project"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code"]

    @display(description=_("project"))
    def project(self, flag):
        return flag.milestone.project


@admin.register(Escalation)
class EscalationAdmin(FactAdmin):
    list_display = ["on", "milestone", "step", "to"]
    list_filter = [owed.NewStepFilter]
    list_select_related = ["flag__milestone", "to"]
    search_fields = ["flag__milestone__name"]

    @display(description=_("milestone"))
    def milestone(self, escalation):
        return escalation.flag.milestone


@admin.register(Suspension)
class SuspensionAdmin(OfMilestone):
    scope = "project"
    list_display = ["project", "from_at", "to_at"]
    list_select_related = ["project"]


@admin.register(Assignment)
class AssignmentAdmin(OfMilestone):
    scope = "project"
    list_display = ["project", "unit", "steward", "leader", "from_at", "to_at"]
    list_select_related = ["project", "unit", "steward", "leader"]
    search_fields = ["project__name", "project__code"]


@admin.register(PhaseChange)
class PhaseChangeAdmin(OfMilestone):
    scope = "project"
    list_display = ["project", "phase", "from_at"]
    list_select_related = ["project"]
    search_fields = ["project__name", "project__code"]
