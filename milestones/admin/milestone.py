"""The milestone list from where things stand today, and one milestone with its facts and verbs."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import smart_split
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import fields
from backoffice.bulk_actions import BulkActionAdmin
from backoffice.clock import day_of_instant, today
from backoffice.panels import Panel, PanelAdminMixin
from backoffice.requests import PersonRequest
from milestones.models import Milestone
from milestones.models.milestone import APPROVAL_LOCKS
from milestones.models.status import State
from projects.models import Project, Target, User
from projects.permissions import ACTIONS

from . import dashboard_filters, milestone_filters
from .instruction import GiveInstructionForm
from .lights import (
    baseline_cell,
    days_late_cell,
    forecast_cell,
    standing_light_badge,
    standing_reason,
)
from .milestone_actions import (
    AssignOwnerForm,
    ClaimFinishForm,
    ExtensionRequestForm,
    MilestoneChangeRequestForm,
    NoProgressForm,
    ReportProgressForm,
)
from .project_panels import (
    baseline_panel,
    claim_panel,
    filtered_list_address,
    instruction_panel,
    report_panel,
    request_panel,
)
from .report_requests import RequestMilestoneReportsForm
from .standing_lists import MilestoneChangeList, standing_today
from .word_correction import CorrectWordsForm

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class MilestoneForm(fields.PlainNumberModelForm):
    """What approval locks is shown and not offered; the forecast of an existing milestone moves by a report."""

    class Meta:
        model = Milestone
        fields = ("project", "name", "sequence", "weight", "starts_on", "target", "quantity", "forecast_due")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._lock("forecast_due", _("Moves by a progress report."))
        if self.instance.baseline_due:
            for name in APPROVAL_LOCKS:
                self._lock(name, _("Approved and locked; ask for a change instead."))

    def _lock(self, name: str, why: "str | StrPromise") -> None:
        if name in self.fields:
            self.fields[name].disabled = True
            self.fields[name].widget.attrs["title"] = why
            if self.prefix is None:
                self.fields[name].help_text = why

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[assignment]
        target, project = (
            cleaned.get("target"),
            cleaned.get("project", getattr(self.instance, "project", None)),
        )
        if target and project and target.project_id != project.pk:
            self.add_error("target", _("This quantity belongs to another project."))
        return cleaned


def milestone_search_condition(word: str) -> Q:
    """Milestones with the word in their own name, or in the name, code or programme of their project."""
    named = Q(name__icontains=word) | Q(code__icontains=word) | Q(parent__name__icontains=word)
    return Q(name__icontains=word) | Q(project__in=Project.objects.filter(named).values("pk"))


def narrow_quantities(field: Any, request: PersonRequest, milestone: Milestone | None) -> None:
    """The quantities of the milestone's project, or of the one that the page was opened or sent with; before one is
    known, of all that one may edit, each with its project.
    """
    given = request.POST.get("project") or request.GET.get("project") or ""
    project = milestone.project_id if milestone else int(given) if given.isdecimal() and len(given) < 19 else None
    field.queryset = Target.objects.visible_to(request.user).select_related("project").order_by("project__code", "pk")
    if project is not None:
        field.queryset = field.queryset.filter(project=project)
    else:
        field.label_from_instance = lambda target: f"{target.project.code} {target.project}　{target}"


@admin.register(Milestone)
class MilestoneAdmin(PanelAdminMixin, BulkActionAdmin):
    project_path = "project__"
    writers = ACTIONS["edit"].roles
    action_forms = (
        ReportProgressForm,
        ClaimFinishForm,
        ExtensionRequestForm,
        MilestoneChangeRequestForm,
        CorrectWordsForm,
        NoProgressForm,
        AssignOwnerForm,
        GiveInstructionForm,
    )
    row_action_forms = (ReportProgressForm, ClaimFinishForm, ExtensionRequestForm)
    bulk_action_forms = (RequestMilestoneReportsForm,)
    form = MilestoneForm
    list_display = ["light", "title", "project_link", "people", "late", "baseline", "forecast", "state"]
    list_display_links = None
    list_filter = [
        milestone_filters.MilestoneLightFilter,
        milestone_filters.MilestoneOverdueFilter,
        milestone_filters.MilestoneDueSoonFilter,
        milestone_filters.MilestoneStateFilter,
        milestone_filters.ReturnedClaimFilter,
        milestone_filters.CategoryFilter,
        milestone_filters.UnitFilter,
        milestone_filters.StewardFilter,
        milestone_filters.PlanYearFilter,
        milestone_filters.ListFilter,
        milestone_filters.PhaseFilter,
        milestone_filters.MilestoneOriginFilter,
        dashboard_filters.SilentProjectFilter,
        dashboard_filters.OwnRecordsFilter,
    ]
    search_fields = ["name", "project__name", "project__code", "project__parent__name"]
    search_help_text = _("Name of the milestone or project, or code")
    list_select_related = ["project"]
    autocomplete_fields = ["project"]
    readonly_fields = ["standing", "origin_text", "owner_or_steward", "source"]
    fieldsets = [
        (None, {"fields": ["standing"]}),
        (
            _("Milestone"),
            {
                "fields": [
                    "project",
                    "name",
                    ("sequence", "weight"),
                    ("starts_on", "forecast_due"),
                    ("target", "quantity"),
                    ("owner_or_steward", "origin_text"),
                    "source",
                ]
            },
        ),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "project",
                    "name",
                    ("sequence", "weight"),
                    ("starts_on", "forecast_due"),
                    ("target", "quantity"),
                ]
            },
        )
    ]

    def get_changelist(self, request: PersonRequest, **kwargs: Any) -> type[MilestoneChangeList]:
        return MilestoneChangeList

    def searched(
        self, request: PersonRequest, queryset: QuerySet[Milestone], search_term: str
    ) -> tuple[QuerySet[Milestone], bool]:
        """Every word in the milestone's name or in its project's, which is read once and not for each milestone."""
        for word in smart_split(search_term):
            queryset = queryset.filter(milestone_search_condition(word.strip("\"'")))
        return queryset, False

    def panels(self, request: PersonRequest, obj: Milestone) -> list[Panel]:
        mine = Q(milestone=obj)
        return [
            baseline_panel(obj),
            report_panel(request, obj, mine, filtered_list_address("progressreport", urlencode({"q": obj.name}))),
            claim_panel(request, obj, mine),
            request_panel(request, obj, mine),
            instruction_panel(request, mine),
        ]

    def get_form(
        self, request: PersonRequest, obj: Milestone | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """The form of whoever asks: a milestone is added to a project that one may edit."""
        form = super().get_form(request, obj, change, **kwargs)
        if "project" in form.base_fields:
            form.base_fields["project"].queryset = Project.objects.editable_by(request.user)
        if "target" in form.base_fields:
            narrow_quantities(form.base_fields["target"], request, obj)
        return form

    def has_delete_permission(self, request: PersonRequest, obj: Milestone | None = None) -> bool:
        """Nobody deletes what is approved, or was recorded on an earlier day."""
        mistaken = obj is not None and obj.baseline_due is None and day_of_instant(obj.at) == today()
        return mistaken and self.has_change_permission(request, obj)

    @display(description=_("light"), ordering="light_rank")
    def light(self, milestone: Milestone) -> str:
        return standing_light_badge(standing_today(milestone), today())

    @display(description=_("milestone"), ordering="milestone__name_key")
    def title(self, milestone: Milestone) -> SafeString:
        link = reverse("admin:milestones_milestone_change", args=[milestone.pk])
        reason = standing_reason(standing_today(milestone), today())
        return format_html(
            '<a class="tx-name" href="{}">{}</a><small class="tx-why">{}</small>',
            link,
            milestone.name,
            reason,
        )

    @display(description=_("project"), ordering="project__code")
    def project_link(self, milestone: Milestone) -> SafeString:
        link = reverse("admin:projects_project_change", args=[milestone.project_id])
        project = milestone.project
        return format_html(
            '<a class="tx-name" href="{}">{}</a><small class="tx-under">{}</small>',
            link,
            project.name,
            project.code,
        )

    @display(description=_("unit and steward"), ordering="unit__name_key")
    def people(self, milestone: Milestone) -> SafeString:
        row = standing_today(milestone)
        person = row.owner or row.steward or "—"
        if row.owner_id and row.owner_id != row.steward_id:
            person = _t("%(person)s (owner)") % {"person": person}
        return format_html('{}<small class="tx-under">{}</small>', row.unit or "—", person)

    @display(description=_("days late"), ordering="days_late")
    def late(self, milestone: Milestone) -> SafeString:
        return days_late_cell(standing_today(milestone))

    @display(description=_("baseline"), ordering="baseline_due")
    def baseline(self, milestone: Milestone) -> str:
        return baseline_cell(standing_today(milestone), today())

    @display(description=_("forecast"), ordering="forecast_due")
    def forecast(self, milestone: Milestone) -> str:
        return forecast_cell(standing_today(milestone), today())

    @display(description=_("state"), ordering="state")
    def state(self, milestone: Milestone) -> str:
        return str(State(standing_today(milestone).state).label)

    @display(description=_("today"))
    def standing(self, milestone: Milestone) -> SafeString:
        row = standing_today(milestone)
        return format_html(
            '<span class="tx-standing">{} <b>{}</b> {}</span>',
            standing_light_badge(row, today()),
            State(row.state).label,
            standing_reason(row, today()),
        )

    @display(description=_("owner"))
    def owner_or_steward(self, milestone: Milestone) -> User | str:
        return milestone.owner or _t("%(person)s (steward)") % {"person": milestone.project.steward or "—"}

    @display(description=_("origin of the date"))
    def origin_text(self, milestone: Milestone) -> str:
        """Where the date comes from; a template by its name."""
        if milestone.origin != Milestone.Origin.TEMPLATE:
            return milestone.get_origin_display()
        return _t("from the template “%(name)s”") % {"name": milestone.project.category}

    @display(description=_("source"))
    def source(self, milestone: Milestone) -> SafeString:
        project = milestone.project
        number = (milestone.target and milestone.target.source_line) or project.source_line
        line = _t("line %(line)s of the source") % {"line": number} if number else _t("not from the source")
        return format_html("{} {} {}", project.code, project.name, line)
