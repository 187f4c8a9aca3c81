"""Whether all is well, asked by a monitor: a quick answer, and a deep one with its reasons."""

import ipaddress
import secrets

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from milestones.jobs.health import check_health


def may_read_health(request: HttpRequest) -> bool:
    """Whoever has the token; without one configured, this machine alone, unless a proxy speaks for everybody."""
    if settings.HEALTH_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), settings.HEALTH_TOKEN.encode())
    try:
        here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        here = request.META.get("REMOTE_ADDR") == ""  # a unix socket
    return here and not request.headers.get("X-Forwarded-For")


@never_cache
def deep_health_check(request: HttpRequest) -> JsonResponse:
    """200, or 503 with every reason; 404 for whoever may not ask."""
    if not may_read_health(request):
        raise Http404
    try:
        health = check_health()
    except Error:
        return JsonResponse({"well": False, "reasons": ["the database does not answer"]}, status=503)
    return JsonResponse(
        {"well": health.well, "reasons": health.reasons} | health.facts, status=200 if health.well else 503
    )
