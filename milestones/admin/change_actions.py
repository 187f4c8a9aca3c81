"""Approve, refuse or withdraw a change request, one or many at once."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from milestones.models import ChangeRequest
from milestones.models.change_verbs import ChangeKind
from projects.models import User

from .decision import BulkDecisionForm, DecisionForm
from .decision_basis import DecisionBasis, rehearsed_outcome
from .outcome import milestone_light_words, project_standing_words


def rehearsed_approval(change: ChangeRequest, by: User) -> list[str]:
    """What the approval would make of the milestone or the project, where the request still waits."""
    if change.state != ChangeRequest.State.PENDING:
        return []
    again = ChangeRequest.objects.get(pk=change.pk)  # the form's own stays as it is
    return rehearsed_outcome(lambda: again.approve(by=by), lambda: subject_light_words(change))


def subject_light_words(change: ChangeRequest) -> str:
    """How what a request changes stands today; nothing for words, which change no light."""
    if change.milestone_id:
        return milestone_light_words(change.milestone_id)
    return project_standing_words(change.project) if change.project and change.kind != ChangeKind.WORDS else ""


class ChangeDecisionForm(DecisionForm):
    """About a request, with the dates that it would move and what was decided before."""

    def about(self) -> list[str]:
        return [*super().about(), *DecisionBasis([self.subject]).lines(self.subject)]


class ApproveChangeForm(ChangeDecisionForm):
    verb, title, done, solid = "approve", _("Approve"), _("The request is approved."), True
    explain = _("The change takes effect from today on, never backwards.")
    document_number = fields.line_field(_("document number"), 60)
    reason = fields.text_field(_("remark"), required=False, rows=2)

    def about(self) -> list[str]:
        return [*super().about(), *rehearsed_approval(self.subject, self.user)]

    def act(self) -> None:
        self.subject.approve(by=self.user, **self.cleaned_data)


class RefuseChangeForm(ChangeDecisionForm):
    verb, title, done = "refuse", _("Refuse"), _("The request is refused.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.refuse(by=self.user, reason=self.cleaned_data["reason"])


class WithdrawChangeForm(DecisionForm):
    verb, title, done = "withdraw", _("Withdraw"), _("The request is withdrawn.")

    @classmethod
    def fits(cls, user: User, subject: ChangeRequest) -> bool:
        return super().fits(user, subject) and subject.by_id == user.pk

    def act(self) -> None:
        self.subject.withdraw(by=self.user)


class BulkChangeDecisionForm(BulkDecisionForm):
    joins = ("milestone__project", "target__project", "project", "by", "decided_by")

    @cached_property
    def basis(self) -> DecisionBasis:
        return DecisionBasis(self.subject)

    def lines(self, row: ChangeRequest) -> list[str]:
        return [*super().lines(row), *self.basis.lines(row)]


class BulkApproveChangesForm(BulkChangeDecisionForm):
    line = "approve"
    verb, title = "approve_selected", _("Approve the selected requests")
    done = _("%(count)s requests approved.")
    explain = _("The change takes effect from today on, never backwards.")
    document_number = fields.line_field(_("document number"), 60)
    reason = fields.text_field(_("remark"), required=False, rows=2, help_text=_("One remark for all of them."))

    def lines(self, row: ChangeRequest) -> list[str]:
        return [*super().lines(row), *rehearsed_approval(row, self.user)]

    def one(self, change: ChangeRequest) -> ChangeRequest:
        return change.approve(by=self.user, **self.cleaned_data)


class BulkRefuseChangesForm(BulkChangeDecisionForm):
    line = "refuse"
    verb, title = "refuse_selected", _("Refuse the selected requests")
    done = _("%(count)s requests refused.")
    reason = fields.text_field(_("reason"), help_text=_("One reason for all of them."))

    def one(self, change: ChangeRequest) -> ChangeRequest:
        return change.refuse(by=self.user, reason=self.cleaned_data["reason"])
