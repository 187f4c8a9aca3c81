"""The doors of the house: log in, log out, switch the language, and say whether it is well."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import i18n
from django.views.decorators.cache import never_cache

from backoffice.initial_focus import set_initial_focus
from backoffice.models import Submission
from backoffice.next_address import requested_next_url
from backoffice.submissions import form_token
from projects.models import PasswordReset, Role, User

from .error_pages import error_page
from .problem import is_api_request, problem_response
from .unsent_forms import set_draft_cookie

ACCOUNTS = (
    ("steward", Role.STEWARD),
    ("unithead", Role.UNIT_HEAD),
    ("supervisor", Role.SUPERVISOR),
    ("supervisor2", Role.SUPERVISOR),  # for what takes a second person
    ("leader", Role.LEADER),
    ("auditor", Role.AUDITOR),
    ("admin", Role.ADMIN),
)


# What a person reads whose session others ended.
ENDED = {
    "closed": _(
        "You are logged out, for this account is closed: its work was handed over, or an administrator closed it. If "
        "that is wrong, ask your unit head or the administrator."
    ),
    "changed": _("You are logged out here, for the password or the role of this account was changed. Log in again."),
}


class LoginForm(AuthenticationForm):
    """User name and password; a mistake is said at the form and the name stays typed."""

    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Both tell capital from small letters."),
        "inactive": _("This account is closed."),
        "left": _(
            "The work of this account was handed over; it opens nothing any longer. If that is wrong, ask your unit "
            "head or the administrator."
        ),
        "code_ended": _("This one-time code is too old; ask the administrator for another."),
        "no_role": _("This account has no role yet; the administrator gives it one."),
    }

    def confirm_login_allowed(self, user: User) -> None:
        """An account without a role could do nothing within; it is told so here."""
        super().confirm_login_allowed(user)
        if user.left_at:
            raise ValidationError(self.error_messages["left"], "left")
        if not user.role:
            raise ValidationError(self.error_messages["no_role"], "no_role")
        if PasswordReset.code_ended(user):
            raise ValidationError(self.error_messages["code_ended"], "code_ended")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name: Any = self.fields["username"]
        name.validators.append(MaxLengthValidator(name.max_length))  # Django only tells the browser
        set_initial_focus(self, "username")


class Login(LoginView):
    """The only login form, the admin's too."""

    form_class = LoginForm
    template_name = "login.html"
    redirect_authenticated_user = True
    extra_context = {"accounts": ACCOUNTS}

    def get_redirect_url(self) -> str:  # type: ignore[override]
        """Where the reader wanted to go, unless it is closed to them or is this very form."""
        wanted = requested_next_url(self.request)
        path = urlsplit(wanted).path
        known = self.request.user.is_authenticated  # before that, nobody knows what is closed to whom
        closed = known and path.startswith(reverse("admin:index")) and not admin.site.has_permission(self.request)
        return "" if closed or path in (reverse("login"), reverse("logout")) else wanted

    def get_default_redirect_url(self) -> str:
        """Leaders read the first page; everybody else works in the admin."""
        return resolve_url("admin:index" if admin.site.has_permission(self.request) else "home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever comes from a form that was not taken is told so, wrong passwords notwithstanding."""
        unsent = "unsent" in (self.request.POST if self.request.method == "POST" else self.request.GET)
        ended = ENDED.get(self.request.GET.get("ended", ""), "")
        return super().get_context_data(unsent=unsent, chosen="chosen" in self.request.GET, ended=ended, **kwargs)


class Logout(LogoutView):
    """POST logs out; a link that is only followed asks first."""

    http_method_names = ["get", "post", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, "logout.html")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The browser forgets this account's drafts."""
        person = request.user.pk
        response = super().post(request, *args, **kwargs)
        if person:
            set_draft_cookie(request, response, "tx-out", str(person))
        return response


def lockout_response(
    request: HttpRequest, response: Any = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What axes answers after too many wrong passwords: wait, in words, for people and for programs."""
    wait = int(settings.AXES_COOLOFF_TIME * 60)
    text = _t(
        "Too many wrong passwords. This account is locked here for %(minutes)s minutes; the administrator can unlock "
        "it sooner."
    ) % {"minutes": wait}
    if is_api_request(request):
        return problem_response(429, text, wait * 60)
    if request.user.is_authenticated:  # at the form that asks for the present password
        return error_page(429, "503.html", text, wait * 60)
    form = LoginForm(request, initial={"username": (credentials or {}).get("username", "")})
    context = {"form": form, "locked": text, "accounts": ACCOUNTS, "next": request.POST.get("next", "")}
    context["unsent"] = "unsent" in request.POST
    form_page = render(request, "login.html", context, status=429)
    form_page["Retry-After"] = str(wait * 60)
    return form_page


def set_language(request: HttpRequest) -> HttpResponse:
    """The switch of every page: a cookie, and the account's own language where it has one."""
    chosen, user = request.POST.get("language"), request.user
    if chosen in dict(settings.LANGUAGES) and user.is_authenticated and user.language:
        User.objects.filter(pk=user.pk).exclude(language=chosen).update(language=chosen)
    return i18n.set_language(request)


@never_cache
@login_required
def form_sent(request: HttpRequest) -> HttpResponse:
    """Whether the reader's form with this token was done: the answer to it may have been lost on its way."""
    done = Submission.objects.filter(token=form_token(request.GET), by=request.user.pk).exists()
    return JsonResponse({"sent": done})


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 only when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
