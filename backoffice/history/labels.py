"""Values as their readers write them: a name in place of a key, a word in place of a code, a day the way it is
spoken.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.roles import Role

EMPTY = "—"
# Whatever a record calls itself by; read with it, so that a name costs no query of its own.
NAMED_BY = ("project", "milestone", "target", "user", "category")


def unlabelled_columns() -> tuple[str, ...]:
    """Names of columns that no model spells out, for the catalogue."""
    return (
        _("approved by"),
        _("confirmed by"),
        _("from at"),
    )


def column_label(column: Any) -> str:
    """What a column is called."""
    return capfirst(_(str(column.verbose_name)))


def record_names(model: type[models.Model], keys: Iterable) -> dict[Any, str]:
    """The names of records by their keys, in one query."""
    if issubclass(model, Group):
        roles = dict(Role.choices)
        return {group.pk: str(roles.get(group.name, group.name)) for group in Group.objects.filter(pk__in=keys)}
    called = [column.name for column in model._meta.concrete_fields if column.name in NAMED_BY]
    rows = model._base_manager.select_related(*called).in_bulk(list(keys))
    return {key: str(row) for key, row in rows.items()}


class ColumnFormatter:
    """Shows values of columns; the records that they point to are read at once, one query for each kind."""

    def __init__(self, values: Iterable[tuple[Any, Any]]) -> None:
        keys: dict[Any, set] = defaultdict(set)
        for column, value in values:
            if column.remote_field and value is not None:
                keys[column.related_model].update(value if isinstance(value, list) else [value])
        self.names = {model: record_names(model, found) for model, found in keys.items()}

    def show(self, column: Any, value: Any) -> str:
        """The value of a column in words; nothing is a dash. A model may have its own `describe_<column>(value)`."""
        if value in (None, "", []):
            return EMPTY
        if described := getattr(column.model, f"describe_{column.name}", None):
            return described(value)
        if isinstance(value, list):
            return _(", ").join(self.show(column, one) for one in value)
        if column.remote_field:
            return self.names[column.related_model].get(value) or _("deleted (no. %(key)s)") % {"key": value}
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return format_plain_value(value)


def format_plain_value(value: Any) -> str:
    """A value that points nowhere."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, dict):
        return " ".join(format_plain_value(one) for one in value.values() if one not in (None, ""))
    return str(value)
