"""Progress reports, the doubtful figures among them first."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.dashboard import record_link
from backoffice.filters import ChoicesFilter
from milestones.models import ProgressReport
from projects.models import Project
from projects.quantities import format_quantity

from . import dashboard_filters, milestone_filters
from .attachment import attachment_links
from .decision import DecisionAdmin
from .figure_actions import AcceptFigureForm, BulkAcceptFiguresForm, BulkReturnFiguresForm, ReturnFigureForm


@admin.register(ProgressReport)
class ProgressReportAdmin(DecisionAdmin):
    action_forms = row_action_forms = (AcceptFigureForm, ReturnFigureForm)
    bulk_action_forms = (BulkAcceptFiguresForm, BulkReturnFiguresForm)
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
        dashboard_filters.LateFigureFilter,
        dashboard_filters.QuestionedFigureFilter,
        dashboard_filters.OwnRecordsFilter,
        milestone_filters.CategoryFilter,
        milestone_filters.UnitFilter,
        milestone_filters.StewardFilter,
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
        "milestone",
        "concerned",
        "target",
        "done",
        "state",
        "reason",
        "decider",
        "decided_at",
        "decision_reason",
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
    readonly_fields = ["concerned", "done", "decider", "files"]

    @display(description=_("project"))
    def project(self, report: ProgressReport) -> Project:
        return (report.milestone or report.target).project  # type: ignore[union-attr]

    @display(description=_("project"))
    def concerned(self, report: ProgressReport) -> SafeString:
        return record_link(self.project(report))

    @display(description=_("quantity so far"), ordering="quantity")
    def done(self, report: ProgressReport) -> str:
        return format_quantity(report.quantity, report.target.unit if report.target else "")

    @display(description=_("files"))
    def files(self, report: ProgressReport) -> str:
        return attachment_links(report)
