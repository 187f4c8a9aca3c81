"""Turn every error of the API into an RFC 9457 problem document, whether it arose in a view, before it, or by a bug."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, IntegrityError
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import QueryCanceled
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from backoffice.errors import Conflict, NotAllowed, Overloaded
from backoffice.refusals import database_refusal_text
from backoffice.storage import NO_ROOM_SAID, is_disk_full

log = logging.getLogger(__name__)

TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("Bad request"),
    401: gettext_lazy("Not logged in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not possible here"),
    406: gettext_lazy("Format not available"),
    409: gettext_lazy("The state forbids it"),
    412: gettext_lazy("Changed in the meantime"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Format not understood"),
    431: gettext_lazy("Head too large"),
    428: gettext_lazy("Version missing"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Error"),
    503: gettext_lazy("Too busy at the moment"),
    507: gettext_lazy("No room left"),
}
NOT_HERE = gettext_lazy("Nothing is here, or it is outside what you may see.")
AGAIN = 10  # seconds after which to try what was too much at the moment


class ConflictProblem(exceptions.APIException):
    status_code = 409
    default_detail = gettext_lazy("The record's state forbids this.")
    default_code = "conflict"


class RequestTooLarge(exceptions.APIException):
    status_code = 413
    default_detail = gettext_lazy("The request is larger than this address takes; files go as multipart.")
    default_code = "too_large"


class ServiceBusy(exceptions.APIException):
    status_code = 503
    default_detail = gettext_lazy("This takes longer than anybody may wait; ask for less, or try again later.")
    default_code = "busy"
    wait = AGAIN


class DatabaseUnavailable(ServiceBusy):
    default_detail = gettext_lazy("The database does not answer; try again in a moment.")


class DiskFullProblem(exceptions.APIException):
    status_code = 507
    default_detail = NO_ROOM_SAID
    default_code = "no_room"


def is_api_request(request: HttpRequest) -> bool:
    """Whether a program asks, which reads no pages."""
    return request.path_info == "/api" or request.path_info.startswith("/api/")


def problem_document(status: int, detail: str, errors: list | None = None) -> dict:
    """The five members of every problem."""
    title = str(TITLES.get(status, HTTPStatus(status).phrase))
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": errors or []}


def problem_response(status: int, detail: str, wait: int | None = None) -> JsonResponse:
    """A problem told from outside the API's own views; `wait` in seconds goes into Retry-After."""
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return JsonResponse(problem_document(status, detail), status=status, content_type=TYPE, headers=headers)


def shortage_exception(exc: BaseException | None) -> exceptions.APIException | None:
    """What the machine lacks for the moment, if that is what an exception says: time, its database, or room."""
    cause = getattr(exc, "__cause__", None)
    if is_disk_full(exc):
        return DiskFullProblem()
    if isinstance(cause, QueryCanceled) or isinstance(exc, Overloaded):
        return ServiceBusy()
    return DatabaseUnavailable() if isinstance(exc, OperationalError | InterfaceError) else None


def unreadable_request_exception(exc: BaseException) -> exceptions.APIException | None:
    """The answer to a request that is too large, or that cannot be taken apart."""
    if isinstance(exc, RequestDataTooBig):
        return RequestTooLarge()
    if isinstance(exc, SuspiciousOperation | BadRequest | MultiPartParserError | UnreadablePostError):
        return exceptions.ParseError(_("This request cannot be understood."))
    return None


def as_api_exception(exc: Exception) -> Exception:
    """Our own refusals, the database's and the machine's as the framework's, which know their status."""
    if isinstance(exc, DjangoValidationError):
        return exceptions.ValidationError(get_error_detail(exc))
    if isinstance(exc, Http404):  # which would name our models
        return exceptions.NotFound(NOT_HERE)
    if isinstance(exc, Conflict):
        return ConflictProblem(str(exc))
    if isinstance(exc, NotAllowed):
        return exceptions.PermissionDenied(str(exc))
    if isinstance(exc, DataError):
        log.warning("the database cannot hold a value", exc_info=exc)
        return exceptions.ValidationError(_("A value does not fit its field."))
    if isinstance(exc, IntegrityError):
        log.warning("the database refused a write", exc_info=exc)
        return ConflictProblem(database_refusal_text(exc))
    if known := shortage_exception(exc):
        log.error("could not be done for now: %s", exc)
        return known
    return unreadable_request_exception(exc) or exc


def replace_surrogates(text: str) -> str:
    """Text without half characters, which JSON can bring in and UTF-8 cannot take out."""
    return text.encode(errors="replace").decode()


def flatten_errors(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Nested error details as a list of {field, code, message}."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            name = "" if name == api_settings.NON_FIELD_ERRORS_KEY else str(name)
            yield from flatten_errors(inner, ".".join(part for part in (field, name) if part))
    elif isinstance(detail, list):
        for inner in detail:
            yield from flatten_errors(inner, field)
    else:
        yield {
            "field": replace_surrogates(field),
            "code": detail.code,
            "message": replace_surrogates(str(detail)),
        }


def error_summary(errors: list, detail: object) -> str:
    """One sentence for a person; the list beside it is for the program."""
    if not errors:
        return str(detail)
    first = errors[0]
    return _(": ").join(filter(None, [first["field"], first["message"]]))


def handle_api_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer every error of a view; None leaves an accident of ours to `tiexi.error_pages`."""
    exc = as_api_exception(exc)
    response = exception_handler(exc, context)
    if response is None:
        return None
    request = context["request"]  # answered in JSON, even where YAML was asked for
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
    invalid = isinstance(exc, exceptions.ValidationError)
    errors = list(flatten_errors(response.data)) if invalid else []
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    response.data = problem_document(response.status_code, error_summary(errors, detail), errors)
    response.content_type = TYPE
    return response
