"""Lists of the admin: a column of names sorts by pinyin."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from unfold.views import ChangeList

from .names import NameField
from .pinyin import PinyinKey


class PinyinChangeList(ChangeList):
    """A list whose columns of names sort as names are read; what is another record sorts in that record's order."""

    def get_ordering_field(self, field_name: Any) -> Any:
        """The stored key where there is one, else the spelling of each row."""
        try:
            field = self.lookup_opts.get_field(field_name)
        except FieldDoesNotExist:
            return super().get_ordering_field(field_name)
        if not isinstance(field, NameField):
            return super().get_ordering_field(field_name)
        key = f"{field.name}_key"
        return key if any(one.name == key for one in self.lookup_opts.fields) else PinyinKey(field.name)
