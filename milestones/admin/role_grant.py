"""Grants of roles and addresses: what waits for a second person first, who asked and who decided."""

from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import fields
from backoffice.actions import RecordActionAdmin
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin
from backoffice.requests import PersonRequest
from milestones.models.checks import already_decided_conflict
from projects.models import Role, RoleGrant, User

from .decision import DeciderAdmin
from .lights import local_time_text
from .outcome import OutcomeActionForm


class GrantDecisionForm(OutcomeActionForm):
    """While the grant waits; for whom, the verb says."""

    @classmethod
    def fits(cls, user: User, subject: RoleGrant) -> bool:
        """Not for who asked, nor for whom it is."""
        others = user.pk not in (subject.asked_by_id, subject.person_id)
        return super().fits(user, subject) and subject.state == RoleGrant.State.PENDING and others

    def unfit(self) -> tuple[str, int]:
        return (str(already_decided_conflict(self.subject)), 409) if self.subject.decided_by else super().unfit()

    def about(self) -> list[str]:
        """Who gets what from whom, what they have now, and what they may do then."""
        grant, person = self.subject, self.subject.person
        now = Role(person.group).label if person.group else _t("No role.")
        lines = [
            f"{person}（{person.username}）　{person.unit or ''}　{now}　{person.email or '—'}",
            f"{grant.get_kind_display()}：{grant.given}",
            granted_powers_text(grant),
            grant.text,
            f"{grant.asked_by}　{local_time_text(grant.at)}",
            undecidable_text(self.user, grant.asked_by, grant.person),
        ]
        return [line for line in lines if line]


def undecidable_text(user: User, asker: User, *others: User) -> str:
    """Why this person does not decide it; nothing where they may, or withdraw it."""
    if user == asker:
        return _t("You asked for this yourself: you may withdraw it, somebody else decides it.")
    return _t("It is about yourself: somebody else decides it.") if user in others else ""


class ApproveGrantForm(GrantDecisionForm):
    verb, title, done, solid = "grant", _("Grant"), _("It is granted."), True
    explain = _("It takes effect at once. Decisions of the next 24 hours are marked, and the auditor reads of it.")
    reason = fields.text_field(_("remark"), required=False, rows=2)

    def act(self) -> None:
        self.subject.grant(by=self.user, **self.cleaned_data)
        if self.subject.kind == RoleGrant.Kind.ROLE and self.subject.person.must_change_password:
            text = _t(
                "It is granted. %(person)s cannot log in yet: an administrator invites them from the list of people."
            )
            self.shown = text % {"person": self.subject.person}


class RefuseGrantForm(GrantDecisionForm):
    verb, title, done = "refuse-grant", _("Refuse"), _("The grant is refused.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.refuse(by=self.user, **self.cleaned_data)


class WithdrawGrantForm(GrantDecisionForm):
    verb, line = "withdraw-grant", "ask-grant"
    title, done = _("Withdraw"), _("The request is withdrawn.")

    @classmethod
    def fits(cls, user: User, subject: RoleGrant) -> bool:
        return user.role in cls.roles and subject.state == RoleGrant.State.PENDING and subject.asked_by_id == user.pk

    def act(self) -> None:
        self.subject.withdraw(by=self.user)


POWERS: dict[str, str | Promise] = {
    Role.SUPERVISOR: _(
        "May then register projects, approve schedules, decide requests for other dates and confirm finishes."
    ),
    Role.AUDITOR: _("May then read everything and decide grants."),
    Role.ADMIN: _("May then keep accounts, units, rules and the calendar, and decide grants."),
}


def granted_powers_text(grant: RoleGrant) -> str:
    """What the person may do once it is granted."""
    if grant.kind == RoleGrant.Kind.ADDRESS:
        return _t("Digests and links that set a new password then go to the new address.")
    if grant.kind == RoleGrant.Kind.OPENING:
        return str(POWERS.get(grant.person.group, ""))
    return str(POWERS[Role(grant.role)])


@admin.register(RoleGrant)
class RoleGrantAdmin(DeciderAdmin, RecordActionAdmin, FactAdmin):
    # On the record alone, which knows who asked: a menu on each row would offer it to whoever may not decide.
    action_forms = (ApproveGrantForm, RefuseGrantForm, WithdrawGrantForm)
    list_display = ["person", "kind", "what", "asked_by", "at", "decision", "decided_by", "decided_at"]
    list_filter = [("state", ChoicesFilter), ("kind", ChoicesFilter)]
    search_fields = ["person__name", "person__username", "asked_by__name", "decided_by__name"]
    list_select_related = ["person__unit", "asked_by", "decided_by"]
    fields = [
        "person",
        "kind",
        "what",
        "then",
        "text",
        "asked_by",
        "at",
        "decision",
        "decider",
        "decided_at",
        "reason",
    ]
    readonly_fields = ["what", "then", "decision", "decider"]

    def get_queryset(self, request: PersonRequest) -> QuerySet[RoleGrant]:
        """What waits stands first."""
        waits = Case(When(state=RoleGrant.State.PENDING, then=Value(0)), default=Value(1))
        return (
            super()
            .get_queryset(request)
            .prefetch_related("person__groups")
            .alias(waits=waits)
            .order_by("waits", "-at", "-pk")
        )

    def get_ordering(self, request: PersonRequest) -> list[str]:
        return []

    @display(description=_("what is given"))
    def what(self, grant: RoleGrant) -> str:
        return grant.given

    @display(description=_("may then"))
    def then(self, grant: RoleGrant) -> str:
        return granted_powers_text(grant)

    @display(description=_("state"), ordering="state")
    def decision(self, grant: RoleGrant) -> str:
        if grant.alone:
            return _t("Granted without a second person: there was nobody yet who could decide")
        return grant.get_state_display()
