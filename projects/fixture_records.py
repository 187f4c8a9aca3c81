"""One record of a fixture file: which row it is about, and the values that the file gives it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

Key = tuple[object, ...]


def model_of_record(record: Any) -> type[models.Model]:
    label: Any = record.get("model") if isinstance(record, dict) else None
    try:
        return apps.get_model(label)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise ValidationError(_("“%(label)s” is no kind of record") % {"label": label}) from None


def natural_key_of(row: models.Model) -> Key:
    """The natural key, or the primary key of what has no other."""
    return tuple(row.natural_key()) if hasattr(row, "natural_key") else (row.pk,)


def parse_natural_key(raw: object) -> Key:
    """A reference as files write it: a list of the parts of a natural key."""
    if not isinstance(raw, list) or not raw or any(isinstance(part, (list, dict)) for part in raw):
        raise TypeError
    return tuple(raw)


def placeholder_row(model: type[models.Model], key: Key) -> models.Model:
    """A row that knows its natural key and nothing else."""
    row = model()
    row.natural_key = lambda: key  # type: ignore[attr-defined]
    return row


class FixtureRecord:
    """A record with its faults; raises ValidationError where it cannot even be told which row is meant."""

    def __init__(self, file: Path, record: dict, number: int) -> None:
        self.file, self.number = file, number
        self.model = model_of_record(record)
        self.values: dict[str, object] = {}
        self.links: dict[str, Key | None] = {}
        self.lists: dict[str, list[Key]] = {}
        self.faults: list[tuple[str, str]] = []
        if not isinstance(record.get("fields"), dict):
            raise ValidationError(_("a record needs “fields”"))
        if "pk" in record:
            self._read(self.model._meta.pk.name, record["pk"])
        for name, raw in record["fields"].items():
            self._read(name, raw)
        self.key = self._own_key()

    def __str__(self) -> str:
        return " ".join(map(str, self.key))

    def _read(self, name: str, raw: object) -> None:
        try:
            self._keep(self._column(name), raw)
        except FieldDoesNotExist:
            self.faults.append((name, _("there is no such field")))
        except ValidationError as error:
            self.faults.append((name, " ".join(error.messages)))
        except TypeError:
            self.faults.append((name, _('a reference is written as a list, like ["road"]')))

    def _column(self, name: str) -> models.Field:
        column: Any = self.model._meta.get_field(name)
        if column.auto_created or not (column.editable or column.primary_key):
            raise FieldDoesNotExist
        return column

    def _keep(self, column: models.Field, raw: Any) -> None:
        if column.many_to_many:
            self.lists[column.name] = [parse_natural_key(one) for one in raw]
        elif column.is_relation:
            self.links[column.name] = None if raw is None else parse_natural_key(raw)
        else:
            self.values[column.name] = column.to_python(raw)

    def related(self, name: str) -> Any:
        return self.model._meta.get_field(name).related_model

    def _own_key(self) -> Key:
        """As the model spells it, with stand-ins for the rows that it refers to."""
        row = self.model(**self.values)
        for name, key in self.links.items():
            setattr(row, name, key and placeholder_row(self.related(name), key))
        try:
            key = natural_key_of(row)
        except (AttributeError, models.ObjectDoesNotExist):
            key = ()
        if not key or None in key or "" in key:
            raise ValidationError(_("the record does not say which one it is"))
        return key

    def references(self) -> Iterator[tuple[str, type[models.Model], Key]]:
        """The rows that it names: field, model and key."""
        for name, key in self.links.items():
            if key is not None:
                yield name, self.related(name), key
        for name, keys in self.lists.items():
            yield from ((name, self.related(name), key) for key in keys)

    def differences(self, row: models.Model) -> list[str]:
        """The fields in which a stored row is not as the file says."""
        changed = [name for name, value in self.values.items() if getattr(row, name) != value]
        for name, key in self.links.items():
            other = getattr(row, name)
            if (None if other is None else natural_key_of(other)) != key:
                changed.append(name)
        for name, keys in self.lists.items():
            if {natural_key_of(one) for one in getattr(row, name).all()} != set(keys):
                changed.append(name)
        return changed
