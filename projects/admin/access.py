"""Who may do what in the admin, by role: Django's permission table is not asked."""

from contextlib import contextmanager

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline

from projects.models import Role

from .history import history_of
from .refusals import refusal

READERS = frozenset(Role) - {Role.LEADER}


class ByRole:
    """View, add and change by role and by what the querysets allow; delete only where a subclass says so."""

    readers = READERS
    writers = frozenset()

    def has_module_permission(self, request):
        return getattr(request.user, "role", "") in self.readers

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request, obj=None):
        return request.user.role in self.writers

    def has_change_permission(self, request, obj=None):
        return request.user.role in self.writers and (obj is None or self.may_edit(request, obj))

    def has_delete_permission(self, request, obj=None):
        return False

    def get_field_queryset(self, db, db_field, request):
        """A choice offers, and takes, what is in sight."""
        rows = super().get_field_queryset(db, db_field, request)
        rows = db_field.remote_field.model._default_manager.all() if rows is None else rows
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def may_edit(self, request, obj):
        """Whether this record may be edited, besides the role."""
        editable = getattr(self.model.objects, "editable_by", None)
        return editable is None or editable(request.user).filter(pk=obj.pk).exists()


class RoleAdmin(ByRole, ModelAdmin):
    """What every list and form of the desk has in common."""

    list_per_page = 50
    list_filter_submit = True
    list_select_related = True
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    compressed_fields = True
    actions_on_top = True
    delete_confirmation_max_display = 20

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def change_view(self, request, object_id, form_url="", extra_context=None):
        with self.out_of_sight_first(request, object_id):
            return super().change_view(request, object_id, form_url, extra_context)

    @contextmanager
    def out_of_sight_first(self, request, object_id):
        """What is out of sight is not there, before it is not allowed."""
        try:
            yield
        except PermissionDenied:
            if self.has_view_permission(request) and self.get_object(request, object_id) is None:
                raise Http404(_("There is no such record, or it is outside what you may see.")) from None
            raise

    def get_form(self, request, obj=None, *args, **kwargs):
        """What a record names already stays a choice, though it be out of sight."""
        form = super().get_form(request, obj, *args, **kwargs)
        for name, field in form.base_fields.items():
            if obj and hasattr(obj, f"{name}_id") and hasattr(field, "queryset"):
                field.queryset |= field.queryset.model._default_manager.filter(pk=getattr(obj, f"{name}_id"))
        return form

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Out of sight is not there."""
        raise Http404(_("There is no such record, or it is outside what you may see."))

    def get_actions(self, request):
        """No bulk deletion anywhere: what may go, goes one by one."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changelist_view(self, request, extra_context=None):
        if "e" in request.GET:
            messages.warning(
                request, _("A filter in the address was not understood; the list is shown without it.")
            )
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A lock that only the database saw is told to the person; it is never a server error."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            messages.error(request, _("Nothing was saved: %(why)s") % {"why": refusal(error)})
            return HttpResponseRedirect(request.get_full_path())

    def history_view(self, request, object_id, extra_context=None):
        """The trigger history, which knows every door; Django's own log knows only this one."""
        record = self.get_object(request, object_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if record is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": _("History"), "opts": self.opts, "object": record, "original": record, "changes": history_of(record),
        }  # fmt: skip
        return TemplateResponse(request, "admin/object_history.html", context)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with self.out_of_sight_first(request, object_id):
                return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            messages.error(request, _("Nothing was deleted: %(why)s") % {"why": refusal(error)})
            return HttpResponseRedirect("..")

    def get_deleted_objects(self, objs, request):
        """What belongs to a record goes with it; whether the record may go was asked before."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected


class FactAdmin(RoleAdmin):
    """A list of facts: read here, written by verbs only."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class FactInline(ByRole, TabularInline):
    """Facts shown on the page of what they are about."""

    extra = 0
    can_delete = False
    show_change_link = True
    tab = True

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
