"""Choices that are found by typing."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class KnownKeys:
    """What was sent and can be no key of a record is an error at the field; the theme's own widgets look it up and raise."""

    field: Any

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if self._may_be_key(one)], attrs)

    def _may_be_key(self, value) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class Found(KnownKeys, AutocompleteSelect):
    """One record."""


class SeveralFound(KnownKeys, AutocompleteSelectMultiple):
    """Several records."""
