"""Tabs to read beside the form of a record: each a heading, its rows and a template; the history comes when it is
opened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.forms import Media
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from backoffice.actions import RecordActionForm, record_action_url
from backoffice.history.record_history import History, fill_entry_subjects, record_history

from .requests import PersonRequest

ROWS = 50


@dataclass
class Panel:
    """A tab; to the theme it looks like an inline without a form."""

    prefix: str
    verbose_name_plural: str
    body: str
    rows: Iterable[Any] = ()
    more: str = ""  # where the rest is, when there are more rows than are shown
    extra: dict[str, Any] = field(default_factory=dict)
    tab = True
    template = "admin/panels/panel.html"
    show_count = False
    max_num = 0
    has_add_permission = has_change_permission = has_delete_permission = False
    media = Media()

    @property
    def opts(self) -> "Panel":
        return self

    @property
    def formset(self) -> "Panel":
        return self

    @property
    def errors(self) -> list[Any]:
        return []

    def is_multipart(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        """There are no forms in it."""
        return iter(())


class PanelAdminMixin:
    """For an admin whose change page has panels after its inlines; the last one is the history."""

    # Of the admin that it is mixed into.
    opts: Any
    admin_site: Any
    get_object: Any
    has_view_permission: Any

    def panels(self, request: PersonRequest, obj: Any) -> list[Panel]:
        raise NotImplementedError

    def history(self, obj: Any) -> History:
        """What is told on the last tab."""
        return fill_entry_subjects(record_history(obj, ROWS))

    def get_inline_formsets(
        self, request: PersonRequest, formsets: Any, inline_instances: Any, obj: Any = None
    ) -> list[Any]:
        found = super().get_inline_formsets(request, formsets, inline_instances, obj)  # type: ignore[misc]
        if obj is None:
            return found
        link = reverse(f"admin:{self.panel_name()}", args=[obj.pk])
        history = Panel("history", _("History"), "admin/panels/later.html", extra={"link": link})
        return [*found, *self.panels(request, obj), history]

    def panel_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_history_panel"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.history_panel)
        return [path("<int:object_id>/history-panel/", view, name=self.panel_name()), *super().get_urls()]  # type: ignore[misc]

    def history_panel(self, request: PersonRequest, object_id: int) -> TemplateResponse:
        record = self.get_object(request, str(object_id))
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        context = {"changes": self.history(record), "record": record}
        return TemplateResponse(request, "admin/panels/history.html", context)


@dataclass(frozen=True)
class ActionButton:
    """A button that leads to the form of an action and comes back to the tab."""

    title: str
    link: str
    solid: bool


def action_buttons(record: Model, forms: Iterable[type[RecordActionForm]], back: str) -> list[ActionButton]:
    """Buttons for the actions of a record."""
    come_back = "?" + urlencode({"next": back})
    return [
        ActionButton(str(form.title), record_action_url(record, form, record.pk) + come_back, form.solid)
        for form in forms
    ]


def allowed_forms(user: Any, record: Any, forms: Iterable[Any]) -> list[Any]:
    """Of the actions, those that this person may do to the record now."""
    return [form for form in forms if form.fits(user, record)]


def tab_address(obj: Any, prefix: str) -> str:
    """The address of a tab of a record."""
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk]) + f"#{prefix}"
