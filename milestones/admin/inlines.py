"""Quantities and milestones inside the project form."""

from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from milestones.models import ChangeRequest, Milestone, Standing
from projects.access import EDITORS
from projects.admin.access import ByRole, FactInline
from projects.clock import today
from projects.models import Project, Target

from .lights import light_of, state_word, why
from .milestones import MilestoneForm

LOCKED = ("value", "unit", "nature", "start_value")


class PartOfProject(ByRole, TabularInline):
    """Edited by whoever may edit the project."""

    writers = EDITORS
    extra = 0
    tab = True

    def may_edit(self, request, obj):
        return Project.objects.editable_by(request.user).filter(pk=obj.pk).exists()

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class TargetInline(PartOfProject):
    model = Target
    fields = [
        "measure",
        "qualifier",
        "value",
        "value_max",
        "unit",
        "nature",
        "start_value",
        "as_written",
        "source",
    ]
    readonly_fields = ["source"]
    show_change_link = False

    def get_readonly_fields(self, request, obj=None):
        locked = LOCKED if obj and obj.approved_at else ()
        return [*super().get_readonly_fields(request, obj), *locked]

    def has_add_permission(self, request, obj=None):
        """Quantities of an approved project are added on a page of their own, where their value can be typed."""
        return not (obj and obj.approved_at) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return bool(obj) and not obj.approved_at and self.has_change_permission(request, obj)

    @display(description=_("source"))
    def source(self, target):
        number = target.source_line
        return _t("line %(line)s of the source") % {"line": number} if number else "—"


class MilestoneFormSet(BaseInlineFormSet):
    """Rows that carry their standing, read in one query; an approved row cannot be deleted."""

    def get_queryset(self):
        if not hasattr(self, "_rows"):
            rows = list(super().get_queryset())
            standings = Standing.objects.on().with_names().in_bulk([row.pk for row in rows]) if rows else {}
            for row in rows:
                if row.pk in standings:
                    row.standing = standings[row.pk]
            self._rows = rows
            self._queryset = rows
        return self._rows

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.baseline_due and "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True


class MilestoneInline(PartOfProject):
    model = Milestone
    form = MilestoneForm
    formset = MilestoneFormSet
    verbose_name_plural = _("Milestones")
    hide_title = True
    fields = [
        "light",
        "name",
        "sequence",
        "target",
        "quantity",
        "baseline_due",
        "forecast_due",
        "act",
    ]
    readonly_fields = ["light", "baseline_due", "act"]
    ordering = ["sequence", "id"]

    def get_formset(self, request, obj=None, **kwargs):
        """One query for the quantities of all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("target")
        if field:
            field.queryset = obj.targets.all() if obj else Target.objects.none()
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = (
                False
            )
            field.choices = [("", "—"), *((target.pk, str(target)) for target in field.queryset)]
        return formset

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    @display(description=_("light"))
    def light(self, milestone):
        row = getattr(milestone, "standing", None)
        return light_of(row, today()) if row else "—"

    @display(description="")
    def act(self, milestone):
        row = getattr(milestone, "standing", None)
        if not row:
            return "—"
        link = reverse("admin:milestones_milestone_change", args=[milestone.pk])
        return format_html(
            '<a class="tx-name" href="{}" title="{}">{}</a>', link, why(row, today()), state_word(row.state)
        )


class WorkInline(FactInline):
    model = Project
    fk_name = "parent"
    verbose_name_plural = _("Works")
    fields = readonly_fields = ["code", "name", "unit", "steward", "phase"]


class ProjectChangeInline(FactInline):
    model = ChangeRequest
    fk_name = "project"
    verbose_name_plural = _("Requests")
    fields = readonly_fields = ["at", "by", "kind", "text", "state", "decided_by", "reason"]
