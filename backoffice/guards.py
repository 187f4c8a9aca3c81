"""Database triggers that the records of both apps share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

from .triggers import DeleteTracker, Effect, Guard, InsertTracker, UpdateTracker

# Two functions of the database's clock; a migration installs a copy of the text.
INSTANTS = Path(__file__).parent / "instants.sql"

# An SQL condition: the application itself writes, not the owner who migrates and replays.
BY_APPLICATION = "current_user = 'tiexi_app'"

# An SQL condition: the application's connection writes, by a statement of its own or by what a trigger with the owner's
# rights makes follow. A replay has laid down the role.
FROM_APPLICATION = (
    "CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app'"
)

# An SQL condition: what the application looks at was recorded on a day that has ended, so that answers may rest on it.
RECORDED_EARLIER = f"({BY_APPLICATION} AND day_has_ended({{at}}))"

# An SQL condition: a statement itself writes, not the effect of another fact.
BY_HAND = "pg_trigger_depth() = 1"

REFUSE = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"
NOT_NOW = "a fact is recorded now"
ENDED = "RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure';"


def append_only_guard(
    *endings: str, free: tuple[str, ...] = (), until: str = "TRUE", reversible: bool = False
) -> Guard:
    """Facts are added and never changed; the columns named may be written once, to end or decide the row.

    Columns in `free` are guarded by a trigger of their own. `until` is an SQL condition on OLD: while it is false the
    row may still be deleted. Where it is `reversible`, the effect of another fact (a nested trigger) may empty them.
    """
    kept = "".join(f" - '{name}'" for name in (*endings, *free))
    again = "(pg_trigger_depth() = 1 OR NEW.{name} IS NOT NULL) AND " if reversible else ""
    written = "".join(
        f" OR ({again.format(name=name)}OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})"
        for name in endings
    )
    return Guard(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' THEN
                IF {until} THEN {REFUSE % "facts are never deleted"} END IF;
                RETURN OLD;
            END IF;
            IF (to_jsonb(OLD){kept}) IS DISTINCT FROM (to_jsonb(NEW){kept}){written} THEN
                {REFUSE % "facts are never changed"}
            END IF;
            RETURN NEW;
        """,
    )


def present_instant_guards(*instants: str) -> list[Guard]:
    """Return two triggers: the application writes these timestamp columns once, within five minutes of now, and commits
    on the same day.
    """
    refused = []
    for name in instants:
        new = f"(TG_OP = 'INSERT' OR NEW.{name} IS DISTINCT FROM OLD.{name})"
        once = f"(TG_OP = 'UPDATE' AND OLD.{name} IS NOT NULL OR NEW.{name} IS NOT NULL AND NOT is_now(NEW.{name}))"
        refused.append(f"IF {new} AND {once} THEN {REFUSE % f'{NOT_NOW}: {name}'} END IF;")
    return [
        Guard(
            name="is_now",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf(*instants),
            condition=pgtrigger.Condition(BY_APPLICATION),
            func=" ".join([*refused, "RETURN NEW;"]),
        ),
        same_day_guard(*instants),
    ]


def same_day_guard(*instants: str) -> Guard:
    """A transaction that writes here, directly or by a trigger, is committed on the Shanghai day on which it began, and
    on that of the instants it writes.

    A page of a day is final once the day has ended: nothing reaches it from a transaction held over midnight. It is
    answered as a failure to serialize, so that the action is done again on the new day.
    """
    late = [f"IF day_has_ended(now()) THEN {ENDED} END IF;"]
    for name in instants:
        new = f"(TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.{name} IS DISTINCT FROM OLD.{name})"
        late.append(f"IF {new} AND day_has_ended(NEW.{name}) THEN {ENDED} END IF;")
    return Guard(
        name="of_today",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(FROM_APPLICATION),
        timing=pgtrigger.Deferred,
        func=" ".join([*late, "RETURN NULL;"]),
    )


def triggers_only_guard() -> Guard:
    """A fact that follows from another row is written by that row's triggers, never by hand."""
    return Guard(
        name="by_triggers_alone",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"IF pg_trigger_depth() = 1 THEN {REFUSE % 'this fact follows from its record'} END IF; RETURN NEW;",
    )


def wording_history_effect(kind: str, *columns: str) -> Effect:
    """Return a trigger that stores the former values of these columns in Wording when they change, so that past days
    show the wording of that day.
    """
    old, new = (", ".join(f'{row}."{column}"' for column in columns) for row in ("OLD", "NEW"))
    words = ", ".join(f"'{column}', OLD.\"{column}\"" for column in columns)
    return after_write_effect(
        "keeps_words",
        pgtrigger.UpdateOf(*columns),
        f"""
        IF ROW({old}) IS DISTINCT FROM ROW({new}) THEN
            INSERT INTO projects_wording (kind, record, words, to_at)
            VALUES ('{kind}', OLD.id, jsonb_build_object({words}), CASE WHEN pg_trigger_depth() > 1
                THEN COALESCE(NULLIF(current_setting('tiexi.at', true), '')::timestamptz, clock_timestamp())
                ELSE clock_timestamp() END);
        END IF;
        """,
    )


def field_columns(fields: tuple[str, ...], *references: str) -> tuple[str, ...]:
    """The columns of some fields, of which these refer to other records."""
    return tuple(f"{name}_id" if name in references else name for name in fields)


def locked_fields_guard(name: str, fields: tuple[str, ...], condition: str, message: str) -> Guard:
    """Refuse a direct change of `fields` while `condition` holds; the effect of a fact (a nested trigger) passes."""
    changed = " OR ".join(f"NEW.{field} IS DISTINCT FROM OLD.{field}" for field in fields)
    return Guard(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF pg_trigger_depth() = 1 AND ({condition}) AND ({changed}) THEN {REFUSE % message} END IF;
            RETURN NEW;
        """,
    )


M = TypeVar("M", bound=models.Model)


def track_history(**options: Any) -> Callable[[type[M]], type[M]]:
    """Keep every insert, update and delete in a history that is found by record and by instant."""
    trackers = (InsertTracker(), UpdateTracker(), DeleteTracker())
    return pghistory.track(*trackers, meta={"indexes": [models.Index(fields=["pgh_created_at", "pgh_id"])]}, **options)


def edit_version_field() -> models.PositiveIntegerField:
    """The version that people edit against; `counts_edits` moves it."""
    return models.PositiveIntegerField(default=1, db_default=1, editable=False)


def edit_version_guard(*quiet: str) -> Guard:
    """People edit against `version`; what follows from facts or jobs does not move it, nor do the `quiet` columns."""
    rest = "".join(f" - '{name}'" for name in ("version", *quiet))
    return Guard(
        name="counts_edits",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF pg_trigger_depth() = 1 THEN
                NEW.version := OLD.version
                    + CASE WHEN to_jsonb(OLD){rest} IS DISTINCT FROM to_jsonb(NEW){rest} THEN 1 ELSE 0 END;
            END IF;
            RETURN NEW;
        """,
    )


def parent_edit_effect(table: str, column: str) -> Effect:
    """A row of a list that belongs to a record (roles, co-operating units) is an edit of the record."""
    return after_write_effect(
        "counts_as_an_edit",
        pgtrigger.Insert | pgtrigger.Delete,
        f"UPDATE {table} SET version = version + 1 WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.{column} ELSE "
        f"NEW.{column} END;",
    )


def after_write_effect(name: str, operation: Any, func: str, declare: Any = None) -> Effect:
    """Return a trigger that, after the row is written, runs SQL on other tables with the owner's rights."""
    return Effect(name=name, when=pgtrigger.After, operation=operation, func=func + " RETURN NULL;", declare=declare)
