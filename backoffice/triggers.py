"""Triggers without a switch: pgtrigger's own ask the setting `pgtrigger.ignore` first, which any connection may set."""

from typing import Any

import pghistory
import pghistory.trigger
import pgtrigger
from pgtrigger import compiler


class GuardSQL(compiler.UpsertTriggerSql):
    """The installed form of a guard, which runs with the rights of who writes.

    Migrations name this class: its text never changes. A new text is a new class.
    """

    rights = ""

    def get_template(self) -> str:
        return f"""
            CREATE OR REPLACE FUNCTION {{pgid}}()
            RETURNS TRIGGER AS $$
                {{declare}}
                BEGIN
                    {{func}}
                END;
            $$ LANGUAGE plpgsql {self.rights};

            DROP TRIGGER IF EXISTS {{pgid}} ON {{table}};
            CREATE {{constraint}} TRIGGER {{pgid}}
                {{when}} {{operation}} ON {{table}}
                {{timing}}
                {{referencing}}
                FOR EACH {{level}} {{condition}}
                EXECUTE PROCEDURE {{execute}};

            COMMENT ON TRIGGER {{pgid}} ON {{table}} IS '{{hash}}';
        """


class EffectSQL(GuardSQL):
    """The installed form of what writes elsewhere: it has the owner's rights, so that nobody else needs them."""

    rights = "SECURITY DEFINER SET search_path = public, pg_temp"


class UnskippableTrigger(pgtrigger.Trigger):
    """Compiles to a form that no setting silences."""

    form: type[GuardSQL] = GuardSQL

    def compile(self, model: Any) -> compiler.Trigger:
        compiled = super().compile(model)
        arguments = {key: value for key, value in compiled.sql.kwargs.items() if key != "ignore_func_name"}
        return compiler.Trigger(name=self.name, sql=self.form(**arguments))


class Guard(UnskippableTrigger):
    """Refuses or completes the row that is being written."""


class Effect(UnskippableTrigger):
    """Writes other rows with the owner's rights."""

    form = EffectSQL


class HistoryTrigger(UnskippableTrigger, pghistory.trigger.Event):
    """Writes a row of a history with the owner's rights."""

    form = EffectSQL


class HistoryTriggerMixin:
    """An event of pghistory whose trigger is a `HistoryTrigger`."""

    def add_event_trigger(self: Any, event_model: Any) -> None:
        recording = HistoryTrigger(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(recording)(event_model.pgh_tracked_model)


class InsertTracker(HistoryTriggerMixin, pghistory.InsertEvent):
    """Keeps what was added."""


class UpdateTracker(HistoryTriggerMixin, pghistory.UpdateEvent):
    """Keeps what became of a row."""


class DeleteTracker(HistoryTriggerMixin, pghistory.DeleteEvent):
    """Keeps what was deleted."""
