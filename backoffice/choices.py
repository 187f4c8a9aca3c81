"""Choices of records: found by typing, or ticked in a list."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, get_select2_language
from django.core.exceptions import ValidationError

# The theme's file of select2. With Django's own one beside it on a page, words that are loaded reach neither.
SELECT2 = "admin/js/vendor/select2/select2.full.js"


def select2_language() -> str:
    """The reader's language as select2 calls it."""
    return get_select2_language() or "en"


def with_translated_select2(media: Any) -> forms.Media:
    """The same scripts; where choices are among them, with their words in the reader's language."""
    if SELECT2 not in media._js:
        return media
    words = f"admin/js/vendor/select2/i18n/{select2_language()}.js"
    return media + forms.Media(js=[SELECT2, words, "admin/js/jquery.init.js"])


def is_possible_key(model: Any, value: Any) -> bool:
    """Whether a record of the model could be found by what was sent."""
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return True


class OneSelect2:
    """Django's widget with the theme's file of select2."""

    @property
    def media(self) -> forms.Media:
        ours: Any = super().media  # type: ignore[misc]
        scripts = [SELECT2 if "/select2.full" in name else name for name in ours._js]
        styles: Any = {kind: [name.replace(".min.", ".") for name in names] for kind, names in ours._css.items()}
        return forms.Media(css=styles, js=scripts)


class KnownKeysMixin:
    """What was sent and can be no key of a record is an error at the field; the theme's own widgets look it up and
    raise.
    """

    field: Any

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        model = self.field.remote_field.model
        return super().optgroups(name, [one for one in value if is_possible_key(model, one)], attrs)  # type: ignore[misc]


class RecordSelect(KnownKeysMixin, OneSelect2, AutocompleteSelect):  # type: ignore[misc]
    """One record."""


class RecordSelectMultiple(KnownKeysMixin, OneSelect2, AutocompleteSelectMultiple):  # type: ignore[misc]
    """Several records."""
