"""The rows that the history triggers wrote: which tables there are, and the newest rows of several at once."""

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value


class EventPosition(NamedTuple):
    """Where a row stands among those of all tables, newest first; a page begins after one."""

    at: dt.datetime
    table: str
    number: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.table}~{self.number}"

    @classmethod
    def read(cls, text: str) -> "EventPosition | None":
        """A place as an address names it; None for anything else."""
        try:
            at, table, number = text.split("~")
            instant = dt.datetime.fromisoformat(at)
            return cls(instant, table, int(number)) if instant.tzinfo else None
        except ValueError:
            return None


def history_tables() -> list[Any]:
    """The history tables of both apps."""
    return [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None)]


def event_rows(table: Any) -> models.QuerySet:
    """All rows of one history table."""
    return models.QuerySet(table)


def events_of_model(model: Any) -> models.QuerySet:
    """All rows of the history of one model."""
    return event_rows(model.pgh_event_model)


def events_after_position(table: Any, place: EventPosition | None) -> Q:
    """The rows of a table that stand after a place."""
    if place is None:
        return Q()
    older, tied = Q(pgh_created_at__lt=place.at), Q(pgh_created_at=place.at)
    name = table._meta.model_name
    if name == place.table:
        return older | tied & Q(pgh_id__lt=place.number)
    return older | tied if name < place.table else older


def newest_events(
    sources: list[models.QuerySet], limit: int, place: EventPosition | None = None
) -> list[EventPosition]:
    """The newest rows of all sources together, in one query that reads at most `limit` of each."""
    parts = [
        rows.filter(events_after_position(rows.model, place))
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list(F("pgh_created_at"), Value(rows.model._meta.model_name, models.CharField()), F("pgh_id"))[:limit]
        for rows in sources
    ]
    found = (EventPosition(*row) for part in [parts[0].union(*parts[1:], all=True)] for row in part)
    return sorted(found, reverse=True)[:limit]


def events_with_previous(places: list[EventPosition], sources: list[models.QuerySet]) -> list[tuple[Any, Any]]:
    """Each row with the one that the same record had before it, in at most two queries for each table."""
    found: dict[tuple[str, int], tuple[Any, Any]] = {}
    numbers = defaultdict(list)
    for place in places:
        numbers[place.table].append(place.number)
    for table in {rows.model for rows in sources}:
        name = table._meta.model_name
        for row, former in pair_with_previous(table, numbers[name]):
            found[name, row.pgh_id] = row, former
    return [found[place.table, place.number] for place in places]


def pair_with_previous(table: Any, numbers: list[int]) -> list[tuple[Any, Any]]:
    """Rows of one table and their formers; the rows of a list have none."""
    if not numbers:
        return []
    rows = event_rows(table).filter(pgh_id__in=numbers)
    if not hasattr(table, "pgh_obj"):
        return [(row, None) for row in rows]
    same = event_rows(table).filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    rows = rows.annotate(former_id=Subquery(same.order_by("-pgh_id").values("pgh_id")[:1]))
    wanted = [row.former_id for row in rows if row.former_id]
    formers = event_rows(table).in_bulk(wanted) if wanted else {}
    return [(row, formers.get(row.former_id)) for row in rows]


def author_key(told: Any) -> int | None:
    """The person whom a history names as the author, or nobody: the context is what the connection said of itself, so
    that it may say anything.
    """
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 < told < 2**31 else None
