"""Units: the administrator's list."""

from django.contrib import admin

from backoffice.filters import ChoicesFilter
from backoffice.permissions import RoleAdmin
from projects.models import Unit
from projects.permissions import ACTIONS


@admin.register(Unit)
class UnitAdmin(RoleAdmin):
    writers = ACTIONS["keep"].roles
    list_display = ["name", "code", "kind", "parent", "head"]
    list_filter = [("kind", ChoicesFilter)]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent", "head"]
    fields = ["name", "code", "kind", "parent", "head"]
