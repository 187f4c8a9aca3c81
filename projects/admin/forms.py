"""The forms of an account: exactly one role, and the staff flag follows from it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

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


class PersonForm(RoleField, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._begin()


class PersonCreationForm(RoleField, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
