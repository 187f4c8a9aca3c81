"""The two ways a verb refuses, besides Django's own ValidationError (a bad value, with its field)."""

from django.core.exceptions import PermissionDenied


class Conflict(Exception):
    """The record's state forbids the act; the message says which state and what to do instead."""


class NotAllowed(PermissionDenied):
    """The person may see the record but not do this; the message says why."""
