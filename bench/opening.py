"""Addresses opened as a reader opens them, from the request to the last byte."""

import re
from collections.abc import Callable, Iterable

from django.test import Client

from projects.models import User

ELEMENT = re.compile(rb"<[a-z]")
clients: dict[int, Client] = {}
sizes: dict[str, tuple[int, int]] = {}  # bytes and elements of the newest answer


def page_measure(name: str, address: str, proof: bytes, reader: str = "bench1") -> Callable[[], None]:
    """A measure: the reader opens the address, and the page holds the proof that it is the right one."""

    def act() -> None:
        response = logged_in_client(User.objects.get(username=reader)).get(address)
        assert response.status_code == 200 and proof in response.content, (address, response.status_code)
        sizes[name] = len(response.content), len(ELEMENT.findall(response.content))

    act.__doc__ = name
    return act


def print_page_sizes(acts: Iterable[Callable[[], None]]) -> None:
    """Print how heavy the newest answers were."""
    for act in acts:
        size, elements = sizes[act.__doc__]  # type: ignore[index]
        print(f"{act.__doc__}: {size // 1000} kB, {elements} elements")


def logged_in_client(user: User) -> Client:
    client = clients.setdefault(user.pk, Client(SERVER_NAME="localhost"))
    if "sessionid" not in client.cookies:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
