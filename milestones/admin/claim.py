"""Claims of a finish: what waits for a decision, and what was decided."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.filters import ChoicesFilter
from milestones.models import Claim
from projects.models import Project

from . import dashboard_filters, milestone_filters
from .attachment import attachment_links
from .claim_actions import (
    BulkConfirmClaimsForm,
    BulkReturnClaimsForm,
    ConfirmClaimForm,
    ReopenClaimForm,
    ReturnClaimForm,
)
from .decision import DecisionAdmin, decider_label
from .take_back import TakeBackForm


@admin.register(Claim)
class ClaimAdmin(DecisionAdmin):
    project_path = "milestone__project__"
    action_forms = (ConfirmClaimForm, ReturnClaimForm, ReopenClaimForm, TakeBackForm)
    row_action_forms = (ConfirmClaimForm, ReturnClaimForm)
    bulk_action_forms = (BulkConfirmClaimsForm, BulkReturnClaimsForm)
    list_display = ["milestone", "project", "finished_on", "by", "at", "state", "decided_by", "decided_at"]
    list_filter = [
        ("state", ChoicesFilter),
        dashboard_filters.LateClaimFilter,
        milestone_filters.CategoryFilter,
        milestone_filters.UnitFilter,
        milestone_filters.StewardFilter,
    ]
    list_select_related = ["milestone__project", "by", "decided_by"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code", "note"]
    fields = [
        "milestone",
        "project",
        "finished_on",
        "late_reason",
        "note",
        "by",
        "at",
        "state",
        "decider",
        "decided_at",
        "reason",
        "reopener",
        "reopened_at",
        "reopen_reason",
        "files",
    ]
    readonly_fields = ["project", "decider", "reopener", "files"]

    @display(description=_("project"), ordering="milestone__project__name_key")
    def project(self, claim: Claim) -> Project:
        return claim.milestone.project

    @display(description=_("reopened by"))
    def reopener(self, claim: Claim) -> str:
        return decider_label(claim.reopened_by, claim.reopened_at)

    @display(description=_("files"))
    def files(self, claim: Claim) -> str:
        return attachment_links(claim)
