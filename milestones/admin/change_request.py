"""Change requests: what waits for a decision, and what was decided."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.filters import ChoicesFilter
from milestones.models import ChangeRequest, Milestone
from projects.models import Project, Target

from . import dashboard_filters
from .attachment import attachment_links
from .change_actions import (
    ApproveChangeForm,
    BulkApproveChangesForm,
    BulkRefuseChangesForm,
    RefuseChangeForm,
    WithdrawChangeForm,
)
from .decision import DecisionAdmin
from .take_back import TakeBackForm


@admin.register(ChangeRequest)
class ChangeRequestAdmin(DecisionAdmin):
    action_forms = (ApproveChangeForm, RefuseChangeForm, WithdrawChangeForm, TakeBackForm)
    row_action_forms = (ApproveChangeForm, RefuseChangeForm)
    bulk_action_forms = (BulkApproveChangesForm, BulkRefuseChangesForm)
    list_display = [
        "subject",
        "project_name",
        "kind",
        "new_due",
        "reason_class",
        "by",
        "at",
        "state",
        "decided_by",
    ]
    list_filter = [
        ("state", ChoicesFilter),
        dashboard_filters.LateChangeFilter,
        ("kind", ChoicesFilter),
        ("reason_class", ChoicesFilter),
    ]
    list_select_related = ["milestone__project", "project", "target__project", "by", "decided_by"]
    search_fields = [
        "milestone__name",
        "milestone__project__name",
        "milestone__project__code",
        "project__name",
        "text",
    ]
    fields = [
        "subject",
        "project_name",
        "kind",
        "new_due",
        "new_figure",
        "words",
        "reason_class",
        "text",
        "by",
        "at",
        "state",
        "decider",
        "decided_at",
        "reason",
        "document_number",
        "files",
    ]
    readonly_fields = ["subject", "project_name", "new_figure", "words", "decider", "files"]

    @display(description=_("new quantity"))
    def new_figure(self, change: ChangeRequest) -> str:
        return change.new_amount or "—"

    @display(description=_("words"))
    def words(self, change: ChangeRequest) -> str:
        rows = ((name, old, new) for name, old, new in change.corrected)
        return format_html_join(" ", "<p>{}：<del>{}</del> → <ins>{}</ins></p>", rows) or "—"

    @display(description=_("subject"))
    def subject(self, change: ChangeRequest) -> Milestone | Target | Project | None:
        return change.milestone or change.target or change.project

    @display(description=_("project"))
    def project_name(self, change: ChangeRequest) -> Project:
        return change.concerns

    @display(description=_("files"))
    def files(self, change: ChangeRequest) -> str:
        return attachment_links(change)
