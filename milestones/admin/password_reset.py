"""Password resets: end a password by a mailed link or a printed code; the list of those made."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.bulk_actions import BulkActionForm
from backoffice.clock import today
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin
from backoffice.requests import PersonRequest
from milestones.mail.password_mail import invite, reset_password
from projects.models import PasswordReset, User
from projects.models.password_reset import VALID
from projects.permissions import ACTIONS

from .outcome import OutcomeActionForm

# What an administrator may order; the third way is the person's own.
WAYS = [(way.value, way.label) for way in (PasswordReset.Way.MAIL, PasswordReset.Way.CODE)]


@dataclass(frozen=True)
class Slip:
    """Somebody's one-time code on paper; no code where a mail went."""

    person: User
    code: str


@admin.register(PasswordReset)
class PasswordResetAdmin(FactAdmin):
    readers = ACTIONS["watch"].roles
    list_display = ["at", "person", "way", "by"]
    list_filter = [("way", ChoicesFilter)]
    list_select_related = ["person", "by"]
    search_fields = ["person__name", "person__username", "by__name"]
    fields = ["person", "way", "by", "at"]


class ResetPasswordForm(OutcomeActionForm):
    """The administrator never chooses a password: the person does, from the mail or with the printed code."""

    verb, title, done = "reset-password", _("Reset the password"), _("The password is reset.")
    explain = _(
        "The present password, all sessions and tokens end at once. The auditor reads of it in the next digest."
    )
    way = fields.choice_field(_("way"), WAYS)

    @classmethod
    def fits(cls, user: User, subject: User) -> bool:
        return super().fits(user, subject) and user.pk != subject.pk and subject.is_active and not subject.left_at

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.subject.email or _t("none")
        self.fields["way"].help_text = _t("Recorded address: %(address)s") % {"address": address}
        self.fields["way"].initial = "mail" if self.subject.email else "code"

    def act(self) -> None:
        code = reset_password(self.subject, by=self.user, **self.cleaned_data)
        if code:
            self.shown = code_text(self.subject, code)


def code_text(person: User, code: str) -> str:
    text = _t(
        "One-time code for %(person)s: %(code)s. Print it now; it is not shown again. It opens nothing but "
        "the choice of a new password, for three days."
    )
    return text % {"person": person, "code": code}


class InvitePeopleForm(BulkActionForm):
    """Everybody chosen gets a first password: each by a mail of their own, or all on slips to print."""

    verb, title, line = "invite_selected", _("Invite the selected people"), "reset-password"
    done = _("%(count)s people are invited.")
    explain = _(
        "Only who has not chosen a password yet is invited; nobody else's password ends. An earlier invitation or code "
        "of the same person ends."
    )
    joins = ("unit",)
    way = fields.choice_field(_("way"), WAYS)

    def lines(self, row: User) -> list[str]:
        return [f"{row}　{row.username}", "　".join(str(part) for part in (row.unit, row.email) if part)]

    def one(self, row: User) -> Slip:
        return Slip(row, invite(row, by=self.user, **self.cleaned_data))

    def answer(self, request: PersonRequest, made: list[Slip]) -> TemplateResponse | None:
        """The slips: their codes are shown this once; and who gets none."""
        slips = [slip for slip in made if slip.code]
        if not slips:
            return None
        until = today() + VALID
        address = settings.PUBLIC_URL + reverse("login")
        context = {"slips": slips, "skipped": self.refusals, "until": until, "address": address}
        return TemplateResponse(request, "admin/slips.html", context)
