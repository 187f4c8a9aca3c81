"""Database triggers that the records of both apps share."""

import pgtrigger

REFUSE = "RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';"


def append_only(*endings: str, free: tuple[str, ...] = (), until: str = "TRUE") -> pgtrigger.Trigger:
    """Facts are added and never changed; the columns named may be written once, to end or decide the row.

    Columns in `free` are guarded by a trigger of their own. `until` is an SQL condition on OLD: while it is false the row may still be deleted.
    """
    kept = "".join(f" - '{name}'" for name in (*endings, *free))
    written = "".join(
        f" OR (OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in endings
    )
    return pgtrigger.Trigger(
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


def locked(name: str, fields: tuple[str, ...], condition: str, message: str) -> pgtrigger.Trigger:
    """Refuse a direct change of `fields` while `condition` holds; the effect of a fact (a nested trigger) passes."""
    changed = " OR ".join(f"NEW.{field} IS DISTINCT FROM OLD.{field}" for field in fields)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF pg_trigger_depth() = 1 AND ({condition}) AND ({changed}) THEN {REFUSE % message} END IF;
            RETURN NEW;
        """,
    )


def counts_edits() -> pgtrigger.Trigger:
    """People edit against `version`; what follows from facts or jobs does not move it."""
    return pgtrigger.Trigger(
        name="counts_edits",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF pg_trigger_depth() = 1 AND to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN
                NEW.version := OLD.version + 1;
            END IF;
            RETURN NEW;
        """,
    )


def follows(name: str, operation, func: str, declare=None) -> pgtrigger.Trigger:
    """After the row is written, write what follows from it elsewhere."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.After, operation=operation, func=func + " RETURN NULL;", declare=declare
    )
