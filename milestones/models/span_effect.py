"""The triggers of facts that lay the spans of their milestone."""

from typing import Any

import pgtrigger

from backoffice.guards import after_write_effect
from backoffice.triggers import Effect


def lays_spans(operation: Any, keys: str, first: str = "") -> Effect:
    """Return a trigger that, after a fact was written, lays the spans of these milestones anew (`rules/spans.sql`)."""
    return after_write_effect("lays_spans", operation, f"{first} PERFORM lay_spans({keys});")


def lays_spans_of_its_milestone(condition: str = "") -> Effect:
    """Return the trigger for a fact that names its milestone; with a condition, only where the fact says it."""
    return lays_spans(
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        "ARRAY[COALESCE(NEW.milestone_id, OLD.milestone_id)]",
        first=f"IF NOT ({condition}) THEN RETURN NULL; END IF;" if condition else "",
    )
