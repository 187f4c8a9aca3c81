"""Lists of the API in pages behind an opaque cursor."""

import re
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from backoffice.keys import IsAny

if TYPE_CHECKING:  # it reads the settings, which name this file
    from rest_framework.request import Request

Keys = list[tuple[str, bool]]  # paths, and whether each descends
WHOLE = re.compile(r"[1-9][0-9]{0,8}")


def parameter_error(field: str, message: str, code: str = "invalid") -> exceptions.ValidationError:
    """A 400 that names one parameter."""
    return exceptions.ValidationError({field: [exceptions.ErrorDetail(message, code)]})


def rows_after_condition(keys: Keys, values: list[Any]) -> Any:
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


def ordering_value(row: Any, path: str) -> int | str | None:
    """The value of an ordering path, in a shape that JSON carries without loss."""
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row if row is None or isinstance(row, int | str) else str(row)


def first_then_others(rows: Any, come_first: Q, most: int) -> Any:
    """Rows in order, of which the others are not looked for before those that come first are at an end."""
    return rows.filter(come_first)[:most].union(rows.exclude(come_first)[:most], all=True)


class CursorPages(BasePagination):
    """Pages by the values of the last row, so that rows that come and go never shift the next page.

    A view names `ordering` (paths, the default) and `ordering_fields` (what a reader may ask for, as {name: path}); it
    may say that `rows_are_computed`, and with `come_first` which rows the default puts before all others.
    """

    size, most, most_keys = 100, 200, 5
    parameters = ("page_size", "cursor", "count", "ordering")

    def paginate_queryset(self, queryset: Any, request: "Request", view: Any = None) -> list[Any]:
        """One page of rows; the count and the next address are kept for the answer."""
        params, self.request = request.query_params, request
        size, keys = self._size(params), self._keys(params, view)
        self.count = queryset.count() if self._counts(params) else None
        order = [F(path).desc(nulls_last=True) if down else F(path).asc(nulls_last=True) for path, down in keys]
        rows = queryset.order_by(*order)
        if after := self._after(params, keys):
            rows = rows.filter(rows_after_condition(keys, after))
        if getattr(view, "rows_are_computed", False):
            # The page is found by what orders it, and the rest is computed of its rows alone.
            found = rows.values("pk")
            # A filter is served better by what it asks for.
            if hasattr(view, "come_first") and params.keys() <= {"page_size", "cursor", "count", "on"}:
                found = first_then_others(found, view.come_first, size + 1)
            rows = queryset.filter(IsAny(F("pk"), ArraySubquery(found[: size + 1]))).order_by(*order)
        rows = rows[: size + 1]
        page = list(rows)
        self.next = self._link(keys, page[size - 1]) if len(page) > size else None
        return page[:size]

    def _size(self, params: QueryDict) -> int:
        text = params.get("page_size", str(self.size))
        number = int(text) if WHOLE.fullmatch(text) else 0
        if not 1 <= number <= self.most:
            raise parameter_error("page_size", _("A page has 1 to %(most)s rows.") % {"most": self.most})
        return number

    def _counts(self, params: QueryDict) -> bool:
        text = params.get("count", "false")
        if text not in ("true", "false"):
            raise parameter_error("count", _("Write true or false."))
        return text == "true"

    def _keys(self, params: QueryDict, view: Any) -> Keys:
        known = view.ordering_fields
        names = [name for name in params.get("ordering", "").split(",") if name]
        if len({name.removeprefix("-") for name in names}) < len(names):
            raise parameter_error("ordering", _("Name each ordering once."), "repeated")
        if len(names) > self.most_keys:
            raise parameter_error("ordering", _("Order by at most %(most)s.") % {"most": self.most_keys}, "max_length")
        for name in names:
            if name.removeprefix("-") not in known:
                text = _("“%(name)s” is no ordering; choose from %(names)s.")
                raise parameter_error("ordering", text % {"name": name, "names": _(", ").join(known)}, "invalid_choice")
        paths = [("-" if name[0] == "-" else "") + known[name.removeprefix("-")] for name in names] or view.ordering
        return [(path.removeprefix("-"), path.startswith("-")) for path in (*paths, "pk")]

    def _place(self, keys: Keys) -> list[str]:
        return [self.request.path, *(f"{'-' if down else ''}{path}" for path, down in keys)]

    def _after(self, params: QueryDict, keys: Keys) -> Any:
        if "cursor" not in params:
            return None
        try:
            place, values = signing.loads(params["cursor"], salt="api.cursor")  # type: ignore[arg-type]
        except signing.BadSignature:
            raise parameter_error("cursor", _("This cursor is not one of ours; start from the first page.")) from None
        if place != self._place(keys):
            raise parameter_error(
                "cursor", _("This cursor belongs to another list or ordering; start from the first page.")
            )
        return values

    def _link(self, keys: Keys, row: Any) -> str:
        values = [ordering_value(row, path) for path, _down in keys]
        cursor = signing.dumps([self._place(keys), values], salt="api.cursor", compress=True)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, data: Any) -> Response:
        """`results` and `next`, and `count` for who asked."""
        counted = {} if self.count is None else {"count": self.count}
        return Response({"results": data, "next": self.next, **counted})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
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

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters that every list takes."""
        names = [sign + name for name in getattr(view, "ordering_fields", {}) for sign in ("", "-")]
        ordering = {
            "type": "array",
            "items": {"type": "string", "enum": names},
            "maxItems": self.most_keys,
            "uniqueItems": True,
        }
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
