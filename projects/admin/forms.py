"""The forms of an account: exactly one role, and a password that its person replaces at the first login."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from projects.forms import start_at
from projects.models import Role, User


class RoleField(forms.Form):
    """Adds the choice of the one role; the admin writes the group."""

    role_choice = forms.ChoiceField(label=_("role"), choices=Role, widget=UnfoldAdminSelectWidget)

    def _begin(self):
        if self.instance.pk and self.instance.role:
            self.initial["role_choice"] = self.instance.role

    def clean(self):
        cleaned = super().clean()
        # Django's own permission table is not used: nobody is a superuser of anything.
        self.instance.is_staff = cleaned.get("role_choice") != Role.LEADER
        return cleaned

    @property
    def ends_access(self):
        """Whether the account is closed or gets another role: programs that act for it must ask anew."""
        return bool({"is_active", "role_choice"} & {*self.changed_data})


class PersonForm(RoleField, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = _("A closed account cannot log in; what it recorded stays.")
        self._begin()


class PersonCreationForm(RoleField, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.instance.must_change_password = True
        start_at(self, "name")


class PasswordForm(AdminPasswordChangeForm):
    """A password that an administrator sets is replaced by its person at the next login."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True
        start_at(self, "password1")

    def save(self, commit=True):
        self.user.must_change_password = True
        self.user.revoke_tokens()
        return super().save(commit)
