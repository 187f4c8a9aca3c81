"""Addresses opened as a reader opens them, from the request to the last byte."""

from django.test import Client

from projects.models import User

clients: dict[int, Client] = {}


def opened(name: str, address: str, proof: bytes, reader: str = "bench1"):
    """A measure: the reader opens the address, and the page holds the proof that it is the right one."""

    def act():
        response = client_of(User.objects.get(username=reader)).get(address)
        assert response.status_code == 200 and proof in response.content, (address, response.status_code)

    act.__doc__ = name
    return act


def client_of(user: User) -> Client:
    client = clients.setdefault(user.pk, Client(SERVER_NAME="localhost"))
    if "sessionid" not in client.cookies:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
