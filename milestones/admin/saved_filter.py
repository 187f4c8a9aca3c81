"""Filters that a person keeps under a name: saved from the list, shown as links above it, renamed and deleted here."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import fields
from backoffice.actions import run_action_form
from backoffice.permissions import READERS, RoleAdmin
from backoffice.requests import PersonRequest
from milestones.models import SavedFilter
from projects.models import User

from .outcome import OutcomeActionForm

# Where in the list one was is no part of a filter.
PLACE = ("p", "all", "e", "_changelist_filters")


def admin_of_list_address(address: str) -> admin.ModelAdmin | None:
    """The admin whose list an address shows, or None."""
    try:
        name = resolve(address).url_name or ""
    except Resolver404:
        return None
    found = (
        one
        for model, one in admin.site._registry.items()
        if name == f"{model._meta.app_label}_{model._meta.model_name}_changelist"
    )
    return next(found, None)


def checked_filter_query(model_admin: Any, query: str, user: User) -> str:
    """Return the query string without paging parameters; raise ValidationError if the list rejects any of its
    filters.
    """
    request = HttpRequest()
    asked = QueryDict(query, mutable=True)
    for name in PLACE:
        asked.pop(name, None)
    request.GET, request.user, request.method = asked, user, "GET"  # type: ignore[assignment]
    try:
        model_admin.get_changelist_instance(request)
    except (IncorrectLookupParameters, SuspiciousOperation):
        raise ValidationError(_t("The list does not know this filter.")) from None
    return request.GET.urlencode()


class SaveFilterForm(OutcomeActionForm):
    """The list one is on, as it is filtered, under a name."""

    verb, title, done = (
        "keep",
        _("Save this filter"),
        _("The filter is saved; its link stands above the list."),
    )
    line = "desk"

    name = fields.line_field(_("name"), 30, required=True)

    def about(self) -> list[str]:
        return []

    def clean(self) -> dict[str, Any]:
        address = urlsplit(self.data.get("next", ""))
        model_admin = admin_of_list_address(address.path)
        if model_admin is None:
            raise ValidationError(_t("Only a list can be saved."))
        self.query = checked_filter_query(model_admin, address.query, self.user)
        if not self.query:
            raise ValidationError(_t("Nothing is filtered or sorted here yet."))
        self.list = model_admin.opts.label_lower
        return super().clean()

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip()

    def act(self) -> None:
        record = SavedFilter(user=self.user, list=self.list, query=self.query, name=self.cleaned_data["name"])
        check_unique_filter_name(record)
        record.full_clean()
        record.save()


def check_unique_filter_name(record: SavedFilter) -> None:
    """One name, one filter of a list."""
    same = SavedFilter.objects.filter(user=record.user, list=record.list, name=record.name).exclude(pk=record.pk)
    if same.exists():
        raise ValidationError({"name": _t("You have a filter of this name on this list already.")})


class RenameFilterForm(ModelForm):
    class Meta:
        model = SavedFilter
        fields = ("name",)

    def clean(self) -> dict[str, Any] | None:
        self.instance.name = self.cleaned_data.get("name", "")
        check_unique_filter_name(self.instance)
        return super().clean()


@admin.register(SavedFilter)
class SavedFilterAdmin(RoleAdmin):
    """One's own saved filters."""

    writers = READERS
    form = RenameFilterForm
    list_display = ["name", "shown"]
    fields = ["name", "shown"]
    readonly_fields = ["shown"]

    def has_add_permission(self, request: PersonRequest, obj: SavedFilter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: PersonRequest, obj: SavedFilter | None = None) -> bool:
        return obj is not None and obj.user_id == request.user.pk

    def get_urls(self) -> list[URLPattern]:
        return [path("keep/", self.admin_site.admin_view(self.keep), name="keep_filter"), *super().get_urls()]

    def keep(self, request: PersonRequest) -> HttpResponse:
        return run_action_form(self, request, SaveFilterForm, None, reverse("admin:index"))

    @display(description=_("list"))
    def shown(self, saved: SavedFilter) -> SafeString:
        return format_html(
            '<a class="tx-name" href="{}">{}</a>', saved_filter_address(saved), name_of_saved_list(saved)
        )


def saved_filter_address(saved: SavedFilter) -> str:
    """Where the saved filter leads."""
    return f"{reverse('admin:' + saved.list.replace('.', '_') + '_changelist')}?{saved.query}"


def name_of_saved_list(saved: SavedFilter) -> str | Promise:
    """What the list lists."""
    label: dict[str, Any] = {model._meta.label_lower: model._meta.verbose_name_plural for model in admin.site._registry}
    return label.get(saved.list, saved.list)
