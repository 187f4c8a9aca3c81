"""The dated numbers of the rules: the administrator's list."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.postgres.fields import ArrayField
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from backoffice.clock import today
from backoffice.permissions import RoleAdmin
from backoffice.requests import PersonRequest
from milestones.models import Policy
from projects.permissions import ACTIONS

from . import dashboard_filters
from .policy_effect import PolicyEffect, policy_effect


class StepsInput(UnfoldAdminTextInputWidget):
    """Numbers between commas, of a Chinese keyboard too."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        typed = super().value_from_datadict(data, files, name)
        return typed and re.sub("[，、]", ",", typed)


class PolicyForm(forms.ModelForm):
    """A new row takes effect tomorrow at the earliest, and is saved once it was shown which lights it changes."""

    preview: PolicyEffect | None = None

    class Meta:
        model = Policy
        fields = (
            "effective_from",
            "category",
            "due_soon_workdays",
            "behind_yellow",
            "behind_red",
            "ladder",
            "confirm_workdays",
            "claim_backdate_workdays",
            "evidence",
            "filing_day",
            "filing_day_december",
            "min_milestones",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            self.fields["category"].empty_label = _t("all categories")  # type: ignore[attr-defined]

    def clean_effective_from(self) -> dt.date:
        day = self.cleaned_data["effective_from"]
        if day <= today():
            raise forms.ValidationError(_t("A policy takes effect tomorrow at the earliest."))
        return day

    def _post_clean(self) -> None:
        """Once the record is filled in."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors or not self.has_changed():
            return
        effect = policy_effect(self.instance)
        if self.data.get("shown") != effect.mark:
            self.preview = effect
            self.add_error(None, effect.headline)  # so that it is not saved; the page shows it as no error


@admin.register(Policy)
class PolicyAdmin(RoleAdmin):
    writers = ACTIONS["keep"].roles
    form = PolicyForm
    change_form_after_template = "admin/policy_effect.html"
    formfield_overrides = {ArrayField: {"widget": StepsInput}}
    list_display = [
        "effective_from",
        "for_category",
        "due_soon_workdays",
        "behind_yellow",
        "behind_red",
        "ladder_steps",
        "confirm_workdays",
        "evidence",
    ]
    list_filter = [dashboard_filters.UpcomingPolicyFilter]
    list_select_related = ["category"]

    @display(description=_("category"), ordering="category")
    def for_category(self, policy: Policy) -> str:
        return str(policy.category or _t("all categories"))

    @display(description=_("ladder (working days late)"))
    def ladder_steps(self, policy: Policy) -> str:
        return _t(", ").join(map(str, policy.ladder))

    def render_change_form(
        self, request: PersonRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A preview is no error, and the buttons say which of the two they do."""
        form = context["adminform"].form
        if form.preview:
            form.errors.clear()
            context["errors"] = []
            messages.info(
                request,
                _t("%(effect)s Nothing is saved yet; the list stands below.") % {"effect": form.preview.headline},
            )
        context |= {"preview_first": True, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def may_edit(self, request: PersonRequest, obj: Policy) -> bool:
        """A row in effect is neither edited nor deleted."""
        return obj.effective_from > today()

    def has_delete_permission(self, request: PersonRequest, obj: Policy | None = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def get_changeform_initial_data(self, request: PersonRequest) -> dict[str, Any]:
        return {"effective_from": today() + dt.timedelta(days=1)} | super().get_changeform_initial_data(request)
