"""The numbers of the rules, the templates and the subscriptions: the administrator's part."""

import datetime as dt

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext as _t
from unfold.widgets import UnfoldAdminTextInputWidget

from milestones.models import MilestoneTemplate, Policy, Subscription
from projects.admin.access import READERS, RoleAdmin
from projects.admin.filters import ChoicesFilter
from projects.clock import today

from . import filters, owed
from .calendar import ADMIN


class PolicyForm(forms.ModelForm):
    """A new row takes effect tomorrow at the earliest."""

    class Meta:
        model = Policy
        fields = (
            "effective_from", "category", "due_soon_workdays", "behind_yellow", "behind_red", "ladder", "confirm_workdays",
            "claim_backdate_workdays", "evidence", "filing_day", "filing_day_december", "min_milestones",
        )  # fmt: skip

    def clean_effective_from(self):
        day = self.cleaned_data["effective_from"]
        if day <= today():
            raise forms.ValidationError(_t("A policy takes effect tomorrow at the earliest."))
        return day


@admin.register(Policy)
class PolicyAdmin(RoleAdmin):
    writers = ADMIN
    form = PolicyForm
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
    list_display = [
        "effective_from",
        "category",
        "due_soon_workdays",
        "behind_yellow",
        "behind_red",
        "confirm_workdays",
        "evidence",
    ]
    list_filter = [owed.UpcomingFilter]
    list_select_related = ["category"]

    def may_edit(self, request, obj):
        """A row in effect is neither edited nor deleted."""
        return obj.effective_from > today()

    def has_delete_permission(self, request, obj=None):
        return obj is not None and self.has_change_permission(request, obj)

    def get_changeform_initial_data(self, request):
        return {"effective_from": today() + dt.timedelta(days=1)} | super().get_changeform_initial_data(
            request
        )


@admin.register(MilestoneTemplate)
class TemplateAdmin(RoleAdmin):
    writers = ADMIN
    project_path = ""
    list_display = ["name", "category", "sequence", "share", "weight"]
    list_filter = [filters.CategoryFilter]
    list_select_related = ["category"]
    search_fields = ["name", "category__name"]

    def has_delete_permission(self, request, obj=None):
        return request.user.role in ADMIN


@admin.register(Subscription)
class SubscriptionAdmin(RoleAdmin):
    """Everybody sees their own digests; the administrator keeps all of them."""

    readers = READERS
    writers = ADMIN
    list_display = ["user", "scope", "frequency"]
    list_filter = [("scope", ChoicesFilter), ("frequency", ChoicesFilter)]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    search_fields = ["user__name"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.user.role in ADMIN else rows.filter(user=request.user)
