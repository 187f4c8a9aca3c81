"""What was reported, claimed, asked, flagged and sent: lists to read, and the decisions on them."""

from django.contrib import admin
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from milestones.models import (
    BaselineVersion,
    ChangeRequest,
    Claim,
    Delivery,
    Escalation,
    Instruction,
    JobRun,
    Milestone,
    OverdueFlag,
    ProgressReport,
    Suspension,
)
from projects.admin.access import FactAdmin
from projects.models import Assignment, PhaseChange, Project, Role

from . import filters
from .acts import ActAdmin, in_bulk
from .decisions import SUPERVISOR, ApproveForm, ConfirmForm, RefuseForm, ReopenForm, ReturnForm, WithdrawForm

OFFICE = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})


def recent_facts(project):
    """The last reports and requests about a project, as the two short tables of its page."""
    milestones = Milestone.objects.filter(project=project)
    reports = ProgressReport.objects.filter(Q(milestone__in=milestones) | Q(target__project=project))
    changes = ChangeRequest.objects.filter(
        Q(milestone__in=milestones) | Q(project=project) | Q(target__project=project)
    )
    return render_to_string(
        "admin/recent_facts.html",
        {
            "reports": reports.select_related("milestone", "target", "by")[:10],
            "changes": changes.select_related("milestone", "target", "by", "decided_by")[:10],
        },
    )


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
        ("state", ChoicesDropdownFilter),
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
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("reason_class", ChoicesDropdownFilter),
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


def attached(fact):
    """The names of the files that go with a fact."""
    return "、".join(file.file.name.rpartition("/")[2].partition("-")[2] for file in fact.files.all()) or "—"


@admin.register(ProgressReport)
class ReportAdmin(FactAdmin):
    project_path = "milestone__project__"
    list_display = ["at", "milestone", "project", "quantity", "forecast_due", "note", "problem", "need", "by"]
    list_filter = [filters.CategoryFilter, filters.UnitFilter, filters.StewardFilter]
    list_select_related = ["milestone__project", "target__project", "by"]
    search_fields = [
        "milestone__name",
        "milestone__project__name",
        "milestone__project__code",
        "note",
        "problem",
        "need",
    ]
    fields = [
        "milestone",
        "target",
        "quantity",
        "day",
        "forecast_due",
        "note",
        "problem",
        "need",
        "next_step",
        "by",
        "at",
        "files",
    ]
    readonly_fields = ["files"]

    @display(description=_("project"))
    def project(self, report):
        return (report.milestone or report.target).project

    @display(description=_("files"))
    def files(self, report):
        return attached(report)


@admin.register(Instruction)
class InstructionAdmin(FactAdmin):
    list_display = ["text", "milestone", "project", "by", "at", "reply_by", "closed_at"]
    list_select_related = ["milestone", "project", "by"]
    search_fields = ["text", "milestone__name", "project__name"]


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
    list_display = ["milestone", "project", "number", "due", "quantity", "by", "from_at", "to_at"]
    list_filter = [filters.CategoryFilter, filters.UnitFilter]
    list_select_related = ["milestone__project", "by"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code"]

    @display(description=_("project"))
    def project(self, version):
        return version.milestone.project


@admin.register(OverdueFlag)
class FlagAdmin(FactAdmin):
    project_path = "milestone__project__"
    list_display = ["milestone", "project", "baseline_due", "since", "raised_on", "cleared_on", "why"]
    list_filter = [filters.CategoryFilter, filters.UnitFilter]
    list_select_related = ["milestone__project"]
    search_fields = ["milestone__name", "milestone__project__name", "milestone__project__code"]

    @display(description=_("project"))
    def project(self, flag):
        return flag.milestone.project


@admin.register(Escalation)
class EscalationAdmin(FactAdmin):
    list_display = ["on", "milestone", "step", "to"]
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


@admin.register(Delivery)
class DeliveryAdmin(FactAdmin):
    list_display = ["subject", "recipient", "kind", "slot", "state", "attempts", "sent_at", "last_error"]
    list_filter = [("state", ChoicesDropdownFilter)]
    list_select_related = ["recipient"]
    search_fields = ["subject", "recipient__name", "to_addr"]
    fields = [
        "subject",
        "recipient",
        "to_addr",
        "kind",
        "slot",
        "state",
        "attempts",
        "planned_at",
        "sent_at",
        "last_error",
        "text",
    ]


@admin.register(JobRun)
class JobRunAdmin(FactAdmin):
    readers = OFFICE
    list_display = ["job", "slot", "state", "started_at", "ended_at", "counts"]
    list_filter = [("state", ChoicesDropdownFilter)]
