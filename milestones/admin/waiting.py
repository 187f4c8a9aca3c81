"""What waits for a supervisor's decision and what was decided: claims and requests."""

from django.contrib import admin
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from milestones.models import ChangeRequest, Claim
from projects.admin.filters import ChoicesFilter

from . import filters, owed
from .acts import ActAdmin, in_bulk
from .attachments import attached
from .decisions import SUPERVISOR, ApproveForm, ConfirmForm, RefuseForm, ReopenForm, ReturnForm, WithdrawForm


class DecidedAdmin(ActAdmin):
    """A list of what waits for a decision and what was decided; nobody edits it."""

    actions_on_top = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request):
        return request.user.role in SUPERVISOR


@admin.register(Claim)
class ClaimAdmin(DecidedAdmin):
    project_path = "milestone__project__"
    acts = (ConfirmForm, ReturnForm, ReopenForm)
    row_acts = (ConfirmForm, ReturnForm)
    actions = ["confirm_selected"]
    list_display = ["milestone", "project", "finished_on", "by", "at", "state", "decided_by", "decided_at"]
    list_filter = [
        ("state", ChoicesFilter),
        owed.LateClaimFilter,
        filters.CategoryFilter,
        filters.UnitFilter,
        filters.StewardFilter,
    ]
    list_select_related = ["milestone__project", "by", "decided_by"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code", "note"]
    fields = [
        "milestone", "project", "finished_on", "late_reason", "note", "by", "at", "state", "decided_by", "decided_at",
        "reason", "reopened_by", "reopened_at", "reopen_reason", "files",
    ]  # fmt: skip
    readonly_fields = ["project", "files"]

    @display(description=_("project"), ordering="milestone__project__name")
    def project(self, claim):
        return claim.milestone.project

    @display(description=_("files"))
    def files(self, claim):
        return attached(claim)

    @admin.action(description=_("Confirm the selected claims"), permissions=["decide"])
    def confirm_selected(self, request, queryset):
        rows = queryset.select_related("milestone")
        in_bulk(
            request,
            Named.of(rows),
            lambda row: row.record.confirm(by=request.user),
            _t("%(count)s claims confirmed."),
        )


@admin.register(ChangeRequest)
class ChangeAdmin(DecidedAdmin):
    acts = (ApproveForm, RefuseForm, WithdrawForm)
    row_acts = (ApproveForm, RefuseForm)
    actions = ["approve_selected"]
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
        owed.LateChangeFilter,
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
        "subject", "project_name", "kind", "new_due", "new_quantity", "reason_class", "text", "by", "at", "state",
        "decided_by", "decided_at", "reason", "document_number", "files",
    ]  # fmt: skip
    readonly_fields = ["subject", "project_name", "files"]

    @display(description=_("subject"))
    def subject(self, change):
        return change.milestone or change.target or change.project

    @display(description=_("project"))
    def project_name(self, change):
        return change.concerns

    @display(description=_("files"))
    def files(self, change):
        return attached(change)

    @admin.action(description=_("Approve the selected requests"), permissions=["decide"])
    def approve_selected(self, request, queryset):
        rows = queryset.select_related("milestone", "target", "project")
        in_bulk(
            request,
            Named.of(rows),
            lambda row: row.record.approve(by=request.user),
            _t("%(count)s requests approved."),
        )


class Named:
    """A record beside the name under which a refusal speaks of it."""

    def __init__(self, record):
        self.record = record

    def __str__(self):
        parts = (getattr(self.record, name, None) for name in ("milestone", "target", "project"))
        return str(next(filter(None, parts)))

    @classmethod
    def of(cls, records):
        return [cls(record) for record in records]
