"""Addresses that a request brings along: followed only within the house, and only where something stands."""

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def safe_redirect_url(request: HttpRequest, address: str) -> str:
    """The address if it is one of this host that leads to a page; else nothing."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    try:
        resolve(unquote(urlsplit(address).path))
    except Resolver404:
        return ""
    return address


def requested_next_url(request: HttpRequest) -> str:
    """Where the person came from, or wants to go on to (`next` of the form or of the address); nothing if nowhere of
    ours.
    """
    return safe_redirect_url(request, request.POST.get("next") or request.GET.get("next") or "")


def next_url_or(request: HttpRequest, fallback: str) -> str:
    """Where to go afterwards: where the person came from, within this host, else the fallback."""
    return requested_next_url(request) or fallback
