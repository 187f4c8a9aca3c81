"""What must be there once, told in the reader's own way of writing a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _


class TellsUniqueness:
    """A model of which several fields together are there once; Django joins their names by “and” between spaces."""

    _meta: Any

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        error: ValidationError = super().unique_error_message(model_class, unique_check)  # type: ignore[misc]
        if error.params and "field_labels" in error.params:
            names = (capfirst(self._meta.get_field(name).verbose_name) for name in unique_check)
            error.params["field_labels"] = _(", ").join(map(str, names))
        return error
