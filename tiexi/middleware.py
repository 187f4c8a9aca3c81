"""What every request passes: the reader's language, whether the account is ready, the admin's content policy, the
channel of a history.
"""

import datetime as dt
from collections.abc import Callable
from itertools import chain
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from pghistory.middleware import HistoryMiddleware

from backoffice.channel import channel_of_path, channel_to_context
from backoffice.clock import parse_day
from backoffice.statement_timeout import limit_statement_time
from projects.api.authentication import refuse_unready_account
from projects.models import User
from projects.models.wording import wording_as_of

from .error_pages import error_page, unsupported_charset
from .problem import is_api_request, problem_response
from .unsent_forms import LEADS_TO, leads_to_login

# What stays open to whoever has to choose a password first, or has no role.
OPEN = ("password", "password-choose", "password-forgotten", "login", "logout", "set_language", "healthz")


# Seconds that a program waits, and a reader of pages.
PATIENCE = {True: 5, False: 10}


class ReadableTextMiddleware:
    """Text comes as UTF-8 without null characters, which PostgreSQL does not have; whoever sends another is told, and
    not misread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.content_params.get("charset", "utf-8").strip().lower()  # type: ignore[union-attr]
        if named not in ("utf-8", "utf8", "us-ascii", "ascii"):
            return unsupported_charset(request)
        if "\0" in request.path:
            raise Http404
        # The API names the parameter.
        if not is_api_request(request) and "\0" in "".join(chain.from_iterable(map(request.GET.getlist, request.GET))):
            raise BadRequest
        return self.get_response(request)


class StatementTimeoutMiddleware:
    """Nobody waits longer than this for one statement of the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with limit_statement_time(PATIENCE[is_api_request(request)]):
            return self.get_response(request)


class AdminContentPolicyMiddleware:
    """Loosen the content policy for the admin alone, by what its theme needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(("/admin/", "/act/")):
            response._csp_replace = settings.ADMIN_CONTENT_POLICY  # type: ignore[attr-defined]
        return response


class AccountLanguageMiddleware:
    """The account's own language wins over the switch, which wins over Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/healthz"):
            request.user = AnonymousUser()  # is answered without asking the database who wants to know
        chosen = request.user.is_authenticated and request.user.language
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


class EndedSessionMiddleware:
    """Whose session ended by what others did is told so at the log-in form: an account closed, or a password or role
    changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith("/healthz")
        held = request.session.get(SESSION_KEY) if asked else None
        response = self.get_response(request)
        header = next((one for one in ("Location", LEADS_TO) if one in response.headers), "")
        left = request.path == reverse("logout")
        if held and header and not left and leads_to_login(response[header]) and not request.user.is_authenticated:
            parts = urlsplit(response[header])
            query = "&".join(filter(None, (parts.query, f"ended={ending_of(held)}")))
            response[header] = urlunsplit(parts._replace(path=reverse("login"), query=query))
        return response


def ending_of(held: str) -> str:
    """Why the session of this person ended."""
    return "changed" if User.objects.open().filter(pk=held).exists() else "closed"


class ChannelMiddleware(HistoryMiddleware):
    """Whatever a request writes, its history names the person and the channel."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_context(request) | channel_to_context(channel_of_path(request.path))


class DayWordingMiddleware:
    """What is read for a past day (`?on=`) has the words of that day; a bad day is the page's to refuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with wording_as_of(self.day_of(request)):
            return self.get_response(request)

    @staticmethod
    def day_of(request: HttpRequest) -> dt.date | None:
        try:
            return parse_day(request.GET.get("on")) if request.method in ("GET", "HEAD") else None
        except ValidationError:
            return None


class ReadyAccountMiddleware:
    """Whoever has no role yet, or a password that somebody else set, comes no further."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Before any page; what comes with a token is asked the same by the API itself."""
        if request.resolver_match.url_name in OPEN or not request.user.is_authenticated:  # type: ignore[operator, union-attr]
            return None
        try:
            refuse_unready_account(request.user)
        except PermissionDenied as reason:
            return self.refuse(request, reason)
        return None

    def refuse(self, request: HttpRequest, reason: Exception) -> HttpResponse:
        """A program reads why; a person is led to the form, or reads why."""
        if is_api_request(request):
            return problem_response(403, str(reason))
        if request.user.role:  # type: ignore[union-attr]
            return redirect(reverse("password", query=self.onward(request)))
        raise PermissionDenied(str(reason))

    @staticmethod
    def onward(request: HttpRequest) -> dict[str, str]:
        """The page that was wanted is opened after the choice; a form that was sent is not sent again."""
        bare = request.method != "GET" or request.resolver_match.url_name in ("home", "index")  # type: ignore[operator, union-attr]
        return {} if bare else {"next": request.get_full_path()}


class MethodNotAllowedMiddleware:
    """An address that takes only what is sent says so to whoever opens it; to programs the API does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        said = _("This address takes only a form that is sent. Go back to the page with the form.")
        return error_page(405, said=said, headers={"Allow": response["Allow"]})
