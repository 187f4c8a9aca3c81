"""Clients of the API, each with a token of its own."""

from django.core.cache import cache
from knox.models import AuthToken
from rest_framework.test import APIClient

V1 = "/api/v1/"


def client_of(user=None, **headers):
    """A client that acts as the user, or as nobody."""
    cache.clear()  # throttles count per user, and tests share their numbers
    client = APIClient(**headers)
    if user:
        client.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user)[1]}")
    return client


def read(user, path, status=200, **params):
    """The JSON of a reading."""
    response = client_of(user).get(V1 + path, params)
    assert response.status_code == status, response.content
    return response.json()


def act(user, path, body=None, status=200, **options):
    """The JSON of an act."""
    response = client_of(user).post(V1 + path, body or {}, format=options.pop("format", "json"), **options)
    assert response.status_code == status, response.content.decode()
    return response.json()


def faults(problem):
    """The fields that a problem names, with their codes."""
    return {(error["field"], error["code"]) for error in problem["errors"]}
