"""Confirm, return or reopen a claim, one or many at once."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from milestones.models import Claim

from .decision import BulkDecisionForm, DecisionForm
from .decision_basis import DecisionBasis


class ClaimDecisionForm(DecisionForm):
    """About a claim, with its dates, its lateness and its evidence."""

    def about(self) -> list[str]:
        return [*super().about(), *DecisionBasis([self.subject]).lines(self.subject)]


class ConfirmClaimForm(ClaimDecisionForm):
    verb, title, done, solid = "confirm", _("Confirm the finish"), _("The milestone is signed off."), True
    explain = _("The milestone counts as finished on the day claimed, for ever.")

    def act(self) -> None:
        self.subject.confirm(by=self.user)


class ReturnClaimForm(ClaimDecisionForm):
    verb, title, done = "return", _("Return the claim"), _("The claim is returned.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.send_back(by=self.user, reason=self.cleaned_data["reason"])


class ReopenClaimForm(ClaimDecisionForm):
    verb, title, done = "reopen", _("Reopen"), _("The milestone is open again.")
    states = frozenset({"confirmed"})
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.reopen(by=self.user, reason=self.cleaned_data["reason"])


class BulkClaimDecisionForm(BulkDecisionForm):
    joins = ("milestone__project", "by", "decided_by")

    @cached_property
    def basis(self) -> DecisionBasis:
        return DecisionBasis(self.subject)

    def lines(self, row: Claim) -> list[str]:
        return [*super().lines(row), *self.basis.lines(row)]

    def name(self, claim: Claim) -> str:
        return str(claim.milestone)


class BulkConfirmClaimsForm(BulkClaimDecisionForm):
    line = "confirm"
    verb, title, done = "confirm_selected", _("Confirm the selected claims"), _("%(count)s claims confirmed.")
    explain = _("Each milestone counts as finished on the day claimed, for ever.")

    def one(self, claim: Claim) -> Claim:
        return claim.confirm(by=self.user)


class BulkReturnClaimsForm(BulkClaimDecisionForm):
    line = "return"
    verb, title, done = "return_selected", _("Return the selected claims"), _("%(count)s claims returned.")
    reason = fields.text_field(_("reason"), help_text=_("One reason for all of them."))

    def one(self, claim: Claim) -> Claim:
        return claim.send_back(by=self.user, reason=self.cleaned_data["reason"])
