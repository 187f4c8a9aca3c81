"""What is done to many projects at once: assign, approve plans, carry over."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.bulk_actions import BulkActionForm
from backoffice.clock import today
from backoffice.requests import PersonRequest
from milestones.models import Milestone
from milestones.models.carry_over import carry_over
from milestones.models.plan import approve_plan, milestones_late_at_approval
from projects.models import Assignment, Project, Role, Unit, User
from projects.permissions import WORKERS

from . import plan_preview
from .draft_actions import carried_over_message


class BulkProjectForm(BulkActionForm):
    joins = ("unit", "steward", "leader", "category")

    def lines(self, project: Project) -> list[str]:
        who = " ".join(str(one) for one in (project.unit, project.steward) if one)
        return [f"{project.code}　{project.name}", who]


class BulkAssignStewardForm(BulkProjectForm):
    verb, title, done = "assign_steward", _("Assign a steward"), _("%(count)s projects assigned.")
    line = "assign"
    explain = _("Unit and leader in charge stay as they are; the earlier assignment is kept in the history.")

    steward = fields.model_choice_field(_("steward"), None, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.open().filter(groups__name__in=WORKERS)
        if self.user.role == Role.UNIT_HEAD:
            people = people.filter(unit__in=Unit.objects.within(self.user.unit_id))
        self.fields["steward"].queryset = (
            people.select_related("unit").order_by("unit__name_key", "name_key").distinct()
        )
        self.fields["steward"].label_from_instance = lambda person: f"{person.name}　{person.unit or ''}"
        in_force = Assignment.objects.filter(project__in=self.subject).newest()
        self.fields["seen"] = forms.JSONField(
            widget=forms.HiddenInput, required=False, initial=dict(in_force.values_list("project", "pk"))
        )

    def one(self, project: Project) -> Assignment:
        """Whom somebody else assigned since the page was opened, stays; it is told."""
        shown = self.cleaned_data["seen"]
        seen = shown.get(str(project.pk)) if isinstance(shown, dict) else None
        return project.assign(by=self.user, steward=self.cleaned_data["steward"], seen=seen)


class BulkApprovePlansForm(BulkProjectForm):
    verb, title, done = "approve_plans", _("Approve the schedules"), _("%(count)s schedules approved.")
    line = "approve-plan"
    explain = _("Each forecast becomes the baseline and is locked; only an approved request moves it.")

    note = plan_preview.late_approval_note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Milestone.objects.filter(project__in=self.subject, baseline_due=None, cancelled_on=None)
        waiting = waiting.select_related("target")
        self.waiting: dict[int, list[Milestone]] = defaultdict(list)
        for milestone in waiting.order_by("sequence", "id"):
            self.waiting[milestone.project_id].append(milestone)
        if not any(milestones_late_at_approval(each, today()) for each in self.waiting.values()):
            del self.fields["note"]

    def lines(self, project: Project) -> list[str]:
        return [
            f"{project.code}　{project.name}",
            *plan_preview.plan_highlights(project, self.waiting[project.pk], today()),
        ]

    def one(self, project: Project) -> list[Milestone]:
        return approve_plan(project, by=self.user, **self.cleaned_data)


class BulkCarryOverForm(BulkProjectForm):
    verb, title, done = (
        "carry_projects_over",
        _("Carry over to next year"),
        _("%(count)s projects carried over."),
    )
    line = "carry-over"

    def one(self, project: Project) -> Project:
        return carry_over(project, by=self.user)

    def afterwards(self, request: PersonRequest, made: list[Project]) -> None:
        if made:
            messages.info(request, carried_over_message(made))
