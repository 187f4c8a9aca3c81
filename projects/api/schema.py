"""The errors of an operation, told in its schema."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class FieldErrorSerializer(serializers.Serializer):
    """One fault: the field or parameter (empty for the whole), a code for programs, a message for people."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """An error as RFC 9457 has it."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    errors = FieldErrorSerializer(many=True)  # type: ignore[assignment]


MEANINGS = {
    400: "A bad value, or an unknown parameter or field: `errors` names it.",
    401: "No token, or a bad one.",
    403: "In sight, but not allowed: `detail` says why.",
    404: "Out of sight, or not there.",
    406: "Only JSON is answered.",
    409: "The record's state forbids it.",
    412: "Changed since it was read.",
    415: "Send JSON or multipart.",
    428: "If-Match is missing.",
    429: "Too many requests.",
}


class ProblemSchema(AutoSchema):
    """Adds what can go wrong to what is answered."""

    def problems(self) -> list[int]:
        """The statuses of errors that this operation can answer with."""
        statuses = {400, 401, 403, 406, 429}
        if "{" in self.path:
            statuses.add(404)
        if self.method in ("POST", "PATCH"):
            statuses |= {409, 415}
        if self.method == "PATCH":
            statuses |= {412, 428}
        return sorted(statuses)

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers = super()._get_response_bodies(direction)
        component = self.resolve_serializer(ProblemSerializer, "response")
        for status in self.problems():
            content = {"application/problem+json": {"schema": component.ref}}
            answers[str(status)] = {"description": MEANINGS[status], "content": content}
        return answers


class TokenScheme(OpenApiAuthenticationExtension):
    """How a token is sent."""

    target_class = "projects.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token …` from auth/token/",
        }
