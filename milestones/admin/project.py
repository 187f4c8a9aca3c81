"""The register of projects with their lights, and one project with its quantities, milestones, works and requests."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.forms import ModelForm
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.bulk_actions import BulkActionAdmin
from backoffice.clock import day_of_instant, today
from backoffice.history.record_history import History
from backoffice.panels import ROWS, Panel, PanelAdminMixin
from backoffice.requests import PersonRequest
from milestones.models.status import State
from projects.models import Project, Promise, User
from projects.models.category import CODE
from projects.models.project import APPROVAL_LOCKS
from projects.permissions import ACTIONS, may_perform

from . import dashboard_filters, milestone_filters, project_filters
from .draft_actions import CarryOverForm, DraftScheduleForm, project_links
from .instruction import GiveInstructionForm
from .lights import light_badge, local_time_text, state_counts_text
from .project_actions import ApprovePlanForm, AssignProjectForm, ChangePhaseForm, ProjectChangeRequestForm
from .project_bulk_actions import BulkApprovePlansForm, BulkAssignStewardForm, BulkCarryOverForm, BulkScheduleForm
from .project_history import project_history
from .project_inlines import MilestoneInline, ProjectPartInline, TargetInline
from .project_panels import (
    assignment_panel,
    claim_panel,
    filtered_list_address,
    instruction_panel,
    programme_panel,
    project_facts_condition,
    report_panel,
    request_panel,
)
from .report_requests import RequestProjectReportsForm
from .standing_lists import ProjectChangeList, attach_project_lights
from .word_correction import CorrectWordsForm
from .workbook_export import WorkbookExportAdmin

# These are changed by an action of their own, which asks who may.
BY_ACT = ("unit", "steward", "leader", "phase")


class ProjectForm(forms.ModelForm):
    """A project under a programme: nobody puts one where they may not edit."""

    by: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].help_text = CODE.message

    def clean_parent(self) -> Project | None:
        parent = self.cleaned_data["parent"]
        self.instance.check_parent(parent, self.by)
        return parent


@admin.register(Project)
class ProjectAdmin(WorkbookExportAdmin, PanelAdminMixin, BulkActionAdmin):
    project_path = ""
    form = ProjectForm
    writers = ACTIONS["edit"].roles
    action_forms = (
        ApprovePlanForm,
        DraftScheduleForm,
        AssignProjectForm,
        ChangePhaseForm,
        ProjectChangeRequestForm,
        CorrectWordsForm,
        GiveInstructionForm,
        CarryOverForm,
    )
    list_display = ["light", "title", "category", "unit", "steward", "phase", "schedule", "overdue"]
    list_display_links = None
    list_filter = [
        project_filters.ProjectLightFilter,
        project_filters.ProjectOverdueFilter,
        project_filters.ProjectDueSoonFilter,
        dashboard_filters.SilentProjectFilter,
        dashboard_filters.OwnRecordsFilter,
        milestone_filters.PlanApprovalFilter,
        milestone_filters.CategoryFilter,
        milestone_filters.UnitFilter,
        milestone_filters.StewardFilter,
        milestone_filters.PlanYearFilter,
        milestone_filters.ListFilter,
        milestone_filters.PhaseFilter,
        project_filters.ProjectOriginFilter,
    ]
    list_select_related = ["category", "unit", "steward", "parent"]
    search_fields = ["name", "code", "label", "parent__name", "location", "note"]
    search_help_text = _("Name, code, label or place")
    autocomplete_fields = ["category", "parent", "unit", "steward", "leader", "continues", "co_units"]
    readonly_fields = ["standing", "source", "approval", "cancellation", "continued"]
    bulk_action_forms = (
        BulkScheduleForm,
        BulkApprovePlansForm,
        BulkAssignStewardForm,
        RequestProjectReportsForm,
        BulkCarryOverForm,
    )
    fieldsets = [
        (None, {"fields": ["standing"]}),
        (
            _("Project"),
            {
                "fields": [
                    "name",
                    ("code", "plan_year"),
                    ("category", "label"),
                    ("parent", "continues"),
                    ("unit", "steward"),
                    ("leader", "phase"),
                    "co_units",
                    ("starts_on", "location"),
                    "source",
                    "approval",
                    "cancellation",
                    "continued",
                    "note",
                ]
            },
        ),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    ("code", "plan_year"),
                    ("category", "label"),
                    ("parent", "continues"),
                    ("unit", "steward"),
                    ("leader", "phase"),
                    "co_units",
                    ("starts_on", "location"),
                    ("source_line", "note"),
                ]
            },
        )
    ]

    def get_changelist(self, request: PersonRequest, **kwargs: Any) -> type[ProjectChangeList]:
        return ProjectChangeList

    def get_inlines(self, request: PersonRequest, obj: Project) -> list[type[ProjectPartInline]]:
        return [MilestoneInline, TargetInline] if obj else [TargetInline]

    def get_readonly_fields(self, request: PersonRequest, obj: Project | None = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj)]
        if obj is None:
            return fields
        return [*fields, *BY_ACT, *(APPROVAL_LOCKS if obj.approved_at else ())]

    def get_form(
        self, request: PersonRequest, obj: Project | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def panels(self, request: PersonRequest, obj: Project) -> list[Panel]:
        about = project_facts_condition(obj)
        return [
            programme_panel(request, obj),
            request_panel(request, obj, about | Q(project=obj)),
            report_panel(request, obj, about, filtered_list_address("progressreport", urlencode({"q": obj.code}))),
            claim_panel(request, obj, Q(milestone__project=obj)),
            instruction_panel(request, Q(project=obj) | Q(milestone__project=obj)),
            assignment_panel(obj),
        ]

    def history(self, obj: Project) -> History:
        return project_history(obj, ROWS)

    def has_add_permission(self, request: PersonRequest, obj: Project | None = None) -> bool:
        return may_perform(request.user, "register")

    def has_delete_permission(self, request: PersonRequest, obj: Project | None = None) -> bool:
        """Nobody deletes what is approved, or was recorded on an earlier day."""
        mistaken = obj is not None and obj.approved_at is None and day_of_instant(obj.at) == today()
        return mistaken and may_perform(request.user, "register")

    @display(description=_("light"))
    def light(self, project: Any) -> str:
        return light_badge(project.light.light, project.light.reason)

    @display(description=_("project"), ordering="name_key")
    def title(self, project: Any) -> SafeString:
        link = reverse("admin:projects_project_change", args=[project.pk])
        under = f"{project.code} {project.parent.name if project.parent else ''}"
        return format_html(
            '<a class="tx-name" href="{}">{}</a><small class="tx-under">{}</small>', link, project.name, under
        )

    @display(description=_("schedule"))
    def schedule(self, project: Any) -> str:
        return state_counts_text(project) or "—"

    @display(description=_("overdue"))
    def overdue(self, project: Any) -> SafeString:
        late = project.states.get(State.OVERDUE, 0)
        if not late:
            return mark_safe('<span class="tx-zero">0</span>')
        link = reverse("admin:milestones_milestone_changelist") + f"?overdue=true&q={project.code}"
        return format_html('<a class="tx-late" href="{}">{}</a>', link, late)

    @display(description=_("today"))
    def standing(self, project: Any) -> SafeString:
        if not hasattr(project, "light"):
            attach_project_lights([project])
        return format_html(
            "{} {} {}", light_badge(project.light.light), project.light.reason, state_counts_text(project)
        )

    @display(description=_("source"))
    def source(self, project: Project) -> str:
        if not project.source_line:
            return _t("not from the source")
        line = _t("line %(line)s of the source") % {"line": project.source_line}
        promise = Promise.objects.filter(project=project).first()
        if promise is None:
            return line
        label = f"“{promise.label}”" if promise.label else ""
        written = _t(", ").join(map(str, promise.targets))
        return "　".join(filter(None, [line, label, promise.name, written]))

    @display(description=_("approval"))
    def approval(self, project: Project) -> str:
        if not project.approved_at:
            return _t("Not approved yet; code, names, category, year, programme and start may still be edited.")
        return _t("Approved by %(person)s on %(day)s; code, names, category, year, programme and start are locked.") % {
            "person": project.approved_by,
            "day": local_time_text(project.approved_at),
        }

    @display(description=_("cancellation"))
    def cancellation(self, project: Project) -> str:
        return (
            f"{date_format(project.cancelled_on, 'DATE_FORMAT')} {project.cancel_reason}"
            if project.cancelled_on
            else "—"
        )

    @display(description=_("carried over to"))
    def continued(self, project: Project) -> str:
        return project_links(project.continued_by.order_by("code")) or "—"
