"""What is done to a project as a whole: approve its plan, assign, change its phase, ask for a change."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.actions import record_action_url
from backoffice.clock import today
from milestones.models import ChangeRequest
from milestones.models.change_verbs import ChangeKind
from milestones.models.plan import (
    approve_plan,
    milestones_late_at_approval,
    missing_answerers,
    plan_authors,
    unapproved_milestones,
)
from projects.models import Phase, Project, Role, Unit, User
from projects.permissions import WORKERS

from . import plan_preview
from .outcome import OutcomeActionForm, project_standing_words


def is_editable(user: User, project: Project) -> bool:
    """Whether the person may edit the project; asked once for all the actions that a page may offer on it."""
    known = project.__dict__.setdefault("_editable_by", {})
    if user.pk not in known:
        known[user.pk] = Project.objects.editable_by(user).filter(pk=project.pk).exists()
    return known[user.pk]


class ApprovePlanForm(OutcomeActionForm):
    verb, title, done, solid = "approve-plan", _("Approve the schedule"), _("The schedule is approved."), True
    explain = _("Each forecast becomes the baseline and is locked; only an approved request moves it.")

    note = plan_preview.late_approval_note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = list(unapproved_milestones(self.subject).select_related("target"))
        if not milestones_late_at_approval(self.waiting, today()):
            del self.fields["note"]

    def about(self) -> list[str]:
        authors = plan_authors(self.subject, self.waiting)
        lines = plan_preview.plan_lines(self.subject, self.waiting, self.user, authors)
        return [f"{self.subject.code} {self.subject}", *lines]

    @classmethod
    def fits(cls, user: User, subject: Project) -> bool:
        return super().fits(user, subject) and not subject.cancelled_on and unapproved_milestones(subject).exists()

    def unfit(self) -> tuple[str, int]:
        said = _t("No milestone of this project waits for approval.")
        return _t("This project is cancelled.") if self.subject.cancelled_on else said, 409

    def ways(self) -> list[dict[str, Any]]:
        """Whom the plan lacks is assigned first."""
        missing = missing_answerers(self.subject) and AssignProjectForm.fits(self.user, self.subject)
        return [assign_way(self.subject)] if missing else []

    def act(self) -> None:
        approve_plan(self.subject, by=self.user, **self.cleaned_data)


def assign_way(project: Project) -> dict[str, Any]:
    """The button by which whoever is missing is assigned, and which leads back to the approval."""
    back = urlencode({"next": record_action_url(Project, ApprovePlanForm, project.pk)})
    link = record_action_url(Project, AssignProjectForm, project.pk)
    return {"title": AssignProjectForm.title, "link": f"{link}?{back}"}


class ProjectActionForm(OutcomeActionForm):
    """For whoever may edit the project."""

    @classmethod
    def fits(cls, user: User, subject: Project) -> bool:
        return super().fits(user, subject) and is_editable(user, subject)

    def unfit(self) -> tuple[str, int]:
        own = is_editable(self.user, self.subject)
        return super().unfit() if own else (_t("You may not edit this project."), 403)


def offer_workers(field: Any, user: User) -> None:
    """Offer whoever may answer for a project, each with the unit; to a unit head the people of the unit."""
    people = User.objects.open().filter(groups__name__in=WORKERS)
    if user.role == Role.UNIT_HEAD:
        people = people.filter(unit__in=Unit.objects.within(user.unit_id))
    field.queryset = people.select_related("unit").order_by("unit__name_key", "name_key").distinct()
    field.label_from_instance = lambda person: f"{person.name}　{person.unit or ''}".strip()


class AssignProjectForm(ProjectActionForm):
    verb, title, done = "assign", _("Assign"), _("The project is assigned.")

    unit = fields.model_choice_field(_("responsible unit"), Unit.objects.open())
    steward = fields.model_choice_field(_("steward"), None)
    leader = fields.model_choice_field(_("leader in charge"), User.objects.open().filter(groups__name=Role.LEADER))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_workers(self.fields["steward"], self.user)
        if self.user.role == Role.UNIT_HEAD:
            self.fields["unit"].queryset = Unit.objects.open() & Unit.objects.within(self.user.unit_id)
        for name in ("unit", "steward", "leader"):
            self.fields[name].initial = getattr(self.subject, f"{name}_id")
            self.fields[name].help_text = _("Empty: stays as it is.")

        self.shows(self.subject.assignments)

    def act(self) -> None:
        self.subject.assign(by=self.user, **self.cleaned_data)


class ChangePhaseForm(ProjectActionForm):
    verb, title, done = "phase", _("Change the phase"), _("The phase is changed.")

    phase = fields.choice_field(_("phase"), Phase.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].initial = self.subject.phase
        self.shows(self.subject.phase_changes)

    def act(self) -> None:
        self.subject.move_to(by=self.user, **self.cleaned_data)


class ProjectChangeRequestForm(ProjectActionForm):
    """Offers what fits how the project stands; what else is sent, the verb refuses with its reason."""

    verb, title, submit = "request-change", _("Suspend, resume or cancel"), _("File the request")
    done = _("The request is filed; a supervisor decides it.")

    kind = fields.required_choice_field(
        _("kind"),
        [(kind.value, kind.label) for kind in (ChangeKind.SUSPEND, ChangeKind.RESUME, ChangeKind.CANCEL)],
    )
    reason_class = fields.required_choice_field(_("reason class"), ChangeRequest.ReasonClass.choices)
    text = fields.text_field(_("reason"))
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unfit = ChangeKind.SUSPEND if self.subject.suspensions.filter(to_at=None).exists() else ChangeKind.RESUME
        field = self.fields["kind"]
        field.widget.choices = [choice for choice in field.choices if choice[0] != unfit]

    def about(self) -> list[str]:
        return [*super().about(), _t("Now: %(light)s") % {"light": project_standing_words(self.subject)}]

    def act(self) -> None:
        ChangeRequest.ask(by=self.user, project=self.subject, **self.cleaned_data)
