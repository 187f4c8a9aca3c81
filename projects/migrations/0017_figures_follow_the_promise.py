"""Figures believed on a draft's promise come into doubt when the draft promises something else."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0016_promised_before_approval'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='promise_doubts_figures', sql=backoffice.triggers.EffectSQL(func="\n        IF ROW(NEW.value, NEW.value_max, NEW.nature, NEW.per, NEW.start_value)\n            IS DISTINCT FROM ROW(OLD.value, OLD.value_max, OLD.nature, OLD.per, OLD.start_value) THEN\n            UPDATE milestones_progressreport SET state = 'pending', doubted_at = clock_timestamp()\n            WHERE target_id = NEW.id AND state = 'clear' AND quantity > GREATEST(COALESCE(NEW.value_max, NEW.value) / 2, 2);\n        END IF;\n         RETURN NULL;", hash='dd5814ce1e17f865218b0e944177dbebe3e0f0ca', operation='UPDATE OF "value", "value_max", "nature", "per", "start_value"', pgid='pgtrigger_promise_doubts_figures_374dc', table='projects_target', when='AFTER')),
        ),
    ]
