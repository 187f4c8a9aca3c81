"""Flags of lateness and steps of the escalation ladder: lists to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.permissions import FactAdmin
from milestones.models import Escalation, Milestone, OverdueFlag
from projects.models import Project

from . import dashboard_filters, milestone_filters


@admin.register(OverdueFlag)
class OverdueFlagAdmin(FactAdmin):
    project_path = "milestone__project__"
    list_display = ["milestone", "project", "baseline_due", "since", "raised_on", "cleared_on", "why"]
    list_filter = [
        dashboard_filters.FlagRaisedFilter,
        milestone_filters.CategoryFilter,
        milestone_filters.UnitFilter,
    ]
    list_select_related = ["milestone__project"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code"]

    @display(description=_("project"))
    def project(self, flag: OverdueFlag) -> Project:
        return flag.milestone.project


@admin.register(Escalation)
class EscalationAdmin(FactAdmin):
    list_display = ["on", "milestone", "step", "to"]
    list_filter = [dashboard_filters.NewEscalationFilter]
    list_select_related = ["flag__milestone", "to"]
    search_fields = ["flag__milestone__name"]

    @display(description=_("milestone"))
    def milestone(self, escalation: Escalation) -> Milestone:
        return escalation.flag.milestone
