"""Choices of records: found by typing, or ticked in a list."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


def may_be_key(model, value) -> bool:
    """Whether a record of the model could be found by what was sent."""
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return True


class KnownKeys:
    """What was sent and can be no key of a record is an error at the field; the theme's own widgets look it up and raise."""

    field: Any

    def optgroups(self, name, value, attrs=None):
        model = self.field.remote_field.model
        return super().optgroups(name, [one for one in value if may_be_key(model, one)], attrs)


class Found(KnownKeys, AutocompleteSelect):
    """One record."""


class SeveralFound(KnownKeys, AutocompleteSelectMultiple):
    """Several records."""
