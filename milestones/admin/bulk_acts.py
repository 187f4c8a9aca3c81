"""What is done to many projects, milestones, claims and requests at once."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from milestones.models import Instruction, Milestone
from milestones.models.carry_over import carry_over
from milestones.models.plan import approve_plan, passed
from projects.access import WORKERS
from projects.clock import today
from projects.models import Assignment, Role, Unit, User

from . import fields, outlook
from .bulk import BulkAct
from .decisions import asked_or_claimed
from .drafts import carried


class OnProjects(BulkAct):
    joins = ("unit", "steward", "leader", "category")

    def lines(self, project):
        who = " ".join(str(one) for one in (project.unit, project.steward) if one)
        return [f"{project.code}　{project.name}", who]


class AssignSteward(OnProjects):
    verb, title, done = "assign_steward", _("Assign a steward"), _("%(count)s projects assigned.")
    line = "assign"
    explain = _("Unit and leader in charge stay as they are; the earlier assignment is kept in the history.")

    steward = fields.one_of(_("steward"), None, required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, groups__name__in=WORKERS)
        if self.user.role == Role.UNIT_HEAD:
            people = people.filter(unit__in=Unit.objects.within(self.user.unit_id))
        self.fields["steward"].queryset = (
            people.select_related("unit").order_by("unit__name_key", "name_key").distinct()
        )
        self.fields["steward"].label_from_instance = lambda person: f"{person.name}　{person.unit or ''}"
        in_force = Assignment.objects.filter(project__in=self.subject, to_at=None)
        self.fields["seen"] = forms.JSONField(
            widget=forms.HiddenInput, required=False, initial=dict(in_force.values_list("project", "pk"))
        )

    def one(self, project):
        """Whom somebody else assigned since the page was opened, stays; it is told."""
        shown = self.cleaned_data["seen"]
        seen = shown.get(str(project.pk)) if isinstance(shown, dict) else None
        return project.assign(by=self.user, steward=self.cleaned_data["steward"], seen=seen)


class RequestReports(BulkAct):
    """One text and one day, once; an instruction for each (催报)."""

    verb, title, done = "request_reports", _("Request reports"), _("%(count)s reports requested.")
    line = "instruct"
    explain = _("Each becomes an instruction of its own, answered with a progress report.")

    text = fields.text(
        _("what is asked"), initial=_("Please report the progress, the problems and the next step.")
    )
    reply_by = fields.day(_("reply by"))

    def one(self, row):
        about = {row._meta.model_name: row}
        return Instruction.give(by=self.user, **about, **self.cleaned_data)


class RequestProjectReports(RequestReports, OnProjects):
    """About projects."""


class RequestMilestoneReports(RequestReports):
    """About milestones."""

    joins = ("project",)

    def lines(self, milestone):
        return [milestone.name, f"{milestone.project.code}　{milestone.project}"]


class ApprovePlans(OnProjects):
    verb, title, done = "approve_plans", _("Approve the schedules"), _("%(count)s schedules approved.")
    line = "approve-plan"
    explain = _("Each forecast becomes the baseline and is locked; only an approved request moves it.")

    note = outlook.word()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = Milestone.objects.filter(project__in=self.subject, baseline_due=None, cancelled_on=None)
        self.waiting = defaultdict(list)
        for milestone in waiting.order_by("sequence", "id"):
            self.waiting[milestone.project_id].append(milestone)
        if not any(passed(each, today()) for each in self.waiting.values()):
            del self.fields["note"]

    def lines(self, project):
        return [
            f"{project.code}　{project.name}",
            *outlook.notable(project, self.waiting[project.pk], today()),
        ]

    def one(self, project):
        return approve_plan(project, by=self.user, **self.cleaned_data)


class CarryOver(OnProjects):
    verb, title, done = (
        "carry_projects_over",
        _("Carry over to next year"),
        _("%(count)s projects carried over."),
    )
    line = "carry-over"

    def one(self, project):
        return carry_over(project, by=self.user)

    def afterwards(self, request, made):
        if made:
            messages.info(request, carried(made))


class Decided(BulkAct):
    """Claims and requests, each read before it is decided."""

    def lines(self, row):
        return asked_or_claimed(row)

    def name(self, row):
        return str(row.milestone or row.target or row.project)


class OnClaims(Decided):
    joins = ("milestone__project", "by", "decided_by")

    def name(self, claim):
        return str(claim.milestone)


class ConfirmClaims(OnClaims):
    line = "confirm"
    verb, title, done = "confirm_selected", _("Confirm the selected claims"), _("%(count)s claims confirmed.")
    explain = _("Each milestone counts as finished on the day claimed, for ever.")

    def one(self, claim):
        return claim.confirm(by=self.user)


class ReturnClaims(OnClaims):
    line = "return"
    verb, title, done = "return_selected", _("Return the selected claims"), _("%(count)s claims returned.")
    reason = fields.text(_("reason"), help_text=_("One reason for all of them."))

    def one(self, claim):
        return claim.send_back(by=self.user, reason=self.cleaned_data["reason"])


class OnFigures(Decided):
    joins = ("milestone__project", "target__project", "by", "decided_by")

    def name(self, report):
        return str(report.milestone or report.target)


class AcceptFigures(OnFigures):
    line = "accept"
    verb, title, done = "accept_figures", _("Accept the selected figures"), _("%(count)s figures accepted.")
    explain = _("The figure counts from today on, never backwards.")

    def one(self, report):
        return report.accept(by=self.user)


class ReturnFigures(OnFigures):
    line = "return-figure"
    verb, title, done = "return_figures", _("Return the selected figures"), _("%(count)s figures returned.")
    reason = fields.text(_("reason"), help_text=_("One reason for all of them."))

    def one(self, report):
        return report.send_back(by=self.user, reason=self.cleaned_data["reason"])


class OnChanges(Decided):
    joins = ("milestone__project", "target__project", "project", "by", "decided_by")
    reason = fields.text(_("reason"), help_text=_("One reason for all of them."))


class ApproveChanges(OnChanges):
    line = "approve"
    verb, title = "approve_selected", _("Approve the selected requests")
    done = _("%(count)s requests approved.")
    explain = _("The change takes effect from today on, never backwards.")
    document_number = fields.line(_("document number"), 60)

    def one(self, change):
        return change.approve(by=self.user, **self.cleaned_data)


class RefuseChanges(OnChanges):
    line = "refuse"
    verb, title = "refuse_selected", _("Refuse the selected requests")
    done = _("%(count)s requests refused.")

    def one(self, change):
        return change.refuse(by=self.user, reason=self.cleaned_data["reason"])
