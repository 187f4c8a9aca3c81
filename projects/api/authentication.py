"""Who sends a token. Apart from the views, because the framework reads this before they exist."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from backoffice.errors import NotAllowed

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


def refuse_unready_account(user: Any) -> None:
    """Raise NotAllowed for who has no role, or has not chosen a password of their own."""
    if user.left_at:
        raise NotAllowed(_("The work of this account was handed over; it opens nothing any longer."))
    if not user.role:
        raise NotAllowed(_("This account has no role yet; the administrator gives it one."))
    if user.must_change_password:
        raise NotAllowed(_("Choose your own password first: log in on the website and change it there."))


class HasRole(BasePermission):
    """Whoever is logged in and ready; everybody else is told why not."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        refuse_unready_account(request.user)
        return True


class TokenAuthentication(KnoxAuthentication):
    """Knox reads a header that is no text as an accident of ours; it is a bad token like any other."""

    def authenticate_credentials(self, token: str) -> Any:
        """The account of a token."""
        if not token.isascii():
            raise AuthenticationFailed(_("This token is not valid."))
        return super().authenticate_credentials(token)
