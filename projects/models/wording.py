"""Wording of past days: former values of name-like columns, kept when they change, so that a report as of a day shows
that day's names.
"""

import datetime as dt
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, Self, TypeVar

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from backoffice.clock import end_of_day, today
from backoffice.guards import append_only_guard, same_day_guard, track_history, triggers_only_guard

Former = dict[tuple[str, int], dict[str, Any]]
NOTHING: Former = {}
_of_the_day: ContextVar[tuple[dt.date | None, Former]] = ContextVar("words of the day", default=(None, NOTHING))


P = ParamSpec("P")
R = TypeVar("R")


class WordingQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Former:
        """By kind and key, the words that records had at the end of a day and have no longer; one query."""
        known = self.filter(to_at__gte=end_of_day(day)).order_by("kind", "record", "to_at", "id")
        rows = known.distinct("kind", "record").values_list("kind", "record", "words")
        return {(kind, record): with_exact_decimals(words) for kind, record, words in rows}


def with_exact_decimals(words: dict[str, Any]) -> dict[str, Any]:
    """The words with figures as decimal as they were stored; JSON knows only binary ones."""
    return {name: Decimal(repr(one)) if isinstance(one, float) else one for name, one in words.items()}


@track_history()
class Wording(models.Model):
    """The words of a record until an instant; written by its trigger when they change (`keeps_words`)."""

    history_repeats_parent = True

    kind = models.CharField(_("kind"), max_length=12)  # the name of the model
    record = models.BigIntegerField()
    words = models.JSONField(_("words"))  # by column, with the keys of what it refers to
    to_at = models.DateTimeField(_("to"))

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("former wording")
        verbose_name_plural = _("former wordings")
        ordering = ["to_at", "id"]
        # The as-of reading looks for what changed after a day, all of it or of one record.
        indexes = [
            models.Index(fields=["to_at"], name="wording_changed"),
            models.Index(fields=["kind", "record", "to_at"], name="wording_of_record"),
        ]
        triggers = [
            triggers_only_guard(),
            append_only_guard(until="pg_trigger_depth() = 1"),
            same_day_guard("to_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


@contextmanager
def wording_as_of(day: dt.date | None) -> Iterator[None]:
    """Within this context, records read from the database have their wording as of the end of `day` (today if None);
    read only.
    """
    day = day if day and day < today() else None
    known = _of_the_day.get()
    former = known[1] if day == known[0] else Wording.objects.on(day) if day else NOTHING
    token = _of_the_day.set((day, former))
    try:
        yield
    finally:
        _of_the_day.reset(token)


def with_wording_of_day(read: Callable[P, R]) -> Callable[P, R]:
    """A reading whose day is its argument `on`, or that of the report it belongs to: with the words of that day."""
    named = inspect.signature(read)

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        given = named.bind(*args, **kwargs).arguments
        with wording_as_of(given.get("on") or getattr(given.get("self"), "on", None)):
            return read(*args, **kwargs)

    return reading


def wording_value(kind: str, key: int | None, column: str, now: Any) -> Any:
    """What a column of a record said at the end of the day that is read, given what it says now."""
    return _of_the_day.get()[1].get((kind, key or 0), {}).get(column, now)


class DatedForeignKey(models.ForeignKey):
    """A reference among the words of its record: a join with today's does not stand in for that of the day."""

    def set_cached_value(self, instance: models.Model, value: models.Model | None) -> None:
        """Keep what was joined only where it is what the row refers to."""
        if (value and value.pk) == getattr(instance, self.attname):
            super().set_cached_value(instance, value)

    def deconstruct(self) -> Any:
        """To migrations it is a plain foreign key."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class Worded(models.Model):
    """A record whose words are dated: read within `wording_as_of(day)` it has those of the day."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> Self:
        """The row as stored, with the words of the day over it."""
        row = super().from_db(db, field_names, values, **options)
        for name, value in _of_the_day.get()[1].get((str(cls._meta.model_name), row.pk), {}).items():
            if name in row.__dict__:
                column: Any = cls._meta.get_field(name)
                row.__dict__[name] = column.to_python(value)
        return row

    @classmethod
    def word_on_day(cls, key: int, name: str, now: Any) -> Any:
        """What a column of a record said at the end of the day that is read, given what it says now."""
        column: Any = cls._meta.get_field(name)
        return column.to_python(wording_value(str(cls._meta.model_name), key, name, now))

    @classmethod
    def column_on_day(cls, name: str, path: str = "") -> Any:
        """A column that is never empty, as it was at the end of the day that is read, for conditions and orders of a
        query; as it is now where no record of the kind changed since. `path` leads to the record.
        """
        kind, (day, former) = cls._meta.model_name, _of_the_day.get()
        if day is None or not any(one == kind for one, _key in former):
            return F(f"{path}{name}")
        kept = Wording.objects.filter(kind=kind, record=OuterRef(f"{path}pk"), to_at__gte=end_of_day(day))
        word = Subquery(kept.order_by("to_at", "id").values_list(KeyTextTransform(name, "words"))[:1])
        column: Any = cls._meta.get_field(name)
        kept_as = models.BigIntegerField() if column.is_relation else column
        return Coalesce(Cast(word, kept_as), F(f"{path}{name}"), output_field=kept_as)
