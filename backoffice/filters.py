"""The theme's filters, each headed by its own name alone, with choices that speak the reader's language."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.utils.text import capfirst
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RelatedDropdownFilter

from .choices import select2_language
from .requests import PersonRequest


class PlainLabelMixin:
    """“Light” in place of “By light”: the list of filters says what it is."""

    title: Any

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):  # type: ignore[misc]
            for field in choice["form"].fields.values():
                field.label = capfirst(self.title)
                field.widget.attrs["lang"] = select2_language()
            yield choice


class ChoicesFilter(PlainLabelMixin, ChoicesDropdownFilter):
    pass


class RelatedFilter(PlainLabelMixin, RelatedDropdownFilter):
    pass


class ValueFilter(PlainLabelMixin, DropdownFilter):
    pass


class KnownValueFilter(ValueFilter):
    """A choice of known values; an unknown one is refused, not ignored."""

    def queryset(self, request: PersonRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value not in {str(known) for known, _word in self.lookup_choices}:
            raise IncorrectLookupParameters(value)
        return self.narrow(queryset, value)
