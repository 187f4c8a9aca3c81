"""The forms of an account: exactly one role; what takes a second person is asked for and not written."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.forms import UserChangeForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.initial_focus import set_initial_focus
from projects.models import PasswordReset, Role, RoleGrant, User, give_role
from projects.permissions import ACTIONS, DECIDING


class RoleChoiceForm(forms.Form):
    """Adds the choice of the one role; what it takes beyond the form, `ask` asks for."""

    instance: Any
    role_choice = forms.ChoiceField(
        label=_("role"),
        choices=Role,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Supervisor, auditor and administrator are given once a second person has granted them."),
    )
    grounds = forms.CharField(
        label=_("grounds"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For the second person who decides a role, an address or an account opened again."),
    )
    address, opening = "", False

    def clean(self) -> dict[str, Any]:
        cleaned: Any = super().clean()
        # Django's own permission table is not used: nobody is a superuser of anything.
        self.instance.is_staff = cleaned.get("role_choice") in ACTIONS["desk"].roles
        return cleaned

    def ask(self, by: User) -> list[RoleGrant]:
        """Give the role; answer the grants without which the rest is not given."""
        person, text = self.instance, self.cleaned_data.get("grounds", "")
        asked = [give_role(person, self.cleaned_data["role_choice"], by=by, text=text)]
        if self.address:
            asked.append(RoleGrant.ask(person, by=by, address=self.address, text=text))
        if self.opening:
            asked.append(RoleGrant.ask(person, by=by, text=text))
        return [grant for grant in asked if grant]


class PersonForm(RoleChoiceForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = _("A closed account cannot log in; what it recorded stays.")
        person = self.instance
        if "must_change_password" in self.fields and person.must_change_password:
            self.fields["must_change_password"].disabled = True  # it ends by choosing one
        if person.pk:
            self.pending = {grant.kind: grant for grant in person.grants.pending()}
            waiting = self.pending.get("role")
            self.initial["role_choice"] = person.group or person.role or (waiting and waiting.role)

    def clean(self) -> dict[str, Any]:
        """An address, and an open account that decides, are not written here but asked for."""
        cleaned, before = super().clean(), User.objects.get(pk=self.instance.pk)
        if cleaned.get("email", "") not in ("", before.email):
            self.address, cleaned["email"] = cleaned["email"], before.email
            self._refuse_another("email", "address", self.address)
        if cleaned.get("is_active") and not before.is_active and before.decides:
            self.opening, cleaned["is_active"] = True, False
        role = cleaned.get("role_choice")
        if role in DECIDING and role != before.group:
            self._refuse_another("role_choice", "role", role)
        return cleaned

    def _refuse_another(self, field: str, kind: str, wanted: str) -> None:
        """One grant of a kind waits at a time."""
        waiting = self.pending.get(kind)
        if waiting and wanted not in (waiting.role, waiting.address):
            text = _t("Another grant is pending for this person (%(what)s); it is decided or withdrawn first.")
            self.add_error(field, ValidationError(text % {"what": waiting.given}, "pending"))


class PersonCreationForm(RoleChoiceForm, forms.ModelForm):
    """A new account has no password: its person chooses one, by a mail or with a printed code."""

    LATER = "later"
    way = forms.ChoiceField(
        label=_("first password"),
        choices=[
            (PasswordReset.Way.MAIL, _("Invitation by mail: a link that works once, for three days")),
            (PasswordReset.Way.CODE, _("Printed one-time code, shown once after saving")),
            (LATER, _("Later, from the list of people")),
        ],
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = User
        fields = ("username",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.must_change_password = True
        self.instance.set_unusable_password()
        set_initial_focus(self, "name")

    def clean_username(self) -> str:
        """Names that differ in capitals alone are one name to whoever reads them aloud."""
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(self.instance.unique_error_message(User, ["username"]))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("way") == PasswordReset.Way.MAIL and not cleaned.get("email") and "email" not in self.errors:
            text = _t("An invitation needs an address; give one, or choose a printed code.")
            self.add_error("way", ValidationError(text, "no_address"))
        return cleaned
