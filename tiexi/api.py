"""What every API answer shares: pages behind an opaque cursor, and errors as application/problem+json."""

import logging
from http import HTTPStatus

from django.core import signing
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, IntegrityError
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.pagination import BasePagination
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import exception_handler

from projects.errors import Conflict, NotAllowed

log = logging.getLogger(__name__)

TITLES = {
    400: gettext_lazy("Bad request"),
    401: gettext_lazy("Not logged in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not possible here"),
    406: gettext_lazy("Format not available"),
    409: gettext_lazy("The state forbids it"),
    412: gettext_lazy("Changed in the meantime"),
    415: gettext_lazy("Format not understood"),
    428: gettext_lazy("Version missing"),
    429: gettext_lazy("Too many requests"),
}


class ConflictAnswer(exceptions.APIException):
    status_code = 409
    default_detail = gettext_lazy("The record's state forbids this.")
    default_code = "conflict"


def translated(exc):
    """Our own refusals as the framework's, which know their status."""
    if isinstance(exc, DjangoValidationError):
        return exceptions.ValidationError(get_error_detail(exc))
    if isinstance(exc, Conflict):
        return ConflictAnswer(str(exc))
    if isinstance(exc, NotAllowed):
        return exceptions.PermissionDenied(str(exc))
    if isinstance(exc, DataError):
        log.warning("the database cannot hold a value", exc_info=exc)
        return exceptions.ValidationError(_("A value does not fit its field."))
    if isinstance(exc, IntegrityError):
        log.warning("the database refused a write", exc_info=exc)
        return ConflictAnswer(_("The record was changed by someone else, or what you change is locked."))
    return exc


def sendable(text):
    """Text without half characters, which JSON can bring in and UTF-8 cannot take out."""
    return text.encode(errors="replace").decode()


def flat(detail, field=""):
    """Nested error details as a list of {field, code, message}."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            name = "" if name == api_settings.NON_FIELD_ERRORS_KEY else str(name)
            yield from flat(inner, ".".join(part for part in (field, name) if part))
    elif isinstance(detail, list):
        for inner in detail:
            yield from flat(inner, field)
    else:
        yield {"field": sendable(field), "code": detail.code, "message": sendable(str(detail))}


def summary(status, errors, detail):
    """One sentence for a person; the list beside it is for the program."""
    if status == 404:
        return _("Nothing is here, or it is outside what you may see.")
    if not errors:
        return str(detail)
    first = errors[0]
    return f"{first['field']}: {first['message']}" if first["field"] else first["message"]


def problem(exc, context):
    """Answer every error as RFC 9457 has it."""
    exc = translated(exc)
    response = exception_handler(exc, context)
    if response is None:
        return None
    request = context["request"]  # answered in JSON, even where YAML was asked for
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
    invalid = isinstance(exc, exceptions.ValidationError)
    errors = list(flat(response.data)) if invalid else []
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    status = response.status_code
    response.data = {
        "type": "about:blank",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": summary(status, errors, detail),
        "errors": errors,
    }
    response.content_type = "application/problem+json"
    return response


def refuse(field, message, code="invalid"):
    """A 400 that names one parameter."""
    return exceptions.ValidationError({field: [exceptions.ErrorDetail(message, code)]})


def beyond(keys, values):
    """The condition for rows that come after a row with these values; empty values come last."""
    later, reached = None, Q()
    for (path, descending), value in zip(keys, values, strict=True):
        if value is None:
            reached &= Q(**{f"{path}__isnull": True})
            continue
        step = Q(**{f"{path}__{'lt' if descending else 'gt'}": value}) | Q(**{f"{path}__isnull": True})
        later = reached & step if later is None else later | (reached & step)
        reached &= Q(**{path: value})
    return later


def value_at(row, path):
    """The value of an ordering path, in a shape that JSON carries without loss."""
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row if row is None or isinstance(row, int | str) else str(row)


class CursorPages(BasePagination):
    """Pages by the values of the last row, so that rows that come and go never shift the next page.

    A view names `ordering` (paths, the default) and `ordering_fields` (what a reader may ask for, as {name: path}).
    """

    size, most = 100, 200
    parameters = ("page_size", "cursor", "count", "ordering")

    def paginate_queryset(self, queryset, request, view=None):
        """One page of rows; the count and the next address are kept for the answer."""
        params, self.request = request.query_params, request
        size, keys = self._size(params), self._keys(params, view)
        self.count = queryset.count() if self._counts(params) else None
        order = [
            F(path).desc(nulls_last=True) if down else F(path).asc(nulls_last=True) for path, down in keys
        ]
        rows = queryset.order_by(*order)
        if after := self._after(params, keys):
            rows = rows.filter(beyond(keys, after))
        page = list(rows[: size + 1])
        self.next = self._link(keys, page[size - 1]) if len(page) > size else None
        return page[:size]

    def _size(self, params):
        text = params.get("page_size", str(self.size))
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= self.most):
            raise refuse("page_size", _("A page has 1 to %(most)s rows.") % {"most": self.most})
        return int(text)

    def _counts(self, params):
        text = params.get("count", "false")
        if text not in ("true", "false"):
            raise refuse("count", _("Write true or false."))
        return text == "true"

    def _keys(self, params, view):
        known = view.ordering_fields
        names = [name for name in params.get("ordering", "").split(",") if name]
        for name in names:
            if name.removeprefix("-") not in known:
                text = _("“%(name)s” is no ordering; choose from %(names)s.")
                raise refuse("ordering", text % {"name": name, "names": ", ".join(known)}, "invalid_choice")
        paths = [
            ("-" if name[0] == "-" else "") + known[name.removeprefix("-")] for name in names
        ] or view.ordering
        return [(path.removeprefix("-"), path.startswith("-")) for path in (*paths, "pk")]

    def _place(self, keys):
        return [self.request.path, *(f"{'-' if down else ''}{path}" for path, down in keys)]

    def _after(self, params, keys):
        if "cursor" not in params:
            return None
        try:
            place, values = signing.loads(params["cursor"], salt="api.cursor")
        except signing.BadSignature:
            raise refuse("cursor", _("This cursor is not one of ours; start from the first page.")) from None
        if place != self._place(keys):
            raise refuse(
                "cursor", _("This cursor belongs to another list or ordering; start from the first page.")
            )
        return values

    def _link(self, keys, row):
        values = [value_at(row, path) for path, _down in keys]
        cursor = signing.dumps([self._place(keys), values], salt="api.cursor", compress=True)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, data):
        """`results` and `next`, and `count` for who asked."""
        counted = {} if self.count is None else {"count": self.count}
        return Response({"results": data, "next": self.next, **counted})

    def get_paginated_response_schema(self, schema):
        """The same as OpenAPI."""
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Address of the next page.",
                },
                "count": {"type": "integer", "description": "All rows that match; with `count=true` only."},
            },
        }

    def get_schema_operation_parameters(self, view):
        """The parameters that every list takes."""
        names = [sign + name for name in getattr(view, "ordering_fields", {}) for sign in ("", "-")]
        ordering = {"type": "array", "items": {"type": "string", "enum": names}}
        size = {"type": "integer", "minimum": 1, "maximum": self.most, "default": self.size}
        return [
            {"name": "page_size", "in": "query", "schema": size},
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "Opaque; from `next`.",
            },
            {"name": "count", "in": "query", "schema": {"type": "boolean", "default": False}},
            {"name": "ordering", "in": "query", "style": "form", "explode": False, "schema": ordering},
        ]
