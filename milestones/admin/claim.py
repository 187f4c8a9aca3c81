"""Claims of a finish: what waits for a decision, and what was decided."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.clock import today
from backoffice.dashboard import record_link
from backoffice.filters import ChoicesFilter
from backoffice.requests import PersonRequest
from milestones.models import Claim
from milestones.reports.late_decisions import workdays_waited

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
from .lights import local_time_text
from .take_back import BulkTakeBackForm, TakeBackForm


@admin.register(Claim)
class ClaimAdmin(DecisionAdmin):
    project_path = "milestone__project__"
    action_forms = (ConfirmClaimForm, ReturnClaimForm, ReopenClaimForm, TakeBackForm)
    row_action_forms = (ConfirmClaimForm, ReturnClaimForm)
    bulk_action_forms = (BulkConfirmClaimsForm, BulkReturnClaimsForm, BulkTakeBackForm)
    list_display = ["about", "finished_on", "claimer", "waited", "state", "decision"]
    list_filter = [
        ("state", ChoicesFilter),
        dashboard_filters.LateClaimFilter,
        dashboard_filters.RetractableFilter,
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
        "waited",
        "state",
        "decider",
        "decided_at",
        "reason",
        "reopener",
        "reopened_at",
        "reopen_reason",
        "files",
    ]
    readonly_fields = ["project", "waited", "decider", "reopener", "files"]

    def get_queryset(self, request: PersonRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).annotate(waited=workdays_waited(today()))

    @display(description=_("milestone"), ordering="milestone__name_key")
    def about(self, claim: Claim) -> SafeString:
        return format_html('{}<small class="tx-under">{}</small>', claim.milestone, claim.milestone.project)

    @display(description=_("claimed by"), ordering="at")
    def claimer(self, claim: Claim) -> SafeString:
        return format_html('{}<small class="tx-under">{}</small>', claim.by, local_time_text(claim.at))

    @display(description=_("decided by"), ordering="decided_at")
    def decision(self, claim: Claim) -> SafeString:
        when = local_time_text(claim.decided_at) if claim.decided_at else ""
        return format_html('{}<small class="tx-under">{}</small>', claim.decided_by or "—", when)

    @display(description=_("waited (working days)"), ordering="waited")
    def waited(self, claim: Any) -> int:
        return claim.waited

    @display(description=_("project"), ordering="milestone__project__name_key")
    def project(self, claim: Claim) -> SafeString:
        return record_link(claim.milestone.project)

    @display(description=_("reopened by"))
    def reopener(self, claim: Claim) -> str:
        return decider_label(claim.reopened_by, claim.reopened_at)

    @display(description=_("files"))
    def files(self, claim: Claim) -> str:
        return attachment_links(claim)
