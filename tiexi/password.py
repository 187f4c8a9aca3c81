"""One's own password: changed at any time, and before anything else where somebody else set it."""

import math
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from backoffice.initial_focus import set_initial_focus
from backoffice.next_address import requested_next_url
from backoffice.recording import recorded_action
from backoffice.requests import PersonRequest
from milestones.mail.password_mail import send_forgotten_links
from projects.api.throttle import ForgottenRate, ResetRate
from projects.models import PasswordReset, User

from .error_pages import error_page

HELP = _("At least 8 characters, not digits alone, not like your name, and none of the common ones.")


class MinimumLength(MinimumLengthValidator):
    """Django's, in words that are Chinese."""

    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return _t("The password has at least %(length)s characters.") % {"length": self.min_length}


class OwnPasswordForm(PasswordChangeForm):
    """The old one, and a new one twice; each mistake is said at its field."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("This is not your present password."),
        "password_mismatch": _("The two new passwords differ."),
        "same": _("The new password must differ from the present one."),
    }

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        labels = (_("Present password"), _("New password"), _("New password again"))
        for field, label in zip(self.fields.values(), labels, strict=True):
            field.label, field.help_text = label, ""
        set_initial_focus(self, "old_password")
        self.fields["new_password1"].help_text = HELP
        if self.user.must_change_password:
            said = _("The password, or the one-time code of your slip, that you just logged in with.")
            self.fields["old_password"].help_text = said

    def clean_old_password(self) -> str:
        """Guesses are counted with those at the log-in form: an unattended screen is no way around the lock-out."""
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=old) != self.user:
            raise ValidationError(self.error_messages["password_incorrect"], "password_incorrect")
        return old

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise ValidationError(self.error_messages["same"], "same")
        return new

    def save(self, commit: bool = True) -> User:
        """The choice is made, and whoever held the old password or a token is out."""
        self.user.must_change_password = False
        self.user.revoke_tokens()
        return super().save(commit)


class PasswordPage(PasswordChangeView):
    """In the style of the login form, for leaders too, who never see the admin."""

    request: PersonRequest
    form_class = OwnPasswordForm
    template_name = "password.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forced, done = self.request.user.must_change_password, "changed" in self.request.GET
        wanted = requested_next_url(self.request)
        return super().get_context_data(forced=forced, done=done and not forced, next=wanted, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        self.was_forced = self.request.user.must_change_password
        return super().get_form_kwargs() | {"request": self.request}

    def get_success_url(self) -> str:
        """On to work after a forced change; else here again, which says that it is done."""
        return self.onward() if self.was_forced else f"{reverse('password')}?changed"

    def onward(self) -> str:
        """Where the person was going when the choice came between, else where a login leads."""
        return requested_next_url(self.request) or resolve_url("login")


class NewPasswordForm(SetPasswordForm):
    """A new one twice, after the link of the mail; the same words as where it is changed."""

    error_messages = SetPasswordForm.error_messages | {
        "password_mismatch": OwnPasswordForm.error_messages["password_mismatch"]
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, label in zip(self.fields.values(), (_("New password"), _("New password again")), strict=True):
            field.label, field.help_text = label, ""
        self.fields["new_password1"].help_text = HELP
        set_initial_focus(self, "new_password1")

    @recorded_action
    def save(self, commit: bool = True) -> User:
        """The choice is the person's own, and no token of before opens anything."""
        self.user.must_change_password = False
        self.user.revoke_tokens()
        PasswordReset.record_own_choice(self.user)
        return super().save(commit)


class PasswordLinkPage(PasswordResetConfirmView):
    """Where the link of the mail leads; it works once."""

    form_class = NewPasswordForm
    template_name = "password_choose.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Django moves the token of a good link into the session; whoever comes with one in the address is counted."""
        rate = ResetRate()
        if kwargs["token"] != self.reset_url_token and not rate.allow_request(request):
            said = _t("Too many links were followed from this address; try again in a minute.")
            return error_page(429, "503.html", said, math.ceil(rate.wait()))
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return f"{reverse('login')}?chosen"


class ForgottenPasswordForm(forms.Form):
    """Who somebody is, by either name."""

    who = forms.CharField(label=_("User name or e-mail address"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        set_initial_focus(self, "who")


class ForgottenPasswordPage(FormView):
    """A link by mail for whoever forgot the password; the answer is the same whether there is such an account."""

    form_class = ForgottenPasswordForm
    template_name = "password_forgotten.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rate = ForgottenRate()
        if not rate.allow_request(request):
            said = _t("Too many links were asked for from this address; try again in a minute.")
            return error_page(429, "503.html", said, math.ceil(rate.wait()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ForgottenPasswordForm) -> HttpResponse:
        send_forgotten_links(form.cleaned_data["who"])
        return redirect(f"{reverse('password-forgotten')}?sent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sent="sent" in self.request.GET, **kwargs)
