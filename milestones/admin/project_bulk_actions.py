"""What is done to many projects at once: assign, approve plans, carry over."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.bulk_actions import BulkActionForm
from backoffice.clock import today
from backoffice.days import show_day
from backoffice.errors import Conflict, NotAllowed
from backoffice.requests import PersonRequest
from milestones.models import Milestone
from milestones.models.carry_over import carry_over, carry_over_refusals
from milestones.models.plan import approve_plan, authors_of_plans, milestones_late_at_approval, missing_answerers
from milestones.rules.schedule_templates import MilestoneDraft, propose_schedule, schedule_from_template
from projects.models import Assignment, Project

from . import plan_preview
from .draft_actions import CarryOverForm, carried_over_message, carry_over_year
from .project_actions import AssignProjectForm, assign_way, offer_workers


@dataclass(frozen=True)
class BulkSchedulePreview:
    """What many projects would get; `mark` comes back with the confirmation, so that only what was shown is written."""

    drafts: dict[int, list[MilestoneDraft]]

    @property
    def mark(self) -> str:
        return sha256(repr(sorted(self.drafts.items())).encode()).hexdigest()[:16]


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
        offer_workers(self.fields["steward"], self.user)
        in_force = Assignment.objects.filter(project__in=self.subject).newest()
        self.fields["snapshot"] = forms.JSONField(
            widget=forms.HiddenInput, required=False, initial=dict(in_force.values_list("project", "pk"))
        )

    def one(self, project: Project) -> Assignment:
        """Whom somebody else assigned since the page was opened, stays; it is told."""
        shown = self.cleaned_data["snapshot"]
        snapshot = shown.get(str(project.pk)) if isinstance(shown, dict) else None
        return project.assign(by=self.user, steward=self.cleaned_data["steward"], snapshot=snapshot)


class BulkScheduleForm(BulkProjectForm):
    """Shows first what each project would get, and writes it once it is confirmed as shown."""

    verb, title, submit = "schedule_projects", _("Schedule from the templates"), _("Preview")
    line, done = "schedule", _("%(count)s projects scheduled from their templates; a supervisor approves them.")
    explain = _(
        "Each project gets the milestones of its category's template that it does not have yet, spread backwards from "
        "the deadline over working days."
    )

    starts_on = fields.date_field(
        _("starts on"), required=False, help_text=_("For projects without a start of their own.")
    )
    deadline = fields.date_field(_("deadline"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafts: dict[int, list[MilestoneDraft]] = {}
        self.refused: dict[int, str] = {}

    def clean(self) -> dict[str, Any]:
        """What each would get, and why some would get nothing."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        for project in self.subject:
            try:
                self.drafts[project.pk] = propose_schedule(project, by=self.user, **self.span(project))
            except (NotAllowed, Conflict) as error:
                self.refused[project.pk] = str(error)
            except ValidationError as error:
                self.refused[project.pk] = " ".join(error.messages)
        if not self.drafts:
            self.add_error(None, _t("Nothing would change: none of the selected projects gets a milestone."))
            return cleaned
        shown = BulkSchedulePreview(self.drafts)
        if self.data.get("shown") != shown.mark:
            self.preview = shown
        return cleaned

    def span(self, project: Project) -> dict[str, Any]:
        """The project's own start, else the one that was typed."""
        start = project.starts_on or self.cleaned_data.get("starts_on")
        if start is None:
            raise ValidationError(_t("It has no start; give one."))
        return {"starts_on": start, "deadline": self.cleaned_data["deadline"]}

    def lines(self, project: Project) -> list[str]:
        said = [*super().lines(project), _t("Template: %(name)s") % {"name": project.category}]
        if why := self.refused.get(project.pk):
            return [*said, _t("Gets nothing: %(why)s") % {"why": why}]
        return [*said, *(f"{draft.name}　{show_day(draft.due, today())}" for draft in self.drafts.get(project.pk, ()))]

    def one(self, project: Project) -> list[Milestone]:
        return schedule_from_template(project, by=self.user, **self.span(project))


class BulkApprovePlansForm(BulkProjectForm):
    verb, title, done = "approve_plans", _("Approve the schedules"), _("%(count)s schedules approved.")
    line = "approve-plan"
    explain = _("Each forecast becomes the baseline and is locked; only an approved request moves it.")

    note = plan_preview.late_approval_note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Milestone.objects.filter(project__in=self.subject, baseline_due=None, cancelled_on=None)
        self.waiting: dict[Project, list[Milestone]] = {project: [] for project in self.subject}
        by_key = {project.pk: project for project in self.subject}
        for milestone in waiting.select_related("target").order_by("sequence", "id"):
            self.waiting[by_key[milestone.project_id]].append(milestone)
        self.authors = authors_of_plans(self.waiting)
        if not any(milestones_late_at_approval(each, today()) for each in self.waiting.values()):
            del self.fields["note"]

    def lines(self, project: Project) -> list[str]:
        lines = plan_preview.plan_lines(project, self.waiting[project], self.user, self.authors[project.pk])
        missing = missing_answerers(project) and AssignProjectForm.fits(self.user, project)
        ways = [format_html('<a href="{link}">{title}</a>', **assign_way(project))] if missing else []
        return [f"{project.code}　{project.name}", *ways, *lines]

    def one(self, project: Project) -> list[Milestone]:
        return approve_plan(project, by=self.user, **self.cleaned_data)


class BulkCarryOverForm(BulkProjectForm):
    verb, title, done = (
        "carry_projects_over",
        _("Carry over to next year"),
        _("%(count)s projects carried over."),
    )
    line, explain = "carry-over", CarryOverForm.explain

    @cached_property
    def refused(self) -> dict[int, str]:
        return carry_over_refusals(self.subject, today())

    def lines(self, project: Project) -> list[str]:
        why = self.refused.get(project.pk)
        told = _t("Gets nothing: %(why)s") % {"why": why} if why else carry_over_year(project)
        return [*super().lines(project), told]

    def one(self, project: Project) -> Project:
        return carry_over(project, by=self.user)

    def afterwards(self, request: PersonRequest, made: list[Project]) -> None:
        if made:
            messages.info(request, carried_over_message(made))
