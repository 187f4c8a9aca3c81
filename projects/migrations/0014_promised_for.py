"""What a quantity is promised for; of the register, what each day, month or street is promised says so from now on."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations, models

# Past days keep the words of then. What approval locks is opened for this one statement.
OF_THE_REGISTER = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE projects_target DISABLE TRIGGER pgtrigger_approval_locks_f62e3;
UPDATE projects_target t SET per = said.per, measure = said.measure
FROM projects_project p, (VALUES
    ('2023-CJ-035', '日均刷洗标线', 'day', '刷洗标线'),
    ('2023-CJ-035', '日均刷洗护栏', 'day', '刷洗护栏'),
    ('2024-MS-003', '每个街道综合体', 'street', '“嵌入式”养老服务综合体'),
    ('2024-MS-028', '每月服务', 'month', '下社区服务')
) said (code, was, per, measure)
WHERE p.id = t.project_id AND p.code = said.code AND t.measure = said.was
  AND NOT EXISTS (SELECT FROM projects_target o WHERE o.project_id = t.project_id AND o.measure = said.measure);
ALTER TABLE projects_target ENABLE TRIGGER pgtrigger_approval_locks_f62e3;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0013_promise_keeps_its_figures'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='promise',
            name='takes_the_words',
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
            model_name='target',
            name='keeps_words',
        ),
        migrations.AddField(
            model_name='target',
            name='per',
            field=models.CharField(choices=[('total', 'in total'), ('day', 'each day'), ('week', 'each week'), ('month', 'each month'), ('quarter', 'each quarter'), ('street', 'each street')], db_default='total', default='total', help_text='In total, or anew each time: a promise for each month has no total, and no milestone counts it up.', max_length=8, verbose_name='promised for'),
        ),
        migrations.AddField(
            model_name='targetevent',
            name='per',
            field=models.CharField(choices=[('total', 'in total'), ('day', 'each day'), ('week', 'each week'), ('month', 'each month'), ('quarter', 'each quarter'), ('street', 'each street')], db_default='total', default='total', help_text='In total, or anew each time: a promise for each month has no total, and no milestone counts it up.', max_length=8, verbose_name='promised for'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='takes_the_words', sql=backoffice.triggers.GuardSQL(func="\n    SELECT name, label, source_line, COALESCE(approved_at, at) INTO NEW.name, NEW.label, NEW.source_line, NEW.at\n    FROM projects_project WHERE id = NEW.project_id;\n    SELECT COALESCE(jsonb_agg(jsonb_build_object(\n        'measure', measure, 'line', source_line, 'as_written', as_written, 'value', trim_scale(value)::text,\n        'value_max', trim_scale(value_max)::text, 'unit', unit, 'qualifier', qualifier,\n        'per', per) ORDER BY id), '[]')\n    INTO NEW.quantities FROM projects_target WHERE project_id = NEW.project_id;\n    RETURN NEW;\n", hash='48a1d83a2ed6ebce887ebdc6abdd6780a8d852ff', operation='INSERT', pgid='pgtrigger_takes_the_words_3f627', table='projects_promise', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."measure", OLD."value", OLD."unit", OLD."nature", OLD."start_value", OLD."as_written", OLD."qualifier", OLD."value_max", OLD."per", OLD."source_line") IS DISTINCT FROM ROW(NEW."measure", NEW."value", NEW."unit", NEW."nature", NEW."start_value", NEW."as_written", NEW."qualifier", NEW."value_max", NEW."per", NEW."source_line") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'target\', OLD.id, jsonb_build_object(\'measure\', OLD."measure", \'value\', OLD."value", \'unit\', OLD."unit", \'nature\', OLD."nature", \'start_value\', OLD."start_value", \'as_written\', OLD."as_written", \'qualifier\', OLD."qualifier", \'value_max\', OLD."value_max", \'per\', OLD."per", \'source_line\', OLD."source_line"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='e2ea218e1fec2cb4df88ecc9c02cfe662f18f144', operation='UPDATE OF "measure", "value", "unit", "nature", "start_value", "as_written", "qualifier", "value_max", "per", "source_line"', pgid='pgtrigger_keeps_words_f6327', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_targetevent" ("as_written", "id", "measure", "nature", "per", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "qualifier", "source_line", "start_value", "unit", "value", "value_max", "version") VALUES (NEW."as_written", NEW."id", NEW."measure", NEW."nature", NEW."per", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."qualifier", NEW."source_line", NEW."start_value", NEW."unit", NEW."value", NEW."value_max", NEW."version"); RETURN NULL;', hash='408a2c9a89c7fecdf57bac9af2e9444646f105f5', operation='INSERT', pgid='pgtrigger_insert_insert_9ce37', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_targetevent" ("as_written", "id", "measure", "nature", "per", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "qualifier", "source_line", "start_value", "unit", "value", "value_max", "version") VALUES (NEW."as_written", NEW."id", NEW."measure", NEW."nature", NEW."per", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."qualifier", NEW."source_line", NEW."start_value", NEW."unit", NEW."value", NEW."value_max", NEW."version"); RETURN NULL;', hash='2534e49475e1f42c9eaa20eb0674396818aa9d80', operation='UPDATE', pgid='pgtrigger_update_update_c534d', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_targetevent" ("as_written", "id", "measure", "nature", "per", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "qualifier", "source_line", "start_value", "unit", "value", "value_max", "version") VALUES (OLD."as_written", OLD."id", OLD."measure", OLD."nature", OLD."per", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."qualifier", OLD."source_line", OLD."start_value", OLD."unit", OLD."value", OLD."value_max", OLD."version"); RETURN NULL;', hash='6086f4935125b3fd42ad3ece93fd8614e72ed3ce', operation='DELETE', pgid='pgtrigger_delete_delete_d5422', table='projects_target', when='AFTER')),
        ),
        migrations.RunSQL(OF_THE_REGISTER, migrations.RunSQL.noop),
    ]
