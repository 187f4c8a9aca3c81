"""Addresses opened as a reader opens them, from the request to the last byte."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from projects.models import User

clients: dict[str, Client] = {}


def open_page(address: str, reader: str, read: Callable[[Any], Any] | None) -> Any:
    """The answer of the whole product, and of it what `read` takes; AssertionError where it is not the page."""
    answer: Any = client_of(reader).get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200 and body, (address, answer.status_code)
    return read(answer) if read else None


def client_of(reader: str) -> Client:
    if reader not in clients:
        clients[reader] = Client(SERVER_NAME="localhost")
        user = User.objects.get(username=reader)
        clients[reader].force_login(user, "django.contrib.auth.backends.ModelBackend")
    return clients[reader]
