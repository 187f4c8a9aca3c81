"""Lists and co-operating units are dated; a draft that promises something else doubts its figures."""

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
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='keeps_co_units', sql=backoffice.triggers.EffectSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    INSERT INTO projects_wording (kind, record, words, to_at)\n                    SELECT 'co_units', one.id, jsonb_build_object('units', COALESCE((\n                        SELECT jsonb_agg(unit_id) FROM projects_project_co_units WHERE project_id = one.id), '[]')),\n                        clock_timestamp()\n                    FROM projects_project one\n                    WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='47166b92de5cc4e95e9b9720a983e64da87b0b0a', operation='INSERT OR DELETE', pgid='pgtrigger_keeps_co_units_aac23', table='projects_project_co_units', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."label", OLD."list", OLD."category_id", OLD."plan_year", OLD."continues_id", OLD."starts_on", OLD."location", OLD."source_line", OLD."note") IS DISTINCT FROM ROW(NEW."name", NEW."label", NEW."list", NEW."category_id", NEW."plan_year", NEW."continues_id", NEW."starts_on", NEW."location", NEW."source_line", NEW."note") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'project\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'label\', OLD."label", \'list\', OLD."list", \'category_id\', OLD."category_id", \'plan_year\', OLD."plan_year", \'continues_id\', OLD."continues_id", \'starts_on\', OLD."starts_on", \'location\', OLD."location", \'source_line\', OLD."source_line", \'note\', OLD."note"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='26e4e8b2833002e9284d96b0562fa09d93cf7e69', operation='UPDATE OF "name", "label", "list", "category_id", "plan_year", "continues_id", "starts_on", "location", "source_line", "note"', pgid='pgtrigger_keeps_words_24dc2', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='promise_doubts_figures', sql=backoffice.triggers.EffectSQL(func="\n        IF ROW(NEW.value, NEW.value_max, NEW.nature, NEW.per, NEW.start_value)\n            IS DISTINCT FROM ROW(OLD.value, OLD.value_max, OLD.nature, OLD.per, OLD.start_value) THEN\n            UPDATE milestones_progressreport SET state = 'pending', doubted_at = clock_timestamp()\n            WHERE target_id = NEW.id AND state = 'clear' AND quantity > GREATEST(COALESCE(NEW.value_max, NEW.value) / 2, 2);\n        END IF;\n         RETURN NULL;", hash='dd5814ce1e17f865218b0e944177dbebe3e0f0ca', operation='UPDATE OF "value", "value_max", "nature", "per", "start_value"', pgid='pgtrigger_promise_doubts_figures_374dc', table='projects_target', when='AFTER')),
        ),
    ]
