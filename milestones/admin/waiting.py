"""What waits for a supervisor's decision and what was decided: claims, doubtful figures and requests."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from milestones.models import ChangeRequest, Claim, ProgressReport
from projects.admin.filters import ChoicesFilter
from projects.models.grants import is_fresh
from projects.quantities import show_number

from . import filters, owed
from .attachments import attached
from .bulk import BulkAdmin
from .bulk_acts import (
    AcceptFigures,
    ApproveChanges,
    ConfirmClaims,
    RefuseChanges,
    ReturnClaims,
    ReturnFigures,
)
from .decisions import (
    AcceptForm,
    ApproveForm,
    ConfirmForm,
    RefuseForm,
    ReopenForm,
    ReturnFigureForm,
    ReturnForm,
    WithdrawForm,
)


class DecidedAdmin(BulkAdmin):
    """A list of what waits for a decision and what was decided; nobody edits it."""

    actions_on_top = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @display(description=_("decided by"))
    def decider(self, record):
        return marked(record.decided_by, record.decided_at)


def marked(person, at):
    """Who decided, and whether within 24 hours of being given the power to."""
    if not is_fresh(person and person.pk, at):
        return str(person or "—")
    return _t("%(person)s (within 24 hours of a grant)") % {"person": person}


@admin.register(Claim)
class ClaimAdmin(DecidedAdmin):
    project_path = "milestone__project__"
    acts = (ConfirmForm, ReturnForm, ReopenForm)
    row_acts = (ConfirmForm, ReturnForm)
    bulk_acts = (ConfirmClaims, ReturnClaims)
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
        "milestone", "project", "finished_on", "late_reason", "note", "by", "at", "state", "decider", "decided_at",
        "reason", "reopener", "reopened_at", "reopen_reason", "files",
    ]  # fmt: skip
    readonly_fields = ["project", "decider", "reopener", "files"]

    @display(description=_("project"), ordering="milestone__project__name_key")
    def project(self, claim):
        return claim.milestone.project

    @display(description=_("reopened by"))
    def reopener(self, claim):
        return marked(claim.reopened_by, claim.reopened_at)

    @display(description=_("files"))
    def files(self, claim):
        return attached(claim)


@admin.register(ProgressReport)
class ReportAdmin(DecidedAdmin):
    acts = row_acts = (AcceptForm, ReturnFigureForm)
    bulk_acts = (AcceptFigures, ReturnFigures)
    project_path = "milestone__project__"
    list_display = [
        "at",
        "milestone",
        "project",
        "done",
        "state",
        "forecast_due",
        "note",
        "problem",
        "need",
        "by",
    ]
    list_filter = [
        ("state", ChoicesFilter),
        owed.LateFigureFilter,
        owed.QuestionFilter,
        owed.MineFilter,
        filters.CategoryFilter,
        filters.UnitFilter,
        filters.StewardFilter,
    ]
    list_select_related = ["milestone__project", "target__project", "by", "decided_by"]
    search_fields = [
        "milestone__name",
        "milestone__project__name",
        "milestone__project__code",
        "note",
        "problem",
        "need",
    ]
    fields = [
        "milestone", "target", "done", "state", "reason", "decider", "decided_at", "decision_reason", "day", "forecast_due",
        "note", "problem", "need", "next_step", "by", "at", "files",
    ]  # fmt: skip
    readonly_fields = ["done", "decider", "files"]

    @display(description=_("project"))
    def project(self, report):
        return (report.milestone or report.target).project

    @display(description=_("quantity so far"), ordering="quantity")
    def done(self, report):
        return show_number(report.quantity, report.target.unit if report.target else "")

    @display(description=_("files"))
    def files(self, report):
        return attached(report)


@admin.register(ChangeRequest)
class ChangeAdmin(DecidedAdmin):
    acts = (ApproveForm, RefuseForm, WithdrawForm)
    row_acts = (ApproveForm, RefuseForm)
    bulk_acts = (ApproveChanges, RefuseChanges)
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
        "subject", "project_name", "kind", "new_due", "new_figure", "words", "reason_class", "text", "by", "at", "state",
        "decider", "decided_at", "reason", "document_number", "files",
    ]  # fmt: skip
    readonly_fields = ["subject", "project_name", "new_figure", "words", "decider", "files"]

    @display(description=_("new quantity"))
    def new_figure(self, change):
        return change.new_amount or "—"

    @display(description=_("words"))
    def words(self, change):
        rows = ((name, old, new) for name, old, new in change.corrected)
        return format_html_join(" ", "<p>{}：<del>{}</del> → <ins>{}</ins></p>", rows) or "—"

    @display(description=_("subject"))
    def subject(self, change):
        return change.milestone or change.target or change.project

    @display(description=_("project"))
    def project_name(self, change):
        return change.concerns

    @display(description=_("files"))
    def files(self, change):
        return attached(change)
