"""Choices of records: found by typing, or ticked in a list."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


def is_possible_key(model: Any, value: Any) -> bool:
    """Whether a record of the model could be found by what was sent."""
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return True


class KnownKeysMixin:
    """What was sent and can be no key of a record is an error at the field; the theme's own widgets look it up and raise."""

    field: Any

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        model = self.field.remote_field.model
        return super().optgroups(name, [one for one in value if is_possible_key(model, one)], attrs)


class RecordSelect(KnownKeysMixin, AutocompleteSelect):
    """One record."""


class RecordSelectMultiple(KnownKeysMixin, AutocompleteSelectMultiple):
    """Several records."""
