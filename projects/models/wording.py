"""What records were called on a day: the words that a record had until it got others, each kept when it did."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.clock import end_of, today
from projects.guards import append_only, by_triggers_alone, tracked

Former = dict[tuple[str, int], dict[str, Any]]
NOTHING: Former = {}
_of_the_day: ContextVar[Former] = ContextVar("words of the day", default=NOTHING)


class WordingQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Former:
        """By kind and key, the words that records had at the end of a day and have no longer; one query."""
        known = self.filter(to_at__gte=end_of(day)).order_by("kind", "record", "to_at", "id")
        rows = known.distinct("kind", "record").values_list("kind", "record", "words")
        return {(kind, record): words for kind, record, words in rows}


@tracked()
class Wording(models.Model):
    """The words of a record until an instant; written by its trigger when they change (`keeps_words`)."""

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
        triggers = [by_triggers_alone(), append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


@contextmanager
def words_of(day: dt.date | None) -> Iterator[None]:
    """Within, every record that is read has the words of the end of a day. For reading alone."""
    former = Wording.objects.on(day) if day and day < today() else NOTHING
    token = _of_the_day.set(former)
    try:
        yield
    finally:
        _of_the_day.reset(token)


class Worded(models.Model):
    """A record whose words are dated: read within `words_of(day)` it has those of the day."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> "Worded":
        """The row as stored, with the words of the day over it."""
        row = super().from_db(db, field_names, values)
        if former := _of_the_day.get():
            words = former.get((cls._meta.model_name, row.pk), {})
            row.__dict__.update(
                {
                    name: cls._meta.get_field(name.removesuffix("_id")).to_python(value)
                    for name, value in words.items()
                    if name in row.__dict__
                }
            )
        return row
