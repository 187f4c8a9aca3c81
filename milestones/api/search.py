"""The search of the pages, as JSON."""

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.fields import get_error_detail
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.search_bounds import MOST_LETTERS, MOST_WORDS
from milestones.search import FIRST, KINDS, search_records
from projects.api.strict import StrictParameters

Q = OpenApiParameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": MOST_LETTERS},
    required=True,
    description=f"Words that must all be found, at most {MOST_WORDS}. At most {FIRST} rows of each kind, the best first.",  # noqa: E501
)


class FoundSerializer(serializers.Serializer):
    """`key` is what its own list addresses it by: a code, a user name or an id."""

    key = serializers.CharField()
    name = serializers.CharField()
    beside = serializers.CharField(allow_blank=True, help_text="What tells it from others of its name.")
    address = serializers.CharField(
        allow_blank=True, help_text="Where the pages show it to this reader; empty for who has no page."
    )


class FoundGroupSerializer(serializers.Serializer):
    """The best of one kind; `total` counts all that were found."""

    kind = serializers.ChoiceField(list(KINDS))
    total = serializers.IntegerField()
    rows = FoundSerializer(many=True)


class SearchResultSerializer(serializers.Serializer):
    """All kinds, also those of which nothing was found."""

    results = FoundGroupSerializer(many=True)


class SearchView(StrictParameters):
    """Projects, milestones, people and units by name, code, pinyin or initials, in what one may see."""

    def known_parameters(self) -> dict[str, None]:
        """The words alone."""
        return {"q": None}

    @extend_schema(parameters=[Q], responses=SearchResultSerializer, operation_id="search")
    def get(self, request: Request) -> Response:
        """What was found, kind by kind; a kind without a find has no rows."""
        reader: Any = request.user  # logged in
        try:
            groups = search_records(reader, request.query_params.get("q", ""))
        except ValidationError as error:
            raise serializers.ValidationError({"q": get_error_detail(error)}) from None
        return Response({"results": FoundGroupSerializer(groups, many=True).data})
