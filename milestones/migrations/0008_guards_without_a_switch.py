"""Install every trigger without the switch of pgtrigger, and let nobody but triggers write a history."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations

# The switch itself goes. The histories are written with the owner's rights from here on; the application reads them.
WITHOUT = """
DROP FUNCTION IF EXISTS _pgtrigger_should_ignore(name);
DO $$
DECLARE history text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN RETURN; END IF;
    FOR history IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND (tablename LIKE 'projects\\_%event' OR tablename LIKE 'milestones\\_%event')
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I FROM tiexi_app', history);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0007_days_within_reach'),
        ('projects', '0006_guards_without_a_switch'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='needs_an_approved_change',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='repeated_on_the_milestone',
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='decided_once',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='takes_effect',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='decided_once',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='repeated_on_the_milestone',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='deliverydecision',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='deliverydecision',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='deliverydecision',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='deliverydecision',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='job',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='job',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='job',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='job',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='approval_locks',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='starts_without_facts',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='approved_is_kept',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='records_owner',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='follows_facts',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestonetemplate',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestonetemplate',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestonetemplate',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestonetemplate',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownership',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownership',
            name='repeated_on_the_milestone',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownership',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownership',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='in_effect_is_locked',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='repeated_on_the_milestone',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='savedfilter',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='savedfilter',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='savedfilter',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='savedfilter',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='subscription',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='subscription',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='subscription',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='subscription',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='suspension',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='suspension',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='suspension',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='suspension',
            name='delete_delete',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='0fd0b4b0237f1b097270e758d0f16fdf6e5dab42', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a04da', table='milestones_attachment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_attachmentevent" ("at", "by_id", "change_id", "claim_id", "file", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id") VALUES (NEW."at", NEW."by_id", NEW."change_id", NEW."claim_id", NEW."file", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."report_id"); RETURN NULL;', hash='af4da3042ca46b12317a8976fd4c304b1f90bce7', operation='INSERT', pgid='pgtrigger_insert_insert_3bfe7', table='milestones_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_attachmentevent" ("at", "by_id", "change_id", "claim_id", "file", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id") VALUES (NEW."at", NEW."by_id", NEW."change_id", NEW."claim_id", NEW."file", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."report_id"); RETURN NULL;', hash='a52e78dc98f1f32eab5401ad9a55ba3ef3dfa510', operation='UPDATE', pgid='pgtrigger_update_update_2c9eb', table='milestones_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_attachmentevent" ("at", "by_id", "change_id", "claim_id", "file", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id") VALUES (OLD."at", OLD."by_id", OLD."change_id", OLD."claim_id", OLD."file", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."report_id"); RETURN NULL;', hash='1e02fdf56ee13cd662cbc251d3d2b9989998dcd4', operation='DELETE', pgid='pgtrigger_delete_delete_b077c', table='milestones_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'to_at') IS DISTINCT FROM (to_jsonb(NEW) - 'to_at') OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='fdcb0f9f8c308ad1ba547e6943333eba8e8b0ec9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cb1eb', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='needs_an_approved_change', sql=backoffice.triggers.EffectSQL(declare='DECLARE last milestones_baselineversion%ROWTYPE; c milestones_changerequest%ROWTYPE;', func="\n                    SELECT * INTO last FROM milestones_baselineversion WHERE milestone_id = NEW.milestone_id ORDER BY number DESC LIMIT 1;\n                    IF NEW.to_at IS NOT NULL OR NEW.number <> COALESCE(last.number, 0) + 1 THEN\n                        RAISE EXCEPTION 'a baseline version follows the one before it' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF last.id IS NULL THEN\n                        IF NEW.change_id IS NOT NULL OR NOT EXISTS (\n                            SELECT FROM milestones_milestone WHERE id = NEW.milestone_id\n                                AND forecast_due = NEW.due AND quantity IS NOT DISTINCT FROM NEW.quantity) THEN\n                            RAISE EXCEPTION 'the first baseline is the forecast as approved' USING ERRCODE = 'check_violation';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    SELECT * INTO c FROM milestones_changerequest WHERE id = NEW.change_id;\n                    IF c.id IS NULL OR c.state <> 'approved' OR c.milestone_id IS DISTINCT FROM NEW.milestone_id\n                        OR c.kind NOT IN ('extend', 'quantity')\n                        OR NEW.due IS DISTINCT FROM COALESCE(c.new_due, last.due)\n                        OR NEW.quantity IS DISTINCT FROM COALESCE(c.new_quantity, last.quantity) THEN\n                        RAISE EXCEPTION 'a baseline moves only by an approved change' USING ERRCODE = 'check_violation';\n                    END IF;\n                    UPDATE milestones_baselineversion SET to_at = NEW.from_at WHERE id = last.id;\n                    RETURN NEW;\n                ", hash='5e2859c4c7ac8f360d93226a555ccc177167721d', operation='INSERT', pgid='pgtrigger_needs_an_approved_change_209db', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=backoffice.triggers.EffectSQL(func='UPDATE milestones_milestone SET baseline_due = NEW.due, quantity = NEW.quantity WHERE id = NEW.milestone_id; RETURN NULL;', hash='5f53e79bc41cdc1f234cc76f832da0a652daabdc', operation='INSERT', pgid='pgtrigger_repeated_on_the_milestone_ecf53', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_baselineversionevent" ("by_id", "change_id", "due", "from_at", "id", "milestone_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "to_at") VALUES (NEW."by_id", NEW."change_id", NEW."due", NEW."from_at", NEW."id", NEW."milestone_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."quantity", NEW."to_at"); RETURN NULL;', hash='9cf99c3e65b8448b3903f0cfaba2646ce885f04d', operation='INSERT', pgid='pgtrigger_insert_insert_6fd42', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_baselineversionevent" ("by_id", "change_id", "due", "from_at", "id", "milestone_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "to_at") VALUES (NEW."by_id", NEW."change_id", NEW."due", NEW."from_at", NEW."id", NEW."milestone_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."quantity", NEW."to_at"); RETURN NULL;', hash='37e8894876cb538fb9efe1c982c13ee554d5d717', operation='UPDATE', pgid='pgtrigger_update_update_a07df', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_baselineversionevent" ("by_id", "change_id", "due", "from_at", "id", "milestone_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "to_at") VALUES (OLD."by_id", OLD."change_id", OLD."due", OLD."from_at", OLD."id", OLD."milestone_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."quantity", OLD."to_at"); RETURN NULL;', hash='201738a882002021a7a222959a046e51b15662fc', operation='DELETE', pgid='pgtrigger_delete_delete_c4962', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='6232e2b48471767d6a774b2d1f54bb678781c363', operation='UPDATE', pgid='pgtrigger_counts_edits_6de8e', table='milestones_calendarday', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendardayevent" ("day", "is_workday", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."day", NEW."is_workday", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."day", NEW."version"); RETURN NULL;', hash='7bcf7dc0e4cdc136d7f3209ecdcf48fba5b23810', operation='INSERT', pgid='pgtrigger_insert_insert_da990', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_calendardayevent" ("day", "is_workday", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."day", NEW."is_workday", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."day", NEW."version"); RETURN NULL;', hash='0ddab4f53d5274cc8c70d2ce49942b98a6c30e8f', operation='UPDATE', pgid='pgtrigger_update_update_0f974', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendardayevent" ("day", "is_workday", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."day", OLD."is_workday", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."day", OLD."version"); RETURN NULL;', hash='f5c7cd19533cc05e342936cb3de1f8b016d5aff4', operation='DELETE', pgid='pgtrigger_delete_delete_29396', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='e096e0e859b6b9d9fba504915a0c35729e863bfe', operation='UPDATE', pgid='pgtrigger_counts_edits_afb2e', table='milestones_calendaryear', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendaryearevent" ("pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "status", "version", "year") VALUES (COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."year", NEW."source", NEW."status", NEW."version", NEW."year"); RETURN NULL;', hash='5e020212db74ee6bd63b710ee332e97f2f90cf97', operation='INSERT', pgid='pgtrigger_insert_insert_d17f4', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_calendaryearevent" ("pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "status", "version", "year") VALUES (COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."year", NEW."source", NEW."status", NEW."version", NEW."year"); RETURN NULL;', hash='a4406c80426a76c5c9b894094d176cb8d923f086', operation='UPDATE', pgid='pgtrigger_update_update_da101', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendaryearevent" ("pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "status", "version", "year") VALUES (COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."year", OLD."source", OLD."status", OLD."version", OLD."year"); RETURN NULL;', hash='8dee7fc20c280929cd99801a00aa16b15523fbde', operation='DELETE', pgid='pgtrigger_delete_delete_7484c', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'a change is decided once' USING ERRCODE = 'check_violation'; END IF;\n                    RETURN NEW;\n                ", hash='f80e11443ca4462bc02f9f0cbaff2f2c81b67fe2', operation='UPDATE', pgid='pgtrigger_decided_once_fcd72', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'document_number' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'document_number' - 'state') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) OR (OLD.document_number IS NOT NULL AND NEW.document_number IS DISTINCT FROM OLD.document_number) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='0cc843d111cdc6aa8a336f4a38ddd8cc120e0ee0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_07af5', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='takes_effect', sql=backoffice.triggers.EffectSQL(func="\n                IF OLD.state = 'pending' AND NEW.state = 'approved' AND NEW.kind = 'cancel' THEN\n                    UPDATE milestones_milestone SET cancelled_on = (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date\n                    WHERE cancelled_on IS NULL AND (id = NEW.milestone_id OR project_id IN (\n                        SELECT id FROM projects_project WHERE NEW.project_id IN (id, parent_id)));\n                    UPDATE projects_project SET cancel_reason = NEW.text,\n                        cancelled_on = (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date\n                    WHERE cancelled_on IS NULL AND NEW.project_id IN (id, parent_id);\n                END IF;\n                 RETURN NULL;", hash='4e1420b89c915c6d15a1ce2d623fe1dc2b39009b', operation='UPDATE', pgid='pgtrigger_takes_effect_86369', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_changerequestevent" ("at", "by_id", "decided_at", "decided_by_id", "document_number", "id", "kind", "milestone_id", "new_due", "new_quantity", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "reason_class", "state", "target_id", "text") VALUES (NEW."at", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."document_number", NEW."id", NEW."kind", NEW."milestone_id", NEW."new_due", NEW."new_quantity", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."reason", NEW."reason_class", NEW."state", NEW."target_id", NEW."text"); RETURN NULL;', hash='f7c978c4a51aefb15e11a0f938f84b379416144f', operation='INSERT', pgid='pgtrigger_insert_insert_93667', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_changerequestevent" ("at", "by_id", "decided_at", "decided_by_id", "document_number", "id", "kind", "milestone_id", "new_due", "new_quantity", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "reason_class", "state", "target_id", "text") VALUES (NEW."at", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."document_number", NEW."id", NEW."kind", NEW."milestone_id", NEW."new_due", NEW."new_quantity", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."reason", NEW."reason_class", NEW."state", NEW."target_id", NEW."text"); RETURN NULL;', hash='aed62361fb758414df47e9c24fb74131174f2de5', operation='UPDATE', pgid='pgtrigger_update_update_30856', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_changerequestevent" ("at", "by_id", "decided_at", "decided_by_id", "document_number", "id", "kind", "milestone_id", "new_due", "new_quantity", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "reason_class", "state", "target_id", "text") VALUES (OLD."at", OLD."by_id", OLD."decided_at", OLD."decided_by_id", OLD."document_number", OLD."id", OLD."kind", OLD."milestone_id", OLD."new_due", OLD."new_quantity", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."reason", OLD."reason_class", OLD."state", OLD."target_id", OLD."text"); RETURN NULL;', hash='4ebefdeb5c361fbb4997b8ac4aeb6a2637af5620', operation='DELETE', pgid='pgtrigger_delete_delete_4b451', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF NOT ((OLD.state, NEW.state) IN (('pending','pending'), ('pending','confirmed'), ('pending','returned'),\n                        ('confirmed','confirmed'), ('confirmed','reopened'), ('returned','returned'), ('reopened','reopened'))) THEN\n                        RAISE EXCEPTION 'a claim is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='78e9282e7346ceaea07ba023da260100f2dae30b', operation='UPDATE', pgid='pgtrigger_decided_once_098e5', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'reopened_by_id' - 'reopened_at' - 'reopen_reason' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'reopened_by_id' - 'reopened_at' - 'reopen_reason' - 'state') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) OR (OLD.reopened_by_id IS NOT NULL AND NEW.reopened_by_id IS DISTINCT FROM OLD.reopened_by_id) OR (OLD.reopened_at IS NOT NULL AND NEW.reopened_at IS DISTINCT FROM OLD.reopened_at) OR (OLD.reopen_reason IS NOT NULL AND NEW.reopen_reason IS DISTINCT FROM OLD.reopen_reason) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='e1d15d7c448bdb27525083ad86e11da8f465dfc7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0e4cb', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=backoffice.triggers.EffectSQL(func="\n                UPDATE milestones_milestone m SET\n                    claimed_on = (s.at AT TIME ZONE 'Asia/Shanghai')::date, finished_on = s.finished_on,\n                    confirmed_on = CASE WHEN s.state = 'confirmed' THEN (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date END,\n                    confirmed_by_id = CASE WHEN s.state = 'confirmed' THEN s.decided_by_id END,\n                    claimed_again = s.state IS NOT DISTINCT FROM 'pending' AND EXISTS (\n                        SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state = 'returned')\n                FROM (SELECT 1) one LEFT JOIN milestones_claim s\n                    ON s.milestone_id = NEW.milestone_id AND s.state IN ('pending', 'confirmed')\n                WHERE m.id = NEW.milestone_id;\n                 RETURN NULL;", hash='b662b06d7dd366f1ac0278ec91eca87de6c7ce4c', operation='INSERT OR UPDATE', pgid='pgtrigger_repeated_on_the_milestone_f8f99', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_claimevent" ("at", "by_id", "decided_at", "decided_by_id", "finished_on", "id", "late_reason", "milestone_id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reopen_reason", "reopened_at", "reopened_by_id", "state") VALUES (NEW."at", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."finished_on", NEW."id", NEW."late_reason", NEW."milestone_id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."reason", NEW."reopen_reason", NEW."reopened_at", NEW."reopened_by_id", NEW."state"); RETURN NULL;', hash='083e708bd7dfc3e11e99514d80e0e22f52100278', operation='INSERT', pgid='pgtrigger_insert_insert_7cc6f', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_claimevent" ("at", "by_id", "decided_at", "decided_by_id", "finished_on", "id", "late_reason", "milestone_id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reopen_reason", "reopened_at", "reopened_by_id", "state") VALUES (NEW."at", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."finished_on", NEW."id", NEW."late_reason", NEW."milestone_id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."reason", NEW."reopen_reason", NEW."reopened_at", NEW."reopened_by_id", NEW."state"); RETURN NULL;', hash='13580d0ba9772ee9f23e0f935a47eeb6b4064f0b', operation='UPDATE', pgid='pgtrigger_update_update_e2aa4', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_claimevent" ("at", "by_id", "decided_at", "decided_by_id", "finished_on", "id", "late_reason", "milestone_id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reopen_reason", "reopened_at", "reopened_by_id", "state") VALUES (OLD."at", OLD."by_id", OLD."decided_at", OLD."decided_by_id", OLD."finished_on", OLD."id", OLD."late_reason", OLD."milestone_id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."reason", OLD."reopen_reason", OLD."reopened_at", OLD."reopened_by_id", OLD."state"); RETURN NULL;', hash='6ddd9b764a0b6b37a31b17e4867a3977699e9089', operation='DELETE', pgid='pgtrigger_delete_delete_379ad', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='cdeed6f35c6fcbff66f1e67114c107c3696da380', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d4f1', table='milestones_deliverydecision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_deliverydecisionevent" ("at", "by_id", "delivery_id", "id", "kind", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."delivery_id", NEW."id", NEW."kind", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id"); RETURN NULL;', hash='291ff6d2a6270de04e4ea4c0f6f2e3813f1e9404', operation='INSERT', pgid='pgtrigger_insert_insert_36ee9', table='milestones_deliverydecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_deliverydecisionevent" ("at", "by_id", "delivery_id", "id", "kind", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."delivery_id", NEW."id", NEW."kind", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id"); RETURN NULL;', hash='6799d3645ff10f2d1711a6821b3e03bfebec186d', operation='UPDATE', pgid='pgtrigger_update_update_0e31e', table='milestones_deliverydecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_deliverydecisionevent" ("at", "by_id", "delivery_id", "id", "kind", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at", OLD."by_id", OLD."delivery_id", OLD."id", OLD."kind", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id"); RETURN NULL;', hash='60a6df25aec45753bdbfc380308426ff3eae20d9', operation='DELETE', pgid='pgtrigger_delete_delete_51756', table='milestones_deliverydecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='aaa923d4498e15fe42b52d154d203cc75b5a52fa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_27968', table='milestones_handover', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_handoverevent" ("at", "by_id", "headed", "id", "leaver_id", "led", "note", "owned", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stewarded", "successor_id") VALUES (NEW."at", NEW."by_id", NEW."headed", NEW."id", NEW."leaver_id", NEW."led", NEW."note", NEW."owned", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."stewarded", NEW."successor_id"); RETURN NULL;', hash='1a30ff81e3d15f12f5a3291d528577d50ac40dfa', operation='INSERT', pgid='pgtrigger_insert_insert_fdc28', table='milestones_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_handoverevent" ("at", "by_id", "headed", "id", "leaver_id", "led", "note", "owned", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stewarded", "successor_id") VALUES (NEW."at", NEW."by_id", NEW."headed", NEW."id", NEW."leaver_id", NEW."led", NEW."note", NEW."owned", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."stewarded", NEW."successor_id"); RETURN NULL;', hash='bb4443edc538e18d0592d7a8de3f0e03c303d76b', operation='UPDATE', pgid='pgtrigger_update_update_7a4ae', table='milestones_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_handoverevent" ("at", "by_id", "headed", "id", "leaver_id", "led", "note", "owned", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stewarded", "successor_id") VALUES (OLD."at", OLD."by_id", OLD."headed", OLD."id", OLD."leaver_id", OLD."led", OLD."note", OLD."owned", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."stewarded", OLD."successor_id"); RETURN NULL;', hash='338a7d4e784f33c5a845e9851a0998771821e17a', operation='DELETE', pgid='pgtrigger_delete_delete_49b25', table='milestones_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'reply_id' - 'closed_at' - 'closed_by_id') IS DISTINCT FROM (to_jsonb(NEW) - 'reply_id' - 'closed_at' - 'closed_by_id') OR (OLD.reply_id IS NOT NULL AND NEW.reply_id IS DISTINCT FROM OLD.reply_id) OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) OR (OLD.closed_by_id IS NOT NULL AND NEW.closed_by_id IS DISTINCT FROM OLD.closed_by_id) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='0bad435973297153e7b0970ef98f07cf2c77f171', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7a523', table='milestones_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "closed_at", "closed_by_id", "id", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text") VALUES (NEW."at", NEW."by_id", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."reply_by", NEW."reply_id", NEW."text"); RETURN NULL;', hash='670bb3984973588933ce59521ee65a195fb06261', operation='INSERT', pgid='pgtrigger_insert_insert_ec9a5', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "closed_at", "closed_by_id", "id", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text") VALUES (NEW."at", NEW."by_id", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."reply_by", NEW."reply_id", NEW."text"); RETURN NULL;', hash='0dbc46612141a4e12abf0f73c51bf513a2772284', operation='UPDATE', pgid='pgtrigger_update_update_ed0cd', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "closed_at", "closed_by_id", "id", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text") VALUES (OLD."at", OLD."by_id", OLD."closed_at", OLD."closed_by_id", OLD."id", OLD."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."reply_by", OLD."reply_id", OLD."text"); RETURN NULL;', hash='e5e1dc78a9b80e02f0d3700f46cfe21cb3cd877d', operation='DELETE', pgid='pgtrigger_delete_delete_4874b', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='9b6ed623847ba979d1791e35cfaf10e6a71c0378', operation='UPDATE', pgid='pgtrigger_counts_edits_9950a', table='milestones_job', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_jobevent" ("active", "due_at", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "weekday", "workdays_only") VALUES (NEW."active", NEW."due_at", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."name", NEW."version", NEW."weekday", NEW."workdays_only"); RETURN NULL;', hash='7c08019df3e33e971bdc090aaa9c8cb3621448bb', operation='INSERT', pgid='pgtrigger_insert_insert_9da43', table='milestones_job', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_jobevent" ("active", "due_at", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "weekday", "workdays_only") VALUES (NEW."active", NEW."due_at", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."name", NEW."version", NEW."weekday", NEW."workdays_only"); RETURN NULL;', hash='b24699ba40b99b62d2c2ab663a38f86aa338aceb', operation='UPDATE', pgid='pgtrigger_update_update_2758e', table='milestones_job', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_jobevent" ("active", "due_at", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "weekday", "workdays_only") VALUES (OLD."active", OLD."due_at", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."name", OLD."version", OLD."weekday", OLD."workdays_only"); RETURN NULL;', hash='a3120b7822b6bba3bc0ebac7e17c4973b731e658', operation='DELETE', pgid='pgtrigger_delete_delete_a020a', table='milestones_job', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='50338ea1dd96604ff5ef2e45c7ce032b9d7ae6e8', operation='UPDATE', pgid='pgtrigger_counts_edits_77542', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='follows_facts', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (TRUE) AND (NEW.baseline_due IS DISTINCT FROM OLD.baseline_due OR NEW.forecast_due IS DISTINCT FROM OLD.forecast_due OR NEW.first_forecast IS DISTINCT FROM OLD.first_forecast OR NEW.claimed_on IS DISTINCT FROM OLD.claimed_on OR NEW.claimed_again IS DISTINCT FROM OLD.claimed_again OR NEW.finished_on IS DISTINCT FROM OLD.finished_on OR NEW.confirmed_on IS DISTINCT FROM OLD.confirmed_on OR NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id OR NEW.cancelled_on IS DISTINCT FROM OLD.cancelled_on OR NEW.at IS DISTINCT FROM OLD.at) THEN RAISE EXCEPTION 'dates of a milestone follow from its facts: report, claim or request a change' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='1b055e35da6925b3dc26c851d474dd657eb4f0f1', operation='UPDATE', pgid='pgtrigger_follows_facts_051e7', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='approval_locks', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (OLD.baseline_due IS NOT NULL) AND (NEW.project_id IS DISTINCT FROM OLD.project_id OR NEW.target_id IS DISTINCT FROM OLD.target_id OR NEW.quantity IS DISTINCT FROM OLD.quantity OR NEW.weight IS DISTINCT FROM OLD.weight OR NEW.starts_on IS DISTINCT FROM OLD.starts_on OR NEW.origin IS DISTINCT FROM OLD.origin) THEN RAISE EXCEPTION 'approved: project, quantity, weight and start are locked' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='1464271616fd914a74d9c98ac4b571a9c134fb4f', operation='UPDATE', pgid='pgtrigger_approval_locks_36e2b', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='starts_without_facts', sql=backoffice.triggers.GuardSQL(func="\n                    IF (NEW.baseline_due, NEW.claimed_on, NEW.finished_on, NEW.confirmed_on, NEW.confirmed_by_id, NEW.cancelled_on)\n                        IS DISTINCT FROM (NULL::date, NULL::date, NULL::date, NULL::date, NULL::bigint, NULL::date) THEN\n                        RAISE EXCEPTION 'a new milestone has only its forecast' USING ERRCODE = 'check_violation';\n                    END IF;\n                    NEW.first_forecast := NEW.forecast_due;\n                    RETURN NEW;\n                ", hash='bb8bbc67e50d267c2b41e2d7f66495794004c6c4', operation='INSERT', pgid='pgtrigger_starts_without_facts_2b08e', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='approved_is_kept', sql=backoffice.triggers.GuardSQL(func="IF OLD.baseline_due IS NOT NULL THEN RAISE EXCEPTION 'an approved milestone is never deleted' USING ERRCODE = 'check_violation'; END IF; RETURN OLD;", hash='3bf6a87ce15c2396c73d0005a9ebb775a9a8e5b1', operation='DELETE', pgid='pgtrigger_approved_is_kept_c25a8', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='records_owner', sql=backoffice.triggers.EffectSQL(func="\n                IF pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR OLD.owner_id IS DISTINCT FROM NEW.owner_id) THEN\n                    INSERT INTO milestones_ownership (milestone_id, owner_id, from_at)\n                    VALUES (NEW.id, NEW.owner_id, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END);\n                END IF;\n                 RETURN NULL;", hash='e39cf468141404313a45935a4d87e8458717adc7', operation='INSERT OR UPDATE OF "owner_id"', pgid='pgtrigger_records_owner_ea204', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (NEW."at", NEW."baseline_due", NEW."cancelled_on", NEW."claimed_again", NEW."claimed_on", NEW."confirmed_by_id", NEW."confirmed_on", NEW."finished_on", NEW."first_forecast", NEW."forecast_due", NEW."id", NEW."name", NEW."origin", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."quantity", NEW."sequence", NEW."starts_on", NEW."target_id", NEW."version", NEW."weight"); RETURN NULL;', hash='b704f1d2fa2aae48defd0788d6af07413fafc899', operation='INSERT', pgid='pgtrigger_insert_insert_9bad3', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (NEW."at", NEW."baseline_due", NEW."cancelled_on", NEW."claimed_again", NEW."claimed_on", NEW."confirmed_by_id", NEW."confirmed_on", NEW."finished_on", NEW."first_forecast", NEW."forecast_due", NEW."id", NEW."name", NEW."origin", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."quantity", NEW."sequence", NEW."starts_on", NEW."target_id", NEW."version", NEW."weight"); RETURN NULL;', hash='43703a8b177e05e4982e3628958fb56bba59e5c0', operation='UPDATE', pgid='pgtrigger_update_update_62911', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (OLD."at", OLD."baseline_due", OLD."cancelled_on", OLD."claimed_again", OLD."claimed_on", OLD."confirmed_by_id", OLD."confirmed_on", OLD."finished_on", OLD."first_forecast", OLD."forecast_due", OLD."id", OLD."name", OLD."origin", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."quantity", OLD."sequence", OLD."starts_on", OLD."target_id", OLD."version", OLD."weight"); RETURN NULL;', hash='8cdac25956896d17942dc31644c3a78c97140fd2', operation='DELETE', pgid='pgtrigger_delete_delete_fe794', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonetemplate',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='2bb31597fa14780f34ebf6c8f086adb1d7d0a068', operation='UPDATE', pgid='pgtrigger_counts_edits_378ce', table='milestones_milestonetemplate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonetemplate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_milestonetemplateevent" ("category_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sequence", "share", "version", "weight") VALUES (NEW."category_id", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."sequence", NEW."share", NEW."version", NEW."weight"); RETURN NULL;', hash='9911aebbb2d6cbe916312f1488cdb5b54ed45f62', operation='INSERT', pgid='pgtrigger_insert_insert_feaf2', table='milestones_milestonetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonetemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_milestonetemplateevent" ("category_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sequence", "share", "version", "weight") VALUES (NEW."category_id", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."sequence", NEW."share", NEW."version", NEW."weight"); RETURN NULL;', hash='5dfc961c31851fc5f5b9c00ea66df89fbe303ca9', operation='UPDATE', pgid='pgtrigger_update_update_24cc6', table='milestones_milestonetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonetemplate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_milestonetemplateevent" ("category_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sequence", "share", "version", "weight") VALUES (OLD."category_id", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."sequence", OLD."share", OLD."version", OLD."weight"); RETURN NULL;', hash='6ed39fc212bd97341334f1a55799678ea629b9a3', operation='DELETE', pgid='pgtrigger_delete_delete_6410c', table='milestones_milestonetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF (SELECT baseline_due FROM milestones_milestone WHERE id = OLD.milestone_id) IS NOT NULL THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='be33fba09f9ecaea4c2f265c133d2f401bedd705', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b23a4', table='milestones_ownership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=backoffice.triggers.EffectSQL(func='UPDATE milestones_milestone SET owner_id = NEW.owner_id WHERE id = NEW.milestone_id AND owner_id IS DISTINCT FROM NEW.owner_id; RETURN NULL;', hash='8f20e2ff93bb9ae701f185e32e115da507d38709', operation='INSERT', pgid='pgtrigger_repeated_on_the_milestone_3f234', table='milestones_ownership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_ownershipevent" ("from_at", "id", "milestone_id", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."from_at", NEW."id", NEW."milestone_id", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id"); RETURN NULL;', hash='8ba4ecd1b243b3e5d23436e684a47ed64ee6b429', operation='INSERT', pgid='pgtrigger_insert_insert_32158', table='milestones_ownership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_ownershipevent" ("from_at", "id", "milestone_id", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."from_at", NEW."id", NEW."milestone_id", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id"); RETURN NULL;', hash='9ac9b21a3ebac3f1131d2a9994e26defd0af6827', operation='UPDATE', pgid='pgtrigger_update_update_a4854', table='milestones_ownership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_ownershipevent" ("from_at", "id", "milestone_id", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."from_at", OLD."id", OLD."milestone_id", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id"); RETURN NULL;', hash='6efddfa87fd55aafdd34f839076e72a9496b4ef0', operation='DELETE', pgid='pgtrigger_delete_delete_37a3e', table='milestones_ownership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='71f445457625e447a8d361a57aafd964ac24a5df', operation='UPDATE', pgid='pgtrigger_counts_edits_c66d0', table='milestones_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='in_effect_is_locked', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.effective_from <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN RAISE EXCEPTION 'a policy in effect is neither edited nor deleted' USING ERRCODE = 'check_violation'; END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='6041f89f14fd896984432c7cdb9953dac1f00c19', operation='UPDATE OR DELETE', pgid='pgtrigger_in_effect_is_locked_deddd', table='milestones_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_policyevent" ("behind_red", "behind_yellow", "category_id", "claim_backdate_workdays", "confirm_workdays", "due_soon_workdays", "effective_from", "evidence", "filing_day", "filing_day_december", "id", "ladder", "min_milestones", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."behind_red", NEW."behind_yellow", NEW."category_id", NEW."claim_backdate_workdays", NEW."confirm_workdays", NEW."due_soon_workdays", NEW."effective_from", NEW."evidence", NEW."filing_day", NEW."filing_day_december", NEW."id", NEW."ladder", NEW."min_milestones", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."version"); RETURN NULL;', hash='18a51d075a2a8b5435672fca9c9e1debbd441c51', operation='INSERT', pgid='pgtrigger_insert_insert_e235f', table='milestones_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_policyevent" ("behind_red", "behind_yellow", "category_id", "claim_backdate_workdays", "confirm_workdays", "due_soon_workdays", "effective_from", "evidence", "filing_day", "filing_day_december", "id", "ladder", "min_milestones", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."behind_red", NEW."behind_yellow", NEW."category_id", NEW."claim_backdate_workdays", NEW."confirm_workdays", NEW."due_soon_workdays", NEW."effective_from", NEW."evidence", NEW."filing_day", NEW."filing_day_december", NEW."id", NEW."ladder", NEW."min_milestones", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='f78d26151fe9213e045c185b0c2869e29e55edac', operation='UPDATE', pgid='pgtrigger_update_update_4e4db', table='milestones_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_policyevent" ("behind_red", "behind_yellow", "category_id", "claim_backdate_workdays", "confirm_workdays", "due_soon_workdays", "effective_from", "evidence", "filing_day", "filing_day_december", "id", "ladder", "min_milestones", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."behind_red", OLD."behind_yellow", OLD."category_id", OLD."claim_backdate_workdays", OLD."confirm_workdays", OLD."due_soon_workdays", OLD."effective_from", OLD."evidence", OLD."filing_day", OLD."filing_day_december", OLD."id", OLD."ladder", OLD."min_milestones", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."version"); RETURN NULL;', hash='3ac5abf3556a65f6d962f556307dd2a230995d22', operation='DELETE', pgid='pgtrigger_delete_delete_e56aa', table='milestones_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='53862251967d3197bb65d3e502df189445ec6e5b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71d89', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=backoffice.triggers.EffectSQL(func='\n                IF NEW.milestone_id IS NOT NULL AND NEW.forecast_due IS NOT NULL THEN\n                    UPDATE milestones_milestone SET forecast_due = (\n                        SELECT forecast_due FROM milestones_progressreport\n                        WHERE milestone_id = NEW.milestone_id AND forecast_due IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1)\n                    WHERE id = NEW.milestone_id;\n                END IF;\n                 RETURN NULL;', hash='1a2439f3ec1f87de9d314e561a880f43a5a09d21', operation='INSERT', pgid='pgtrigger_repeated_on_the_milestone_4c3ea', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "target_id") VALUES (NEW."at", NEW."by_id", NEW."corrects_id", NEW."day", NEW."forecast_due", NEW."id", NEW."milestone_id", NEW."need", NEW."next_step", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."problem", NEW."quantity", NEW."target_id"); RETURN NULL;', hash='b57127ec8de282347ba1a0f26152fd6a494c7eb8', operation='INSERT', pgid='pgtrigger_insert_insert_cd80e', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "target_id") VALUES (NEW."at", NEW."by_id", NEW."corrects_id", NEW."day", NEW."forecast_due", NEW."id", NEW."milestone_id", NEW."need", NEW."next_step", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."problem", NEW."quantity", NEW."target_id"); RETURN NULL;', hash='693661164cec4e327c5447e95fd1460e4a95697a', operation='UPDATE', pgid='pgtrigger_update_update_87e91', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "target_id") VALUES (OLD."at", OLD."by_id", OLD."corrects_id", OLD."day", OLD."forecast_due", OLD."id", OLD."milestone_id", OLD."need", OLD."next_step", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."problem", OLD."quantity", OLD."target_id"); RETURN NULL;', hash='7be12452e57bb3eca9057cb1d5c2bc97c2a4cc57', operation='DELETE', pgid='pgtrigger_delete_delete_78ce3', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='7818f76ef8b0541753efbc81145a2582c5979a1f', operation='UPDATE', pgid='pgtrigger_counts_edits_2c248', table='milestones_savedfilter', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_savedfilterevent" ("id", "list", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "user_id", "version") VALUES (NEW."id", NEW."list", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."query", NEW."user_id", NEW."version"); RETURN NULL;', hash='c7ab5368a58c1c7a8026e4564582dea7db732ac7', operation='INSERT', pgid='pgtrigger_insert_insert_cfac1', table='milestones_savedfilter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_savedfilterevent" ("id", "list", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "user_id", "version") VALUES (NEW."id", NEW."list", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."query", NEW."user_id", NEW."version"); RETURN NULL;', hash='e218968c20597e47ad5f23195a146c7dcbb805d9', operation='UPDATE', pgid='pgtrigger_update_update_6e3a3', table='milestones_savedfilter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedfilter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_savedfilterevent" ("id", "list", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "user_id", "version") VALUES (OLD."id", OLD."list", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."query", OLD."user_id", OLD."version"); RETURN NULL;', hash='e823988ffc3dae3dbd577d4feedacabaeb073203', operation='DELETE', pgid='pgtrigger_delete_delete_5e499', table='milestones_savedfilter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subscription',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='8d194a5bd0ccdf14d12e7fdc5bdf517e01db7bb5', operation='UPDATE', pgid='pgtrigger_counts_edits_c4a91', table='milestones_subscription', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subscription',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_subscriptionevent" ("also_when_empty", "frequency", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "user_id", "version") VALUES (NEW."also_when_empty", NEW."frequency", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."scope", NEW."user_id", NEW."version"); RETURN NULL;', hash='50becbc08e5baf251cdcb5f7f34c3a590dd68072', operation='INSERT', pgid='pgtrigger_insert_insert_dc79a', table='milestones_subscription', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subscription',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_subscriptionevent" ("also_when_empty", "frequency", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "user_id", "version") VALUES (NEW."also_when_empty", NEW."frequency", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."scope", NEW."user_id", NEW."version"); RETURN NULL;', hash='7f770e8640d3c80590819c2e31a431d69b43744c', operation='UPDATE', pgid='pgtrigger_update_update_01942', table='milestones_subscription', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subscription',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_subscriptionevent" ("also_when_empty", "frequency", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "user_id", "version") VALUES (OLD."also_when_empty", OLD."frequency", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."scope", OLD."user_id", OLD."version"); RETURN NULL;', hash='2c86c0e0b957caa646b637af4371e09ecd7d110f', operation='DELETE', pgid='pgtrigger_delete_delete_d4d16', table='milestones_subscription', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'to_at') IS DISTINCT FROM (to_jsonb(NEW) - 'to_at') OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='0f0ab3c8c45f9be8d6e5f44f124bbe263ce7c7a1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_239f4', table='milestones_suspension', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_suspensionevent" ("change_id", "from_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "to_at") VALUES (NEW."change_id", NEW."from_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."to_at"); RETURN NULL;', hash='2f1f233fb67df8880a5145af194691ffe5ba55d5', operation='INSERT', pgid='pgtrigger_insert_insert_2c34e', table='milestones_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_suspensionevent" ("change_id", "from_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "to_at") VALUES (NEW."change_id", NEW."from_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."to_at"); RETURN NULL;', hash='8e1f2bed7199dce486b597737b6b24e6a8e554ca', operation='UPDATE', pgid='pgtrigger_update_update_84c63', table='milestones_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_suspensionevent" ("change_id", "from_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "to_at") VALUES (OLD."change_id", OLD."from_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."to_at"); RETURN NULL;', hash='45b496e9ae2d4c0d78faef6b197213bb78785dcb', operation='DELETE', pgid='pgtrigger_delete_delete_54a6f', table='milestones_suspension', when='AFTER')),
        ),
        migrations.RunSQL(WITHOUT, migrations.RunSQL.noop),
    ]
