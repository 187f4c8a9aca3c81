"""Audit log: all record histories as one list, newest first, for roles that may perform the action `watch`."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget

from backoffice.channel import Channel, came_through
from backoffice.clock import end_of_day
from backoffice.requests import PersonRequest
from backoffice.roles import ACTIONS, may_perform

from .declared import MemberList, is_private, repeats_parent
from .events import EventPosition, event_rows, history_tables
from .record_history import PAGE, History, fill_entry_subjects, older_page_address, read_history

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WATCHERS = ACTIONS["watch"].roles
KINDS = [("", _("all")), ("insert", _("recorded")), ("update", _("changed")), ("delete", _("deleted"))]


def history_models() -> list[Any]:
    """The models with a history of their own, by their name."""
    found = (table.pgh_tracked_model for table in history_tables())
    return sorted(
        (model for model in found if not MemberList.of(model) and not is_private(model)),
        key=lambda model: model._meta.model_name,
    )


def optional_select_field(choices: Iterable[Any], label: "str | StrPromise") -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, label=label, required=False, widget=UnfoldAdminSelectWidget)


class AuditLogFilter(forms.Form):
    """Which part of the list to show."""

    person = forms.ModelChoiceField(
        get_user_model().objects.all(),
        label=_("person"),
        required=False,
        empty_label=_("all"),
        widget=UnfoldAdminSelectWidget,
    )
    day = forms.DateField(label=_("day"), required=False, widget=UnfoldAdminDateWidget(attrs={"type": "date"}))
    model = optional_select_field((), _("kind of record"))
    channel = optional_select_field([("", _("all")), *Channel.choices], _("channel"))
    kind = optional_select_field(KINDS, _("act"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(model._meta.model_name, capfirst(model._meta.verbose_name)) for model in history_models()]
        self.fields["model"].choices = [("", _t("all")), *named]  # type: ignore[attr-defined]

    def sources(self) -> list[QuerySet[Any]]:
        """The histories to read, narrowed by what was chosen."""
        asked = self.cleaned_data
        chosen = asked.get("model")
        return [
            event_rows(table).filter(self.narrowed(asked))
            for table in history_tables()
            if self.wants(table.pgh_tracked_model, chosen)
        ]

    @staticmethod
    def wants(model: Any, chosen: str | None) -> bool:
        """The lists of a record go with it."""
        listed = MemberList.of(model)
        owner = listed.owning_model(model) if listed else model
        if is_private(owner):
            return False
        return owner._meta.model_name == chosen if chosen else not repeats_parent(owner)

    @staticmethod
    def narrowed(asked: dict[str, Any]) -> Q:
        where = Q()
        if person := asked.get("person"):
            where &= Q(pgh_context__user=person.pk)
        if channel := asked.get("channel"):
            where &= came_through(channel)
        if kind := asked.get("kind"):
            where &= Q(pgh_label=kind)
        if day := asked.get("day"):
            where &= Q(pgh_created_at__gte=end_of_day(day - dt.timedelta(days=1)), pgh_created_at__lt=end_of_day(day))
        return where


def show_audit_log(request: PersonRequest) -> TemplateResponse:
    """The newest entries first, a page at a time."""
    if not may_perform(request.user, "watch"):
        raise PermissionDenied(_t("Only supervisors, auditors and administrators read who did what."))
    form = AuditLogFilter(request.GET or {})
    changes = History()
    if form.is_valid():
        changes = fill_entry_subjects(
            read_history(form.sources(), PAGE, EventPosition.read(request.GET.get("after", "")))
        )
    context = admin.site.each_context(request) | {
        "title": _t("Who did what"),
        "form": form,
        "changes": changes,
        "older": older_page_address(request, changes),
    }
    return TemplateResponse(request, "admin/audit_log.html", context)
