"""Requests of people who are logged in."""

from typing import Any

from django.http import HttpRequest


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in; `user` is an account of the product, with its `role`."""

    user: Any
    refused: str  # what the database refused, for the form to say
