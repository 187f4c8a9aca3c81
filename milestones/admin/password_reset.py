"""Password resets: end a password by a mailed link or a printed code; the list of those made."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin
from projects.models import PasswordReset, User
from projects.permissions import ACTIONS

from .outcome import OutcomeActionForm


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
    way = fields.choice_field(_("way"), PasswordReset.Way.choices)

    @classmethod
    def fits(cls, user: User, subject: User) -> bool:
        return super().fits(user, subject) and user.pk != subject.pk and subject.is_active

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.subject.email or _t("none")
        self.fields["way"].help_text = _t("Recorded address: %(address)s") % {"address": address}
        self.fields["way"].initial = "mail" if self.subject.email else "code"

    def act(self) -> None:
        code = PasswordReset.reset(self.subject, by=self.user, **self.cleaned_data)
        if code:
            text = _t(
                "One-time code for %(person)s: %(code)s. Print it now; it is not shown again. It opens nothing but "
                "the choice of a new password, for three days."
            )
            self.shown = text % {"person": self.subject, "code": code}
