"""Views and bodies that name what they do not know: a misspelt parameter never answers with everything."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django_filters.filters import MultipleChoiceFilter
from rest_framework import serializers
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.fields import empty
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from .schema import ProblemSchema


class JsonOnly(DefaultContentNegotiation):
    """There is one format, so `format` is a parameter like any other and unknown."""

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)


class StrictParameters(APIView):
    """Refuse unknown, empty and doubled query parameters."""

    # Of the set of views that it is mixed into.
    action: str
    paginator: Any
    filterset_class: Any

    schema = ProblemSchema()
    content_negotiation_class = JsonOnly
    day_actions: tuple[str, ...] = ()  # actions that take `on`

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After who and whether: what was asked."""
        super().initial(request, *args, **kwargs)
        known = self.known_parameters()
        errors = {}
        for name, values in request.query_params.lists():
            if fault := self._fault(name, values, known):
                errors[name] = [fault]
        if errors:
            raise ValidationError(errors)

    def known_parameters(self) -> dict[str, Any]:
        """Filters, paging and the day, as far as the action takes them; the value is the filter, if there is one."""
        known = {"on": None} if self.action in self.day_actions else {}
        if self.action == "list" and self.paginator:
            known |= dict.fromkeys(self.paginator.parameters)
            known |= self.filterset_class.base_filters if self.filterset_class else {}
        return known

    @staticmethod
    def _fault(name: str, values: list[str], known: dict[str, Any]) -> ErrorDetail | None:
        if name not in known:
            return ErrorDetail(_("Unknown parameter."), "unknown")
        if "" in values:
            return ErrorDetail(_("Give a value or leave the parameter out."), "blank")
        if any("\0" in value for value in values):
            return ErrorDetail(_("A null character is no part of any value."), "invalid")
        if len(values) > 1 and not isinstance(known[name], MultipleChoiceFilter):
            return ErrorDetail(_("Give this parameter once."), "repeated")
        return None


class StrictViewSet(StrictParameters, GenericViewSet):
    """A resource with verbs of its own."""

    filterset_class = None

    def body(self, bodies: Any, instance: Any = None, partial: bool = False) -> dict[str, Any]:
        """The request's body, read by the serializer for its media type."""
        kind = (self.request.content_type or "").split(";")[0]
        chosen: Any = bodies.get(kind, bodies["application/json"]) if isinstance(bodies, dict) else bodies
        context = self.get_serializer_context()
        serializer = chosen(instance, data=self.request.data, partial=partial, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class ReadingViewSet(StrictParameters, ReadOnlyModelViewSet):
    """A list and its rows: what the reader may see, narrowed by the filters."""

    filterset_class = None
    ordering: tuple[str, ...] = ()
    ordering_fields: dict[str, str] = {}

    def get_queryset(self) -> Any:
        """Every reading starts from what the reader may see."""
        return super().get_queryset().visible_to(self.request.user)  # type: ignore[attr-defined]


class StrictBody(serializers.Serializer):
    """A body in which every field is known."""

    def run_validation(self, data: Any = empty) -> Any:
        """The framework calls what is no object by Python's names, and says of `null` in English that it is missing."""
        if data is not empty and not isinstance(data, Mapping):
            said = ErrorDetail(_("Send one JSON object: names with their values, in braces."), "invalid")
            raise ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [said]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        """Name the unknown fields before anything else is read."""
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := [name for name in data if name not in writable]:
                text = ErrorDetail(_("Unknown field, or one that cannot be set here."), "unknown")
                raise ValidationError({str(name): [text] for name in unknown})
        return super().to_internal_value(data)


def code_field(**options: Any) -> Any:
    """A record by its code, to read."""
    return serializers.SlugRelatedField("code", read_only=True, **options)


def username_field(source: str | None = None, **options: Any) -> Any:
    """A person by username, to read."""
    return serializers.SlugRelatedField("username", read_only=True, source=source, **options)


class ByCode(serializers.SlugRelatedField):
    """A record by its code or username, in text that the database can hold."""

    def to_internal_value(self, data: Any) -> Any:
        """What is not such text names nothing."""
        text = str(data)
        if "\0" in text or not text.isprintable():
            self.fail("does_not_exist", slug_name=self.slug_field, value=ascii(data))
        return super().to_internal_value(data)


class PreconditionRequired(APIException):
    status_code = 428
    default_code = "version_missing"


class PreconditionFailed(APIException):
    status_code = 412
    default_code = "version_changed"


def version_etag(record: Any) -> str:
    """The version of a record as a header."""
    return f'"{record.version}"'


def require_version(request: Request, record: Any) -> None:
    """The writer must have read what they overwrite."""
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionRequired(_("Send the record's ETag as If-Match."))
    if not {"*", version_etag(record)} & {part.strip() for part in given.split(",")}:
        raise PreconditionFailed(_("The record was changed in the meantime; read it again."))
