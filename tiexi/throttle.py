"""Counts of requests, which live in the cache: without it nobody is counted, and nobody is kept out.

What guesses passwords is counted in the database, by axes: that limit holds whatever becomes of the cache.
"""

from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from projects.valkey import valkey


class Lenient:
    """Counts as long as the cache answers."""

    def allow_request(self, request, view):
        """Whether the request is within its rate, as far as that is known."""
        return valkey.ask(lambda: super(Lenient, self).allow_request(request, view), otherwise=True)  # type: ignore[misc]


class UserRate(Lenient, UserRateThrottle):
    """Of a person."""


class AnonRate(Lenient, AnonRateThrottle):
    """Of an address from which nobody has logged in."""
