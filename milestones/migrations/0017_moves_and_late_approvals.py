"""For which unit a lateness counts, and the word with which a day that has passed is approved."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations, models

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0016_facts_are_recorded_now'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='needs_an_approved_change',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='baselineversion',
            name='note',
            field=models.TextField(blank=True, max_length=5000, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='baselineversionevent',
            name='note',
            field=models.TextField(blank=True, max_length=5000, verbose_name='note'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='needs_an_approved_change', sql=backoffice.triggers.EffectSQL(declare='DECLARE last milestones_baselineversion%ROWTYPE; c milestones_changerequest%ROWTYPE;', func="\n                    SELECT * INTO last FROM milestones_baselineversion WHERE milestone_id = NEW.milestone_id ORDER BY number DESC LIMIT 1;\n                    IF NEW.to_at IS NOT NULL OR NEW.number <> COALESCE(last.number, 0) + 1 THEN\n                        RAISE EXCEPTION 'a baseline version follows the one before it' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF last.id IS NULL THEN\n                        IF NEW.change_id IS NOT NULL OR NOT EXISTS (\n                            SELECT FROM milestones_milestone WHERE id = NEW.milestone_id\n                                AND forecast_due = NEW.due AND quantity IS NOT DISTINCT FROM NEW.quantity) THEN\n                            RAISE EXCEPTION 'the first baseline is the forecast as approved' USING ERRCODE = 'check_violation';\n                        END IF;\n                        IF NEW.due < (NEW.from_at AT TIME ZONE 'Asia/Shanghai')::date AND NEW.note !~ '[^ \\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0]' THEN\n                            RAISE EXCEPTION 'a day that has passed is approved with a word' USING ERRCODE = 'check_violation';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    SELECT * INTO c FROM milestones_changerequest WHERE id = NEW.change_id;\n                    IF c.id IS NULL OR c.state <> 'approved' OR c.milestone_id IS DISTINCT FROM NEW.milestone_id\n                        OR c.kind NOT IN ('extend', 'quantity')\n                        OR NEW.due IS DISTINCT FROM COALESCE(c.new_due, last.due)\n                        OR NEW.quantity IS DISTINCT FROM COALESCE(c.new_quantity, last.quantity) THEN\n                        RAISE EXCEPTION 'a baseline moves only by an approved change' USING ERRCODE = 'check_violation';\n                    END IF;\n                    UPDATE milestones_baselineversion SET to_at = NEW.from_at WHERE id = last.id;\n                    RETURN NEW;\n                ", hash='cff1cc12d02caa6e2cabac1009342e9d579824f1', operation='INSERT', pgid='pgtrigger_needs_an_approved_change_209db', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_baselineversionevent" ("by_id", "change_id", "due", "from_at", "id", "milestone_id", "note", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "to_at") VALUES (NEW."by_id", NEW."change_id", NEW."due", NEW."from_at", NEW."id", NEW."milestone_id", NEW."note", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."quantity", NEW."to_at"); RETURN NULL;', hash='62bbcecdd98eab04fe0a84fc3eccd0d25cf8473b', operation='INSERT', pgid='pgtrigger_insert_insert_6fd42', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_baselineversionevent" ("by_id", "change_id", "due", "from_at", "id", "milestone_id", "note", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "to_at") VALUES (NEW."by_id", NEW."change_id", NEW."due", NEW."from_at", NEW."id", NEW."milestone_id", NEW."note", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."quantity", NEW."to_at"); RETURN NULL;', hash='0e306ace0d87242bdf034803ff263b5bf63f028a', operation='UPDATE', pgid='pgtrigger_update_update_a07df', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_baselineversionevent" ("by_id", "change_id", "due", "from_at", "id", "milestone_id", "note", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "to_at") VALUES (OLD."by_id", OLD."change_id", OLD."due", OLD."from_at", OLD."id", OLD."milestone_id", OLD."note", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."quantity", OLD."to_at"); RETURN NULL;', hash='13f75ec1af61cb942543e0ecc0bcaa1f6e9d16f2', operation='DELETE', pgid='pgtrigger_delete_delete_c4962', table='milestones_baselineversion', when='AFTER')),
        ),
        migrations.RunSQL(frozen("0017_charged_on"), "DROP FUNCTION charged_on(bigint, date, date)"),
    ]
