"""The quantities that projects promise."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.actions import RecordActionAdmin
from backoffice.fields import PlainNumberModelForm
from backoffice.requests import PersonRequest
from projects.models import Project, Target
from projects.permissions import ACTIONS

from . import milestone_filters
from .word_correction import CorrectWordsForm


@admin.register(Target)
class TargetAdmin(RecordActionAdmin):
    """One quantity: added to a project that nobody has approved, chosen elsewhere, its words corrected by decision."""

    project_path = "project__"
    writers = ACTIONS["edit"].roles
    form = PlainNumberModelForm
    action_forms = (CorrectWordsForm,)
    list_display = ["measure", "promised", "as_written", "nature", "project"]
    list_filter = [
        milestone_filters.CategoryFilter,
        milestone_filters.PlanYearFilter,
        milestone_filters.ListFilter,
    ]
    list_select_related = ["project"]
    search_fields = ["measure", "project__name", "project__code"]
    autocomplete_fields = ["project"]
    readonly_fields = ["source_line"]

    @display(description=_("value"), ordering="value")
    def promised(self, target: Target) -> str:
        return target.written

    def may_edit(self, request: PersonRequest, obj: Target) -> bool:
        """Approval locks a quantity whole; its words are put right by decision."""
        return not obj.project.approved_at and super().may_edit(request, obj)

    def get_form(
        self, request: PersonRequest, obj: Target | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if "project" in form.base_fields:
            form.base_fields["project"].queryset = Project.objects.editable_by(request.user)
        return form

    def get_readonly_fields(self, request: PersonRequest, obj: Target | None = None) -> list[str]:
        """A quantity stays with its project."""
        return [*super().get_readonly_fields(request, obj), *(["project"] if obj else [])]

    def has_delete_permission(self, request: PersonRequest, obj: Target | None = None) -> bool:
        return bool(obj) and self.has_change_permission(request, obj)
