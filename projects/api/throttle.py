"""How often the API is asked: counted in the cache, and in the database where passwords are tried."""

from typing import TYPE_CHECKING, Any

from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from projects.models import RateLimit
from projects.valkey import valkey

if TYPE_CHECKING:  # both read the settings, which name this file
    from rest_framework.request import Request
    from rest_framework.views import APIView


class OpenWhenCacheLost(SimpleRateThrottle):
    """Lets everybody in while the cache is lost."""

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        count = super().allow_request
        return valkey.ask(lambda: count(request, view), otherwise=True)


class UserRate(OpenWhenCacheLost, UserRateThrottle):
    """The requests of one account."""


class AnonRate(OpenWhenCacheLost, AnonRateThrottle):
    """The requests of one address without an account."""


class LoginDoorRate(AnonRateThrottle):
    """The tries of one address at a door of log-in, as many as its other requests; no lost cache lets in more."""

    door = ""
    num_requests: int
    duration: int

    def allow_request(self, request: Any, view: "APIView | None" = None) -> bool:
        source = self.get_ident(request) or ""  # a server on a socket may know no address
        self.seconds = RateLimit.wait(self.door, source, self.num_requests, self.duration)
        return not self.seconds

    def wait(self) -> float:
        return self.seconds


class TokenRate(LoginDoorRate):
    """Passwords sent for a token."""

    door = "token"


class ForgottenRate(LoginDoorRate):
    """Links asked for by whoever forgot a password."""

    door = "forgotten"


class ResetRate(LoginDoorRate):
    """Links followed to choose a password."""

    door = "reset"
