"""What is answered when no view could: a problem for programs, a page for people."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults

from .access_map import closed_page_reason
from .problem import NOT_HERE, RequestTooLarge, is_api_request, problem_response, shortage_exception
from .unsent_forms import expired_form_response


def error_page(
    status: int,
    template: str = "400.html",
    said: object = "",
    wait: int | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """A page that asks nothing of the session or the database, which may be what failed."""
    headers = (headers or {}) | ({} if wait is None else {"Retry-After": str(wait)})
    text = loader.get_template(template).render({"said": said})
    return HttpResponse(text, status=status, headers=headers)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is too large, or cannot be taken apart; raised by Django itself, mostly before any view."""
    if isinstance(exception, RequestDataTooBig):
        said = RequestTooLarge.default_detail
        return (
            problem_response(413, str(said))
            if is_api_request(request)
            else error_page(413, said=_("What was sent is too large."))
        )
    return (
        problem_response(400, _("This request cannot be understood.")) if is_api_request(request) else error_page(400)
    )


def unsupported_charset(request: HttpRequest) -> HttpResponse:
    """Text in another encoding than UTF-8."""
    said = _("Send text as UTF-8.")
    return problem_response(415, said) if is_api_request(request) else error_page(415, said=said)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """In sight but not allowed, with the reason: the one given, or who may."""
    user = getattr(request, "user", None)
    reason = str(exception) or (closed_page_reason(request) if user and user.is_authenticated else "")
    if is_api_request(request):
        return problem_response(403, reason or _("Not allowed"))
    return render(request, "403.html", {"exception": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is not ours, or too old; said to a program without the reason, which is for our log."""
    if is_api_request(request):
        return problem_response(403, _("This form has expired."))
    return expired_form_response(request, reason)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api_request(request):
        return problem_response(404, str(NOT_HERE))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """An accident of ours; or the machine lacks time, room or its database, which is said as such."""
    known = shortage_exception(sys.exc_info()[1])
    if known:
        wait = getattr(known, "wait", None)
        if is_api_request(request):
            return problem_response(known.status_code, str(known.detail), wait)
        return error_page(known.status_code, "503.html", known.detail, wait)
    if is_api_request(request):
        return problem_response(500, _("Something went wrong here; the error is recorded."))
    return error_page(500, "500.html")
