"""Who sends a token. Apart from the views, because the framework reads this before they exist."""

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed


class TokenAuthentication(KnoxAuthentication):
    """Knox reads a header that is no text as an accident of ours; it is a bad token like any other."""

    def authenticate_credentials(self, token):
        """The account of a token."""
        if not token.isascii():
            raise AuthenticationFailed(_("This token is not valid."))
        return super().authenticate_credentials(token)
