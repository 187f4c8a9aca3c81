"""Change requests: what waits for a decision, and what was decided."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.clock import today
from backoffice.dashboard import record_link
from backoffice.days import show_day
from backoffice.filters import ChoicesFilter
from milestones.models import ChangeRequest

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
from .lights import local_time_text
from .take_back import BulkTakeBackForm, TakeBackForm


@admin.register(ChangeRequest)
class ChangeRequestAdmin(DecisionAdmin):
    action_forms = (ApproveChangeForm, RefuseChangeForm, WithdrawChangeForm, TakeBackForm)
    row_action_forms = (ApproveChangeForm, RefuseChangeForm)
    bulk_action_forms = (BulkApproveChangesForm, BulkRefuseChangesForm, BulkTakeBackForm)
    list_display = ["about", "asked", "reason_class", "asker", "state", "decided_by"]
    list_filter = [
        ("state", ChoicesFilter),
        dashboard_filters.LateChangeFilter,
        dashboard_filters.RetractableFilter,
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

    @display(description=_("subject"), ordering="milestone__name_key")
    def about(self, change: ChangeRequest) -> SafeString:
        """Milestone, quantity or project, and below it the project."""
        under = "" if change.project_id else change.concerns
        subject = change.milestone or change.target or change.project
        return format_html('{}<small class="tx-under">{}</small>', subject, under)

    @display(description=_("kind"), ordering="kind")
    def asked(self, change: ChangeRequest) -> SafeString:
        """What is asked for, and the new day or figure."""
        new = show_day(change.new_due, today()) if change.new_due else change.new_amount or ""
        return format_html('{}<small class="tx-under">{}</small>', change.get_kind_display(), new)

    @display(description=_("asked by"), ordering="at")
    def asker(self, change: ChangeRequest) -> SafeString:
        return format_html('{}<small class="tx-under">{}</small>', change.by, local_time_text(change.at))

    @display(description=_("new quantity"))
    def new_figure(self, change: ChangeRequest) -> str:
        return change.new_amount or "—"

    @display(description=_("words"))
    def words(self, change: ChangeRequest) -> str:
        rows = ((name, old, new) for name, old, new in change.corrected)
        return format_html_join(" ", "<p>{}：<del>{}</del> → <ins>{}</ins></p>", rows) or "—"

    @display(description=_("subject"))
    def subject(self, change: ChangeRequest) -> SafeString:
        return record_link(change.milestone or change.target or change.project)  # type: ignore[arg-type]

    @display(description=_("project"))
    def project_name(self, change: ChangeRequest) -> SafeString:
        return record_link(change.concerns)

    @display(description=_("files"))
    def files(self, change: ChangeRequest) -> str:
        return attachment_links(change)
