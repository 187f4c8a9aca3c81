"""Who may do what in the admin, by role: Django's permission table is not asked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, connection
from django.db.models import QuerySet
from django.forms import Media
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline

from backoffice.concurrency.forms import guard_form, guard_formset, lock_rows, submitted_texts
from backoffice.history.audit_log import WATCHERS
from backoffice.history.declared import is_private
from backoffice.history.events import EventPosition
from backoffice.history.record_history import (
    PAGE,
    History,
    history_by_key,
    is_history_tracked,
    older_page_address,
    record_history,
)

from .change_list import PinyinChangeList
from .choices import RecordSelect, RecordSelectMultiple, is_possible_key, with_translated_select2
from .concurrency import snapshot
from .errors import Conflict
from .recording import retry_after_midnight
from .refusals import database_refusal_text
from .requests import PersonRequest
from .roles import ACTIONS
from .search_bounds import refuse_long_search
from .storage import NO_ROOM_SAID, is_disk_full

READERS = ACTIONS["desk"].roles


class RoleAccessMixin:
    """View, add and change by role and by what the querysets allow; delete only where a subclass says so."""

    # Of the admin that it is mixed into.
    model: Any
    admin_site: Any
    get_autocomplete_fields: Any

    readers = READERS
    writers: frozenset[Any] = frozenset()

    def has_module_permission(self, request: PersonRequest) -> bool:
        return getattr(request.user, "role", "") in self.readers

    def has_view_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return request.user.role in self.writers

    def has_change_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return request.user.role in self.writers and (obj is None or self.may_edit(request, obj))

    def has_delete_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return False

    def get_field_queryset(self, db: str | None, db_field: Any, request: PersonRequest) -> Any:
        """A choice offers, and takes, what is in sight."""
        rows = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        rows = db_field.remote_field.model._default_manager.all() if rows is None else rows
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def formfield_for_foreignkey(self, db_field: Any, request: PersonRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RecordSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: PersonRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RecordSelectMultiple(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def may_edit(self, request: PersonRequest, obj: Any) -> bool:
        """Whether this record may be edited, besides the role."""
        editable = getattr(self.model.objects, "editable_by", None)
        return editable is None or editable(request.user).filter(pk=obj.pk).exists()


class RoleAdmin(RoleAccessMixin, ModelAdmin):
    """What every list and form of the admin has in common."""

    list_per_page = 50
    list_filter_submit = True
    list_select_related: bool | list[str] = True
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    compressed_fields = True
    actions_on_top = True
    delete_confirmation_max_display = 20
    change_form_before_template = "admin/conflicts.html"

    @property
    def media(self) -> Media:
        return with_translated_select2(super().media)

    def get_changelist(self, request: PersonRequest, **kwargs: Any) -> type[PinyinChangeList]:
        return PinyinChangeList

    def get_queryset(self, request: PersonRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_search_fields(self, request: PersonRequest) -> list[str]:
        """Texts are searched in whatever width and case they are typed."""
        return [f"{path}__alike" for path in super().get_search_fields(request)]

    def get_search_results(
        self, request: PersonRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A search for more than is read at once finds nothing, and says why."""
        try:
            refuse_long_search(search_term)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return queryset.none(), False
        return self.searched(request, queryset, search_term)

    def searched(self, request: PersonRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """The rows found by a search that is not too long, and whether some may be found twice."""
        return super().get_search_results(request, queryset, search_term)

    def get_object(self, request: PersonRequest, object_id: str, from_field: str | None = None) -> Any:
        """To be written, a record is locked and read as it then is; what is only read may not even be locked."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        if not self.has_change_permission(request, found):
            return found
        lock_rows(self.model._base_manager.filter(pk=found.pk))
        return super().get_object(request, object_id, from_field)

    def get_formsets_with_inlines(self, request: PersonRequest, obj: Any = None) -> Iterator[tuple[Any, Any]]:
        came = snapshot.read_snapshots(request)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            yield guard_formset(formset, came), inline

    def get_readonly_fields(self, request: PersonRequest, obj: Any = None) -> Sequence[Any]:
        """What a record is found by stays."""
        fields, key = super().get_readonly_fields(request, obj), self.opts.pk
        return fields if obj is None or key.auto_created else [*fields, key.name]

    def save_model(self, request: PersonRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what this person changed, and nothing that others wrote meanwhile."""
        obj.save(update_fields=form.written() if change and hasattr(form, "written") else None)

    def render_change_form(
        self, request: PersonRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Every page says what it showed, and what came in between."""
        form = context["adminform"].form
        formsets = [one.formset for one in context["inline_admin_formsets"]]
        forms = [form, *(row for one in formsets for row in getattr(one, "initial_forms", ()))]
        shown = {one.key: one.shown for one in forms if hasattr(one, "shown")}
        conflicts = [
            getattr(form, "conflict", None),
            *(found for one in formsets for found in getattr(one, "conflicts", ())),
        ]
        context |= {
            snapshot.NAME: snapshot.sign_snapshots(request, shown),
            "conflicts": [found for found in conflicts if found],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(
        self,
        request: PersonRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        with self.out_of_sight_first(request, object_id):
            return super().change_view(request, object_id, form_url, extra_context)

    @contextmanager
    def out_of_sight_first(self, request: PersonRequest, object_id: str) -> Iterator[None]:
        """What is out of sight is not there, before it is not allowed."""
        try:
            yield
        except PermissionDenied:
            if self.has_view_permission(request) and self.get_object(request, object_id) is None:
                raise Http404(_("There is no such record, or it is outside what you may see.")) from None
            raise

    def get_form(self, request: PersonRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What a record names already stays a choice, though it be out of sight."""
        form = super().get_form(request, obj, change=change, **kwargs)
        # Fields that a form declares itself are the same objects in every request.
        form.base_fields = deepcopy(form.base_fields)
        for name, field in form.base_fields.items():
            field.label = capfirst(str(field.label))  # Django does so for what is a column alone
            if obj and hasattr(obj, f"{name}_id") and hasattr(field, "queryset"):
                field.queryset |= field.queryset.model._default_manager.filter(pk=getattr(obj, f"{name}_id"))
        return guard_form(form, came=snapshot.read_snapshots(request), refused=getattr(request, "refused", ""))

    def _get_obj_does_not_exist_redirect(self, request: PersonRequest, opts: Any, object_id: str) -> HttpResponse:
        """Out of sight is not there; who had it open is told who deleted it, and keeps what was typed."""
        key = unquote(object_id)
        if snapshot.snapshot_key(self.model, key) not in snapshot.read_snapshots(request):
            raise Http404(_("There is no such record, or it is outside what you may see."))
        context = self.admin_site.each_context(request) | {
            "title": _("Deleted"),
            "opts": opts,
            "typed": submitted_texts(request, self.model),
            "change": next((change for change in history_by_key(self.model, key, 1) if change.deleted), None),
        }
        return TemplateResponse(request, "admin/gone.html", context, status=404)

    def get_actions(self, request: PersonRequest) -> dict[str, Any]:
        """No bulk deletion anywhere: what may go, goes one by one."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def response_action(self, request: PersonRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """What is ticked and can be no key of a record is not ticked; Django looks it up and raises."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST = request.POST.copy()  # type: ignore[assignment]
        request.POST.setlist(ACTION_CHECKBOX_NAME, [one for one in ticked if is_possible_key(self.model, one)])  # type: ignore[misc]
        return super().response_action(request, queryset)

    def changelist_view(self, request: PersonRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if "e" in request.GET:
            messages.warning(request, _("A filter in the address was not understood; the list is shown without it."))
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: PersonRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A lock that only the database saw, or its full disk, is told above the form, which keeps what was typed."""
        opened = super().changeform_view
        try:
            response = retry_after_midnight(lambda: opened(request, object_id, form_url, extra_context))
        except (IntegrityError, Conflict) as error:
            request.refused = database_refusal_text(error)
            response = opened(request, object_id, form_url, extra_context)
        except OperationalError as error:
            if not is_disk_full(error):
                raise
            request.refused = str(NO_ROOM_SAID)
            response = opened(request, object_id, form_url, extra_context)
            response.status_code = 507
            return response
        if getattr(request, "refused", "") or getattr(response, "context_data", {}).get("conflicts"):
            response.status_code = 409
        return response

    def history_view(
        self, request: PersonRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The trigger history, which knows every channel; Django's own log knows only the desk."""
        place = EventPosition.read(request.GET.get("after", ""))
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request):
            raise PermissionDenied
        history = self._history(request, record, unquote(object_id), place)
        context = self.admin_site.each_context(request) | {
            "title": _("History"),
            "opts": self.opts,
            "object": record,
            "original": record,
            "gone": record is None,
            "subject": record or object_id,
            "changes": history,
            "older": older_page_address(request, history),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _history(self, request: PersonRequest, record: Any, key: Any, place: EventPosition | None) -> History:
        """Of a record in sight; of a deleted one for those who watch over the district."""
        if record is not None and self.has_view_permission(request, record):
            return record_history(record, PAGE, place)
        try:
            key = self.opts.pk.to_python(key)
        except ValidationError:
            raise Http404 from None
        if self._is_gone(request, key) and (found := history_by_key(self.model, key, PAGE, place)):
            return found
        raise Http404

    def _is_gone(self, request: PersonRequest, key: Any) -> bool:
        """Whether one who watches over the district asks for what was deleted; what is only out of sight is not
        gone.
        """
        public = is_history_tracked(self.model) and not is_private(self.model)
        if not public or request.user.role not in WATCHERS & self.readers:
            return False
        return not self.model._base_manager.filter(pk=key).exists()

    def delete_view(
        self, request: PersonRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            with self.out_of_sight_first(request, object_id):
                return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            messages.error(request, _("Nothing was deleted: %(why)s") % {"why": database_refusal_text(error)})
            return HttpResponseRedirect("..")

    def get_deleted_objects(self, objs: Any, request: PersonRequest) -> tuple[Any, Any, set[Any], Any]:
        """What belongs to a record goes with it; whether the record may go was asked before."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected


class FactAdmin(RoleAdmin):
    """A list of facts: read here, written by verbs only."""

    actions = None

    def has_add_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return False


class FactInline(RoleAccessMixin, TabularInline):
    """Facts shown on the page of what they are about."""

    extra = 0
    can_delete = False
    show_change_link = True
    tab = True

    def get_changelist(self, request: PersonRequest, **kwargs: Any) -> type[PinyinChangeList]:
        return PinyinChangeList

    def get_queryset(self, request: PersonRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def has_add_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: PersonRequest, obj: Any = None) -> bool:
        return False
