"""Lists, heads, telephones and co-operating units are dated; a draft that promises something else doubts its figures."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0016_promised_before_approval'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='keeps_words',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='records_parent',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='keeps_words',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='keeps_words',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='kept_by_two',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='keeps_co_units', sql=backoffice.triggers.EffectSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    INSERT INTO projects_wording (kind, record, words, to_at)\n                    SELECT 'co_units', one.id, jsonb_build_object('units', COALESCE((\n                        SELECT jsonb_agg(unit_id) FROM projects_project_co_units WHERE project_id = one.id), '[]')),\n                        clock_timestamp()\n                    FROM projects_project one\n                    WHERE day_has_ended(at)\n                        AND id = CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='7d34ef7f4efb84b22c13e6cb2a415bc9445d83b7', operation='INSERT OR DELETE', pgid='pgtrigger_keeps_co_units_aac23', table='projects_project_co_units', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."label", OLD."list", OLD."category_id", OLD."plan_year", OLD."continues_id", OLD."starts_on", OLD."location", OLD."source_line", OLD."note") IS DISTINCT FROM ROW(NEW."name", NEW."label", NEW."list", NEW."category_id", NEW."plan_year", NEW."continues_id", NEW."starts_on", NEW."location", NEW."source_line", NEW."note") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'project\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'label\', OLD."label", \'list\', OLD."list", \'category_id\', OLD."category_id", \'plan_year\', OLD."plan_year", \'continues_id\', OLD."continues_id", \'starts_on\', OLD."starts_on", \'location\', OLD."location", \'source_line\', OLD."source_line", \'note\', OLD."note"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='26e4e8b2833002e9284d96b0562fa09d93cf7e69', operation='UPDATE OF "name", "label", "list", "category_id", "plan_year", "continues_id", "starts_on", "location", "source_line", "note"', pgid='pgtrigger_keeps_words_24dc2', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='records_parent', sql=backoffice.triggers.EffectSQL(func="\n                IF TG_OP = 'UPDATE' AND OLD.at IS DISTINCT FROM NEW.at THEN\n                    -- What nobody has approved may count as recorded at another instant: its place and words with it.\n                    DELETE FROM projects_placement WHERE project_id = NEW.id;\n                    DELETE FROM projects_wording WHERE kind IN ('project', 'co_units') AND record = NEW.id;\n                    INSERT INTO projects_placement (project_id, parent_id, from_at)\n                    SELECT NEW.id, NEW.parent_id, NEW.at WHERE NEW.parent_id IS NOT NULL;\n                ELSIF TG_OP = 'INSERT' OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN\n                    UPDATE projects_placement SET to_at = GREATEST(clock_timestamp(), from_at)\n                    WHERE project_id = NEW.id AND to_at IS NULL;\n                    INSERT INTO projects_placement (project_id, parent_id, from_at)\n                    SELECT NEW.id, NEW.parent_id, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END\n                    WHERE NEW.parent_id IS NOT NULL;\n                END IF;\n                 RETURN NULL;", hash='5a8ca7c4a9c4714efc2183cf1ec84ec0f702710f', operation='INSERT OR UPDATE OF "parent_id", "at"', pgid='pgtrigger_records_parent_95ad1', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='promise_doubts_figures', sql=backoffice.triggers.EffectSQL(func="\n        IF ROW(NEW.value, NEW.value_max, NEW.nature, NEW.per, NEW.start_value)\n            IS DISTINCT FROM ROW(OLD.value, OLD.value_max, OLD.nature, OLD.per, OLD.start_value) THEN\n            UPDATE milestones_progressreport SET state = 'pending', doubted_at = clock_timestamp()\n            WHERE target_id = NEW.id AND state = 'clear' AND quantity > GREATEST(COALESCE(NEW.value_max, NEW.value) / 2, 2);\n        END IF;\n         RETURN NULL;", hash='dd5814ce1e17f865218b0e944177dbebe3e0f0ca', operation='UPDATE OF "value", "value_max", "nature", "per", "start_value"', pgid='pgtrigger_promise_doubts_figures_374dc', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."kind", OLD."head_id") IS DISTINCT FROM ROW(NEW."name", NEW."kind", NEW."head_id") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'unit\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'kind\', OLD."kind", \'head_id\', OLD."head_id"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='a2d3c6708cc9acf2af67ea09e1d4a549d4d88932', operation='UPDATE OF "name", "kind", "head_id"', pgid='pgtrigger_keeps_words_249ba', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."phone") IS DISTINCT FROM ROW(NEW."name", NEW."phone") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'user\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'phone\', OLD."phone"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='c81f5ad68ad107e41d1c152adff8bc97810365c2', operation='UPDATE OF "name", "phone"', pgid='pgtrigger_keeps_words_eb4e4', table='projects_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='kept_by_two', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;\n                    IF NEW.is_superuser AND (TG_OP = 'INSERT' OR NOT OLD.is_superuser) AND (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.id)) THEN\n                        RAISE EXCEPTION 'only the first administrator is made by one person' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;\n                    IF NEW.email <> '' AND NEW.email <> OLD.email THEN\n                        RAISE EXCEPTION 'an address changes by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.is_active AND NOT OLD.is_active AND (OLD.is_superuser OR EXISTS (\n                        SELECT FROM projects_user_groups given JOIN auth_group named ON named.id = given.group_id\n                        WHERE given.user_id = NEW.id AND named.name IN ('admin', 'auditor', 'supervisor'))) THEN\n                        RAISE EXCEPTION 'an account that decides is opened again by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF OLD.must_change_password AND NOT NEW.must_change_password AND NEW.password = OLD.password THEN\n                        RAISE EXCEPTION 'the choice of a password ends by choosing one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='8fa4f7acefdf7870d54a5362eb65c2c4daf21455', operation='INSERT OR UPDATE', pgid='pgtrigger_kept_by_two_34b9c', table='projects_user', when='BEFORE')),
        ),
    ]
