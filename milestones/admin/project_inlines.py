"""Quantities and milestones inside the project form."""

from typing import Any

from django.db.models import Count, Max
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from backoffice.clock import today
from backoffice.fields import PlainNumberModelForm
from backoffice.panels import action_buttons, tab_address
from backoffice.permissions import RoleAccessMixin
from backoffice.requests import PersonRequest
from milestones.models import Claim, Milestone, Standing
from milestones.models.status import State
from projects.models import Project, Target, User
from projects.models.target import APPROVAL_LOCKS
from projects.permissions import ACTIONS, may_perform
from projects.quantities import format_quantity

from .claim_actions import ConfirmClaimForm, ReturnClaimForm
from .lights import standing_light_badge, standing_reason
from .milestone import MilestoneForm
from .milestone_actions import ClaimFinishForm, ExtensionRequestForm, ReportProgressForm
from .project_panels import quantities_with_progress

MOST_NEW = 50  # rows that one sending may add; the page says so beyond


class ProjectPartInline(RoleAccessMixin, TabularInline):
    """Edited by whoever may edit the project."""

    writers = ACTIONS["edit"].roles
    extra = 0
    tab = True

    def get_formset(self, request: PersonRequest, obj: Project | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        """No more rows than a person types: a page of thousands takes minutes to draw."""
        most = (self.count_stored(obj) if obj else 0) + MOST_NEW
        return super().get_formset(request, obj, **{"max_num": most, "absolute_max": most} | kwargs)

    def count_stored(self, project: Project) -> int:
        return self.model._default_manager.filter(project=project).count()

    def may_edit(self, request: PersonRequest, obj: Project) -> bool:
        """Asked many times for one page; an inline lives for one request."""
        if not hasattr(self, "_editable"):
            self._editable = Project.objects.editable_by(request.user).filter(pk=obj.pk).exists()
        return self._editable

    def has_add_permission(self, request: PersonRequest, obj: Project | None = None) -> bool:
        return self.has_change_permission(request, obj)


class TargetInline(ProjectPartInline):
    model = Target
    form = PlainNumberModelForm
    fields = [
        "measure",
        "qualifier",
        "value",
        "value_max",
        "unit",
        "per",
        "nature",
        "start_value",
        "as_written",
        "source",
    ]
    readonly_fields = ["source", "promised", "began"]
    show_change_link = False
    template_before = "admin/panels/quantities.html"

    def get_formset(self, request: PersonRequest, obj: Project | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        self.quantities = quantities_with_progress(obj) if obj else []
        return super().get_formset(request, obj, **kwargs)

    def get_fields(self, request: PersonRequest, obj: Project | None = None) -> list[Any]:
        """What approval locked is shown as its readers write it."""
        shown = {"value": "promised", "start_value": "began"} if obj and obj.approved_at else {}
        return [shown.get(name, name) for name in super().get_fields(request, obj)]

    def get_readonly_fields(self, request: PersonRequest, obj: Project | None = None) -> list[str]:
        locked = APPROVAL_LOCKS if obj and obj.approved_at else ()
        return [*super().get_readonly_fields(request, obj), *locked]

    def has_add_permission(self, request: PersonRequest, obj: Project | None = None) -> bool:
        """An approved project is promised what it was approved with, and nothing besides."""
        return not (obj and obj.approved_at) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: PersonRequest, obj: Project | None = None) -> bool:
        return bool(obj) and not obj.approved_at and self.has_change_permission(request, obj)  # type: ignore[union-attr]

    @display(description=_("value"))
    def promised(self, target: Target) -> str:
        return target.written

    @display(description=_("start value"))
    def began(self, target: Target) -> str:
        return format_quantity(target.start_value)

    @display(description=_("source"))
    def source(self, target: Target) -> str:
        number = target.source_line
        return _t("line %(line)s of the source") % {"line": number} if number else "—"


def attach_milestone_actions(user: User, project: Project, rows: list[Any]) -> None:
    """Give each milestone its standing and what this person may do to it now, in three queries for all of them."""
    keys = [row.pk for row in rows]
    standings = Standing.objects.on().with_names().in_bulk(keys)
    mine = set(Milestone.objects.editable_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    pending = Claim.objects.filter(milestone__in=keys, state=Claim.State.PENDING)
    claims = {claim.milestone_id: claim for claim in pending}
    back = tab_address(project, "milestones")
    for row in rows:
        row.standing, row.offers = standings.get(row.pk), []
        if row.standing and row.pk in mine and may_perform(user, "report"):
            forms = [
                form
                for form in (ReportProgressForm, ClaimFinishForm, ExtensionRequestForm)
                if row.standing.state_for_actions in form.states
            ]
            row.offers = action_buttons(row, forms, back)
        if row.pk in claims and may_perform(user, "confirm"):
            row.offers = action_buttons(claims[row.pk], (ConfirmClaimForm, ReturnClaimForm), back)


class MilestoneFormSet(BaseInlineFormSet):
    """Rows that carry their standing, read in one query; an approved row cannot be deleted."""

    user: Any = None

    def get_queryset(self) -> list[Any]:  # type: ignore[override]
        if not hasattr(self, "_rows"):
            rows = list(super().get_queryset())
            attach_milestone_actions(self.user, self.instance, rows)
            self._rows = rows
            self._queryset = rows
        return self._rows

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.baseline_due and "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True


class MilestoneInline(ProjectPartInline):
    model = Milestone
    form = MilestoneForm
    formset = MilestoneFormSet
    verbose_name_plural = _("Milestones")
    hide_title = True
    fields = [
        "light",
        "act",
        "name",
        "sequence",
        "target",
        "quantity",
        "baseline_due",
        "forecast_due",
    ]
    readonly_fields = ["light", "baseline_due", "act"]
    ordering = ["sequence", "id"]
    last = 0

    def count_stored(self, project: Project) -> int:
        """And the last place taken, in the same query."""
        stored = Milestone.objects.filter(project=project).aggregate(rows=Count("pk"), last=Max("sequence"))
        self.last = stored["last"] or 0
        return stored["rows"]

    def get_formset(self, request: PersonRequest, obj: Project | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        """One query for the quantities of all rows; a new row stands behind all others unless told otherwise."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.user = request.user
        if "sequence" in formset.form.base_fields:
            formset.form.base_fields["sequence"].initial = self.last + 1
        field = formset.form.base_fields.get("target")
        if field:
            field.queryset = obj.targets.all() if obj else Target.objects.none()
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
            field.choices = [("", "—"), *((target.pk, str(target)) for target in field.queryset)]
        return formset

    def has_delete_permission(self, request: PersonRequest, obj: Project | None = None) -> bool:
        return self.has_change_permission(request, obj)

    @display(description=_("light"))
    def light(self, milestone: Any) -> str:
        row = getattr(milestone, "standing", None)
        return standing_light_badge(row, today()) if row else "—"

    @display(description=_("today"))
    def act(self, milestone: Any) -> str:
        row = getattr(milestone, "standing", None)
        if not row:
            return "—"
        link = reverse("admin:milestones_milestone_change", args=[milestone.pk])
        buttons = [(offer.link, offer.title) for offer in milestone.offers]
        return format_html(
            '<a class="tx-name" href="{}">{}</a><small class="tx-why">{}</small>{}',
            link,
            State(row.state).label,
            standing_reason(row, today()),
            format_html_join(" ", '<a class="tx-small" href="{}">{}</a>', buttons),
        )
