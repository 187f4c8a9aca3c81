"""Units with what is decided about them: an administrator asks for a reorganization on the unit's page."""

from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.actions import RecordActionAdmin
from backoffice.requests import PersonRequest
from projects.admin.unit import UnitAdmin
from projects.models import Reorganization, Unit
from projects.models.assignment import is_named_by_decision

from .dashboard_filters import UnitWithoutHeadFilter
from .reorganization import CloseUnitForm, MergeUnitForm, RenameUnitForm, SplitUnitForm

admin.site.unregister(Unit)


@admin.register(Unit)
class ReorganizedUnitAdmin(RecordActionAdmin, UnitAdmin):
    action_forms = (RenameUnitForm, MergeUnitForm, SplitUnitForm, CloseUnitForm)
    list_filter: list[Any] = [UnitWithoutHeadFilter, *UnitAdmin.list_filter]
    readonly_fields = ["closed_at", "reorganizations"]
    fields = [*UnitAdmin.fields, "closed_at", "reorganizations"]

    def get_readonly_fields(self, request: PersonRequest, obj: Unit | None = None) -> list[str]:
        """A unit that answers for approved projects is renamed by a decision."""
        locked = ["name"] if obj and is_named_by_decision(obj) else []
        return [*locked, *super().get_readonly_fields(request, obj)]

    def get_fields(self, request: PersonRequest, obj: Unit | None = None) -> list[str]:
        hidden = set() if obj else {"closed_at", "reorganizations"}
        return [name for name in self.fields if name not in hidden]

    def may_edit(self, request: PersonRequest, obj: Unit) -> bool:
        """A closed unit stays as it was."""
        return obj.closed_at is None

    @display(description=_("reorganizations"))
    def reorganizations(self, unit: Unit) -> str:
        rows = Reorganization.objects.about(unit)
        return render_to_string("admin/reorganizations.html", {"rows": rows}) if rows else "—"
