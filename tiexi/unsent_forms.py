"""Forms sent after the session ended: redirect to login and back to the form; what became of a form, told to the
script that sends it and to the one that keeps its draft.
"""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

# Forms of a visitor, which lead nowhere by logging in.
VISITORS = {"login", "logout", "password-choose", "set_language", "act-link", "unsubscribe"}
DRAFT_ID = 32  # hexadecimal digits
LEADS_TO = "Tx-Leads-To"  # where an answer to a script leads
WEEK = 7 * 86400  # seconds; longer than a browser keeps a draft


class UnsentFormMiddleware:
    """A form that meets no session leads back to itself; one that was taken, or never can be, tells the browser which
    draft to forget.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        over = getattr(response, "draft_over", False)
        if request.method != "POST" or not (over or response.status_code in (302, 303)):
            return response
        response = self.answer_redirected(request, response)
        leads = "Tx-Sending" in request.headers and "Location" in response.headers
        return lead_script(response) if leads else response

    def answer_redirected(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not request.user.is_authenticated:
            lost = leads_to_login(response.headers.get("Location", "")) and not is_visitor_form(request.path)
            return redirect_unsent_to_login(request) if lost else response
        draft = request.POST.get("draft", "") if has_reached_view(request, response) else ""
        if len(draft) == DRAFT_ID and draft.isalnum() and draft.isascii():
            set_draft_cookie(request, response, "tx-sent", draft)
        return response


def has_reached_view(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the form reached its view: an account that has to choose a password first is led there from anywhere,
    and the form of a mail whose token is void to itself.
    """
    password, leads_to = reverse("password"), urlsplit(response.headers.get("Location", "")).path
    if leads_to == request.path:
        return resolve(request.path).url_name != "act-link"
    return leads_to != password


def lead_script(response: HttpResponse) -> HttpResponse:
    """Tell a script that sends a form where its answer leads: it could not read that from a redirect, and following
    it would read the messages away.
    """
    response.status_code = 204
    response[LEADS_TO] = response["Location"]
    del response["Location"]
    return response


def leads_to_login(address: str) -> bool:
    """Whether an answer that leads there is one of the ways to the log-in form."""
    return urlsplit(address).path in (reverse(settings.LOGIN_URL), reverse("admin:login"))


def redirect_unsent_to_login(request: HttpRequest) -> HttpResponse:
    """The log-in form, which says that nothing was recorded and leads back to where it was typed."""
    query = urlencode({"next": form_page_address(request), "unsent": 1}, safe="/")
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{query}")


def form_page_address(request: HttpRequest) -> str:
    """The page on which the form was filled in: the one that sent it, else the address that it was sent to."""
    came = request.headers.get("referer", "")
    within = url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure())
    parts = urlsplit(came)
    if not within or not parts.netloc or is_visitor_form(parts.path):
        return request.get_full_path()
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_visitor_form(path: str) -> bool:
    """Whether an address is a form of a visitor."""
    try:
        return resolve(path).url_name in VISITORS
    except Resolver404:
        return False


def set_draft_cookie(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """A word to the script that keeps the drafts, which reads it once."""
    response.set_cookie(name, value, max_age=WEEK, samesite="Lax", secure=request.is_secure())


def expired_form_response(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is void: without a session to the log-in form, else in words with the way back to the form."""
    lost = not is_visitor_form(request.path)
    if lost and not request.user.is_authenticated:
        return redirect_unsent_to_login(request)
    response = render(request, "403_csrf.html", {"form_page": form_page_address(request) if lost else ""}, status=403)
    add_never_cache_headers(response)
    return response
