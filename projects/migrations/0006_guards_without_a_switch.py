"""Install every trigger without the switch of pgtrigger."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0005_days_within_reach'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='ends_the_one_before',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='repeated_on_the_project',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counit',
            name='counts_as_an_edit',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counit',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counit',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='phasechange',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='phasechange',
            name='repeated_on_the_project',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='phasechange',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='phasechange',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='phasechange',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='by_triggers_alone',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='approval_locks',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='follows_decisions',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='approved_is_kept',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='records_people',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='records_phase',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='stands_under_a_programme',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='records_parent',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegiven',
            name='counts_as_an_edit',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegiven',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegiven',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegiven',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='approval_locks',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='delete_delete',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'to_at') IS DISTINCT FROM (to_jsonb(NEW) - 'to_at') OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='9b9898da7beee35348718390a7e768b065f0e913', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fc3ad', table='projects_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='ends_the_one_before', sql=backoffice.triggers.EffectSQL(func='\n                    UPDATE projects_assignment SET to_at = NEW.from_at WHERE project_id = NEW.project_id AND to_at IS NULL;\n                    RETURN NEW;\n                ', hash='220addaebde5be0ebe4a1bd0a17bec014a5aa44b', operation='INSERT', pgid='pgtrigger_ends_the_one_before_8c7b5', table='projects_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_project', sql=backoffice.triggers.EffectSQL(func='\n                UPDATE projects_project SET unit_id = NEW.unit_id, steward_id = NEW.steward_id, leader_id = NEW.leader_id\n                WHERE id = NEW.project_id AND (unit_id, steward_id, leader_id)\n                    IS DISTINCT FROM (NEW.unit_id, NEW.steward_id, NEW.leader_id);\n                 RETURN NULL;', hash='82c17836f857e1362a85d531f139d47fadd1bcf7', operation='INSERT', pgid='pgtrigger_repeated_on_the_project_4de80', table='projects_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_assignmentevent" ("from_at", "id", "leader_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "steward_id", "to_at", "unit_id") VALUES (NEW."from_at", NEW."id", NEW."leader_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."steward_id", NEW."to_at", NEW."unit_id"); RETURN NULL;', hash='46591c4e41d7c468e218e6845a2c1dd3f145cb63', operation='INSERT', pgid='pgtrigger_insert_insert_3b084', table='projects_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_assignmentevent" ("from_at", "id", "leader_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "steward_id", "to_at", "unit_id") VALUES (NEW."from_at", NEW."id", NEW."leader_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."steward_id", NEW."to_at", NEW."unit_id"); RETURN NULL;', hash='9dacebbe01ecd82badf4809b5adcff9876c1f778', operation='UPDATE', pgid='pgtrigger_update_update_848c4', table='projects_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_assignmentevent" ("from_at", "id", "leader_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "steward_id", "to_at", "unit_id") VALUES (OLD."from_at", OLD."id", OLD."leader_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."steward_id", OLD."to_at", OLD."unit_id"); RETURN NULL;', hash='34ebf9c217ec5f200ab8f0d0ac974d248c34155b', operation='DELETE', pgid='pgtrigger_delete_delete_1bcc9', table='projects_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='a3854a8d953aa4fb5c9afd531a30d5e5a718a083', operation='UPDATE', pgid='pgtrigger_counts_edits_31945', table='projects_category', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_categoryevent" ("code", "id", "list", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."code", NEW."id", NEW."list", NEW."name", NEW."name_en", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."version"); RETURN NULL;', hash='03679e39e8d4fca7756f51f01cf59a219bc1f1f7', operation='INSERT', pgid='pgtrigger_insert_insert_3a799', table='projects_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_categoryevent" ("code", "id", "list", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."code", NEW."id", NEW."list", NEW."name", NEW."name_en", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='663885b11b22b30938b214efc9aed636d270e93e', operation='UPDATE', pgid='pgtrigger_update_update_f80f3', table='projects_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_categoryevent" ("code", "id", "list", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."code", OLD."id", OLD."list", OLD."name", OLD."name_en", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."version"); RETURN NULL;', hash='23fde824ebe9b8cb23bede1dacc60971cf5c1b79', operation='DELETE', pgid='pgtrigger_delete_delete_6802c', table='projects_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='counts_as_an_edit', sql=backoffice.triggers.EffectSQL(func="UPDATE projects_project SET version = version + 1 WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END; RETURN NULL;", hash='2517d3bc348670102d9175e1e5b9d7df669edb3b', operation='INSERT OR DELETE', pgid='pgtrigger_counts_as_an_edit_274e9', table='projects_project_co_units', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_counitevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "project_id", "unit_id") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."project_id", NEW."unit_id"); RETURN NULL;', hash='3634d98e7eefa563c6423ecfa2f9e577bb8e0b5a', operation='INSERT', pgid='pgtrigger_insert_insert_8c5b5', table='projects_project_co_units', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_counitevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "project_id", "unit_id") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."project_id", NEW."unit_id"); RETURN NULL;', hash='2e2c753af9e16300acaa4eb03cb4a918803f0852', operation='UPDATE', pgid='pgtrigger_update_update_9a773', table='projects_project_co_units', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_counitevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "project_id", "unit_id") VALUES (OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."project_id", OLD."unit_id"); RETURN NULL;', hash='022b8aa3f71e49ef4441a074026b3c9d3537bf1b', operation='DELETE', pgid='pgtrigger_delete_delete_0abff', table='projects_project_co_units', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='130f771daf335a08e99c17809be9659080ec980a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d9e37', table='projects_phasechange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_project', sql=backoffice.triggers.EffectSQL(func='UPDATE projects_project SET phase = NEW.phase WHERE id = NEW.project_id AND phase IS DISTINCT FROM NEW.phase; RETURN NULL;', hash='8b3fd95c6989177f923c278cfd2a6cb98311dc60', operation='INSERT', pgid='pgtrigger_repeated_on_the_project_d21a2', table='projects_phasechange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_phasechangeevent" ("from_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "project_id") VALUES (NEW."from_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."phase", NEW."project_id"); RETURN NULL;', hash='d40407037969dcf4bbb9593b0827153706b07622', operation='INSERT', pgid='pgtrigger_insert_insert_af16f', table='projects_phasechange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_phasechangeevent" ("from_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "project_id") VALUES (NEW."from_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."phase", NEW."project_id"); RETURN NULL;', hash='04cacb2273b595a723b561f3b19ee24e8789f964', operation='UPDATE', pgid='pgtrigger_update_update_c2fe7', table='projects_phasechange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_phasechangeevent" ("from_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "project_id") VALUES (OLD."from_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."phase", OLD."project_id"); RETURN NULL;', hash='8beb7b5ddcf4489ff2ce0501938a83c059bd9d1b', operation='DELETE', pgid='pgtrigger_delete_delete_d44d2', table='projects_phasechange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='by_triggers_alone', sql=backoffice.triggers.GuardSQL(func="IF pg_trigger_depth() = 1 THEN RAISE EXCEPTION 'this fact follows from its record' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='877875aef71ee5e1d869224e86fb304426e82c8b', operation='INSERT OR UPDATE', pgid='pgtrigger_by_triggers_alone_4ba06', table='projects_placement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'to_at') IS DISTINCT FROM (to_jsonb(NEW) - 'to_at') OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='1d5afaae4c0b29df1f67ec1083151f2423b583fd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_074af', table='projects_placement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_placementevent" ("from_at", "id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "to_at") VALUES (NEW."from_at", NEW."id", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."to_at"); RETURN NULL;', hash='5afe8f5bf59dc9ef1764fea91945929c2ec56e89', operation='INSERT', pgid='pgtrigger_insert_insert_a10c7', table='projects_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_placementevent" ("from_at", "id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "to_at") VALUES (NEW."from_at", NEW."id", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."to_at"); RETURN NULL;', hash='f9f3a482e3e022a0cfc3dde00e331f81197aa350', operation='UPDATE', pgid='pgtrigger_update_update_5441c', table='projects_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_placementevent" ("from_at", "id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "to_at") VALUES (OLD."from_at", OLD."id", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."to_at"); RETURN NULL;', hash='72032422454bd53a567c046b0c646b70b83c7988', operation='DELETE', pgid='pgtrigger_delete_delete_c1fc2', table='projects_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='4dd5f4e18fa6aae6942087aefee43da7c9f1197d', operation='UPDATE', pgid='pgtrigger_counts_edits_75bcf', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='approval_locks', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (OLD.approved_at IS NOT NULL) AND (NEW.code IS DISTINCT FROM OLD.code OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.plan_year IS DISTINCT FROM OLD.plan_year OR NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.starts_on IS DISTINCT FROM OLD.starts_on OR NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id OR NEW.at IS DISTINCT FROM OLD.at) THEN RAISE EXCEPTION 'approved: code, category, year, programme and start are locked' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='bb6909f7b221ce68acc41a9cb439b5b84fe753ef', operation='UPDATE', pgid='pgtrigger_approval_locks_51a37', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='follows_decisions', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (TRUE) AND (NEW.cancelled_on IS DISTINCT FROM OLD.cancelled_on OR NEW.cancel_reason IS DISTINCT FROM OLD.cancel_reason) THEN RAISE EXCEPTION 'a cancellation needs an approved request' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='5a3fcd51f43e31df4399466693591e096bebbfcd', operation='UPDATE', pgid='pgtrigger_follows_decisions_fbea7', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='approved_is_kept', sql=backoffice.triggers.GuardSQL(func="IF OLD.approved_at IS NOT NULL THEN RAISE EXCEPTION 'an approved project is never deleted' USING ERRCODE = 'check_violation'; END IF; RETURN OLD;", hash='4ec52b201c4576524115d4327b548c582bd9204a', operation='DELETE', pgid='pgtrigger_approved_is_kept_a7a64', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='records_people', sql=backoffice.triggers.EffectSQL(func="\n                IF pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR (OLD.unit_id, OLD.steward_id, OLD.leader_id)\n                        IS DISTINCT FROM (NEW.unit_id, NEW.steward_id, NEW.leader_id)) THEN\n                    INSERT INTO projects_assignment (project_id, unit_id, steward_id, leader_id, from_at)\n                    VALUES (NEW.id, NEW.unit_id, NEW.steward_id, NEW.leader_id,\n                            CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END);\n                END IF;\n                 RETURN NULL;", hash='01bab8b47e1b8a7109270c23d0a14a05aa684c87', operation='INSERT OR UPDATE OF "unit_id", "steward_id", "leader_id"', pgid='pgtrigger_records_people_fb404', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='stands_under_a_programme', sql=backoffice.triggers.GuardSQL(condition='WHEN (NEW."parent_id" IS NOT NULL)', func="\n                    -- One at a time, so that of two moves at once the second sees the first.\n                    PERFORM pg_advisory_xact_lock(hashtext('programmes'));\n                    IF EXISTS (SELECT FROM projects_project WHERE id = NEW.parent_id AND parent_id IS NOT NULL)\n                        OR EXISTS (SELECT FROM projects_project WHERE parent_id = NEW.id) THEN\n                        RAISE EXCEPTION 'programme and works are two levels: a programme stands under no other' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='92e5bc9431a83accbb1acfd9575504953f7e3a49', operation='INSERT OR UPDATE OF "parent_id"', pgid='pgtrigger_stands_under_a_programme_60d8d', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='records_parent', sql=backoffice.triggers.EffectSQL(func="\n                IF TG_OP = 'UPDATE' AND OLD.at IS DISTINCT FROM NEW.at THEN\n                    -- What nobody has approved may count as recorded at another instant, and its place with it.\n                    DELETE FROM projects_placement WHERE project_id = NEW.id;\n                    INSERT INTO projects_placement (project_id, parent_id, from_at)\n                    SELECT NEW.id, NEW.parent_id, NEW.at WHERE NEW.parent_id IS NOT NULL;\n                ELSIF TG_OP = 'INSERT' OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN\n                    UPDATE projects_placement SET to_at = GREATEST(clock_timestamp(), from_at)\n                    WHERE project_id = NEW.id AND to_at IS NULL;\n                    INSERT INTO projects_placement (project_id, parent_id, from_at)\n                    SELECT NEW.id, NEW.parent_id, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END\n                    WHERE NEW.parent_id IS NOT NULL;\n                END IF;\n                 RETURN NULL;", hash='8bca8112bf2f5c2bd0022c62c017ab5af2f1cba5', operation='INSERT OR UPDATE OF "parent_id", "at"', pgid='pgtrigger_records_parent_95ad1', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='records_phase', sql=backoffice.triggers.EffectSQL(func="\n                IF pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR OLD.phase IS DISTINCT FROM NEW.phase) THEN\n                    INSERT INTO projects_phasechange (project_id, phase, from_at)\n                    VALUES (NEW.id, NEW.phase, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END);\n                END IF;\n                 RETURN NULL;", hash='155db3420cfebed8c412d20531c107b1435423ba', operation='INSERT OR UPDATE OF "phase"', pgid='pgtrigger_records_phase_5c9fa', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_projectevent" ("approved_at", "approved_by_id", "at", "cancel_reason", "cancelled_on", "category_id", "code", "continues_id", "id", "label", "leader_id", "location", "name", "note", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_year", "source_line", "starts_on", "steward_id", "unit_id", "version") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."at", NEW."cancel_reason", NEW."cancelled_on", NEW."category_id", NEW."code", NEW."continues_id", NEW."id", NEW."label", NEW."leader_id", NEW."location", NEW."name", NEW."note", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."phase", NEW."plan_year", NEW."source_line", NEW."starts_on", NEW."steward_id", NEW."unit_id", NEW."version"); RETURN NULL;', hash='83f6bddc3e09698b4454bdb6711e82be4408ee01', operation='INSERT', pgid='pgtrigger_insert_insert_2e147', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_projectevent" ("approved_at", "approved_by_id", "at", "cancel_reason", "cancelled_on", "category_id", "code", "continues_id", "id", "label", "leader_id", "location", "name", "note", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_year", "source_line", "starts_on", "steward_id", "unit_id", "version") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."at", NEW."cancel_reason", NEW."cancelled_on", NEW."category_id", NEW."code", NEW."continues_id", NEW."id", NEW."label", NEW."leader_id", NEW."location", NEW."name", NEW."note", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."phase", NEW."plan_year", NEW."source_line", NEW."starts_on", NEW."steward_id", NEW."unit_id", NEW."version"); RETURN NULL;', hash='310d1bb0010ab043262a8e0f14018f0a817ef64f', operation='UPDATE', pgid='pgtrigger_update_update_804c3', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_projectevent" ("approved_at", "approved_by_id", "at", "cancel_reason", "cancelled_on", "category_id", "code", "continues_id", "id", "label", "leader_id", "location", "name", "note", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_year", "source_line", "starts_on", "steward_id", "unit_id", "version") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."at", OLD."cancel_reason", OLD."cancelled_on", OLD."category_id", OLD."code", OLD."continues_id", OLD."id", OLD."label", OLD."leader_id", OLD."location", OLD."name", OLD."note", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."phase", OLD."plan_year", OLD."source_line", OLD."starts_on", OLD."steward_id", OLD."unit_id", OLD."version"); RETURN NULL;', hash='3ca68b7bf058c871801d05e911ffe518d73e4b53', operation='DELETE', pgid='pgtrigger_delete_delete_2192f', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegiven',
            trigger=pgtrigger.compiler.Trigger(name='counts_as_an_edit', sql=backoffice.triggers.EffectSQL(func="UPDATE projects_user SET version = version + 1 WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.user_id ELSE NEW.user_id END; RETURN NULL;", hash='636dc6f511099196d2eea1d4387c0e3d44ad9bf0', operation='INSERT OR DELETE', pgid='pgtrigger_counts_as_an_edit_6956c', table='projects_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegiven',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_rolegivenevent" ("group_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."group_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."user_id"); RETURN NULL;', hash='e82cf0a15551d8a9caf47247f38d7b6127ef533a', operation='INSERT', pgid='pgtrigger_insert_insert_d77ea', table='projects_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegiven',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_rolegivenevent" ("group_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."group_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."user_id"); RETURN NULL;', hash='9e8f8e1d0f76afb0760feb3d6d7c5f7fde39721a', operation='UPDATE', pgid='pgtrigger_update_update_040ad', table='projects_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegiven',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_rolegivenevent" ("group_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (OLD."group_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."user_id"); RETURN NULL;', hash='ac1b9459ec78c9b3869a2f0c485a459c4e465db2', operation='DELETE', pgid='pgtrigger_delete_delete_47b03', table='projects_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='f13fc233c54ba04742e15aef325ba50b19ed061d', operation='UPDATE', pgid='pgtrigger_counts_edits_28dbb', table='projects_target', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='approval_locks', sql=backoffice.triggers.GuardSQL(func="\n                    IF (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL AND (\n                        TG_OP = 'DELETE' OR (OLD.project_id, OLD.value, OLD.unit, OLD.nature, OLD.start_value)\n                        IS DISTINCT FROM (NEW.project_id, NEW.value, NEW.unit, NEW.nature, NEW.start_value)) THEN\n                        RAISE EXCEPTION 'approved: value, unit and nature of a quantity are locked' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='7ca3eca561f2a4c29b8d065632e1db8f448fb281', operation='UPDATE OR DELETE', pgid='pgtrigger_approval_locks_f62e3', table='projects_target', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_targetevent" ("as_written", "id", "measure", "nature", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "qualifier", "source_line", "start_value", "unit", "value", "value_max", "version") VALUES (NEW."as_written", NEW."id", NEW."measure", NEW."nature", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."qualifier", NEW."source_line", NEW."start_value", NEW."unit", NEW."value", NEW."value_max", NEW."version"); RETURN NULL;', hash='9c514a8df97fd912563518f18ed4eba505ea8f9d', operation='INSERT', pgid='pgtrigger_insert_insert_9ce37', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_targetevent" ("as_written", "id", "measure", "nature", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "qualifier", "source_line", "start_value", "unit", "value", "value_max", "version") VALUES (NEW."as_written", NEW."id", NEW."measure", NEW."nature", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."qualifier", NEW."source_line", NEW."start_value", NEW."unit", NEW."value", NEW."value_max", NEW."version"); RETURN NULL;', hash='37d18e90f9cb9eca6a2a3e7734f4428fd5e3dab8', operation='UPDATE', pgid='pgtrigger_update_update_c534d', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_targetevent" ("as_written", "id", "measure", "nature", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "qualifier", "source_line", "start_value", "unit", "value", "value_max", "version") VALUES (OLD."as_written", OLD."id", OLD."measure", OLD."nature", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."qualifier", OLD."source_line", OLD."start_value", OLD."unit", OLD."value", OLD."value_max", OLD."version"); RETURN NULL;', hash='18fd0f21e1989ebc87dd1fb01160fc3ded3debfb', operation='DELETE', pgid='pgtrigger_delete_delete_d5422', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='0b0c8c91e3134d51d70888709e083f17b76d7309', operation='UPDATE', pgid='pgtrigger_counts_edits_b86a8', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_unitevent" ("code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."code", NEW."generated", NEW."head_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."version"); RETURN NULL;', hash='8d9a8fa1df080603cacba0512b554677e2ebbdfa', operation='INSERT', pgid='pgtrigger_insert_insert_c5bbc', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_unitevent" ("code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."code", NEW."generated", NEW."head_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='662ebdf8157b20cd454d0c382775b73011e9c051', operation='UPDATE', pgid='pgtrigger_update_update_c8955', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_unitevent" ("code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."code", OLD."generated", OLD."head_id", OLD."id", OLD."kind", OLD."name", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."version"); RETURN NULL;', hash='976ad67538c92fb22f91150e46d68177f3c553ef', operation='DELETE', pgid='pgtrigger_delete_delete_ba8d5', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'last_login' - 'password' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'last_login' - 'password' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='179d9d17bcb31419bcdaca3fab9d7794faa157f9', operation='UPDATE', pgid='pgtrigger_counts_edits_563b4', table='projects_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_userevent" ("away_from", "away_until", "date_joined", "email", "generated", "id", "is_active", "is_staff", "is_superuser", "language", "must_change_password", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "username", "version") VALUES (NEW."away_from", NEW."away_until", NEW."date_joined", NEW."email", NEW."generated", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."must_change_password", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."phone", NEW."unit_id", NEW."username", NEW."version"); RETURN NULL;', hash='7613499b2f1da9ae50b5bb9e97d9c8362097cea5', operation='INSERT', pgid='pgtrigger_insert_insert_ab1d0', table='projects_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD."away_from" IS DISTINCT FROM (NEW."away_from") OR OLD."away_until" IS DISTINCT FROM (NEW."away_until") OR OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."generated" IS DISTINCT FROM (NEW."generated") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."must_change_password" IS DISTINCT FROM (NEW."must_change_password") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."username" IS DISTINCT FROM (NEW."username") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "projects_userevent" ("away_from", "away_until", "date_joined", "email", "generated", "id", "is_active", "is_staff", "is_superuser", "language", "must_change_password", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "username", "version") VALUES (NEW."away_from", NEW."away_until", NEW."date_joined", NEW."email", NEW."generated", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."must_change_password", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."phone", NEW."unit_id", NEW."username", NEW."version"); RETURN NULL;', hash='40b7e3066ddb9a3704e10bb4067d442c67a3abb3', operation='UPDATE', pgid='pgtrigger_update_update_71fc3', table='projects_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_userevent" ("away_from", "away_until", "date_joined", "email", "generated", "id", "is_active", "is_staff", "is_superuser", "language", "must_change_password", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "username", "version") VALUES (OLD."away_from", OLD."away_until", OLD."date_joined", OLD."email", OLD."generated", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."language", OLD."must_change_password", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."phone", OLD."unit_id", OLD."username", OLD."version"); RETURN NULL;', hash='5ac0146c820b14766c9f731ee9217ad8c649396c', operation='DELETE', pgid='pgtrigger_delete_delete_351a3', table='projects_user', when='AFTER')),
        ),
    ]
