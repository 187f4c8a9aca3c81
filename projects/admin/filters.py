"""The theme's filters, each headed by its own name alone, with choices that speak the reader's language."""

from django.utils.text import capfirst
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RelatedDropdownFilter

from .choices import tongue


class PlainLabel:
    """“Light” in place of “By light”: the list of filters says what it is."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            for field in choice["form"].fields.values():
                field.label = capfirst(self.title)
                field.widget.attrs["lang"] = tongue()
            yield choice


class ChoicesFilter(PlainLabel, ChoicesDropdownFilter):
    pass


class RelatedFilter(PlainLabel, RelatedDropdownFilter):
    pass


class ValueFilter(PlainLabel, DropdownFilter):
    pass
