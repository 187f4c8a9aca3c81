"""Tokens: kept as digests, given for a username and a password, locked out after repeated failures."""

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .authentication import refuse_unready_account
from .schema import ProblemSchema
from .strict import JsonOnly, StrictBody
from .throttle import TokenRate


class Credentials(StrictBody):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class Token(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")
    expiry = serializers.DateTimeField()


class TokenView(APIView):
    """Exchange a username and a password for a token."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = [TokenRate]
    content_negotiation_class = JsonOnly
    schema = ProblemSchema()

    def get_authenticate_header(self, request: Request) -> str:
        """A wrong password is a 401 too, though no header was sent."""
        return "Token"

    @extend_schema(request=Credentials, responses=Token, operation_id="token_create", auth=[])
    def post(self, request: Request) -> Response:
        """Answer a new token; a wrong password is 401, too many of them 429."""
        body = Credentials(data=request.data)
        body.is_valid(raise_exception=True)
        bare: Any = request._request  # the lock-out keeps its notes on Django's own request
        user = authenticate(bare, **body.validated_data)
        if getattr(bare, "axes_locked_out", False):
            bare.axes_locked_out = False  # else its middleware answers in HTML
            raise Throttled(detail=_("Too many wrong passwords: this account is locked for half an hour."))
        if user is None:
            raise AuthenticationFailed(_("Username or password is wrong."))
        refuse_unready_account(user)
        user_logged_in.send(type(user), request=bare, user=user)
        record, token = AuthToken.objects.create(user)
        return Response({"token": token, "expiry": record.expiry})
