"""The ways a verb or a page refuses, besides Django's own ValidationError (a bad value, with its field)."""

from django.core.exceptions import PermissionDenied


class Conflict(Exception):
    """The record's state forbids the action; the message says which state and what to do instead."""


class NotAllowed(PermissionDenied):
    """The person may see the record but not do this; the message says why."""


class Overloaded(Exception):
    """Others ask for the same at this moment; a little later it is possible."""
