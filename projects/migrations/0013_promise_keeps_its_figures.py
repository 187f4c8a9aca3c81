"""A promise keeps the figures of its quantities, so that each is written by the one writer; what was written stands."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0012_facts_are_recorded_now'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='promise',
            name='takes_the_words',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='takes_the_words', sql=backoffice.triggers.GuardSQL(func="\n    SELECT name, label, source_line, COALESCE(approved_at, at) INTO NEW.name, NEW.label, NEW.source_line, NEW.at\n    FROM projects_project WHERE id = NEW.project_id;\n    SELECT COALESCE(jsonb_agg(jsonb_build_object(\n        'measure', measure, 'line', source_line, 'as_written', as_written, 'value', trim_scale(value)::text,\n        'value_max', trim_scale(value_max)::text, 'unit', unit, 'qualifier', qualifier) ORDER BY id), '[]')\n    INTO NEW.quantities FROM projects_target WHERE project_id = NEW.project_id;\n    RETURN NEW;\n", hash='54c63d65eb748c7990c9e976989785345d750a76', operation='INSERT', pgid='pgtrigger_takes_the_words_3f627', table='projects_promise', when='BEFORE')),
        ),
    ]
