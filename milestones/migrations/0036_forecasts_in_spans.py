"""Forecasts are part of the spans: a light needs no look at the reports of a milestone."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from milestones.rules.installed_functions import frozen

DROPPED = "DROP FUNCTION spans_of(bigint[]);"

# From the facts as they stand, in parts; the triggers made above keep out who writes one meanwhile.
LAID = """
DO $$
DECLARE part bigint[];
BEGIN
    TRUNCATE milestones_span;
    FOR part IN SELECT array_agg(id) FROM milestones_milestone GROUP BY id / 10000 LOOP
        INSERT INTO milestones_span (
            milestone_id, project_id, from_day, to_day, state, baseline_first, baseline_due, quantity, claimed_on, finished_on,
            confirmed_on, cancelled_on, suspended_on, returned_times{columns})
        SELECT * FROM spans_of(part);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0035_nightly_verification'),
    ]

    operations = [
        # Back in the order of the end: the columns go last, and what reads them before.
        migrations.RunSQL(migrations.RunSQL.noop, LAID.format(columns="")),
        migrations.RunSQL(DROPPED, frozen("0034_spans")),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='lays_spans',
        ),
        migrations.AddField(
            model_name='span',
            name='forecast_due',
            field=models.DateField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='lays_spans', sql=backoffice.triggers.EffectSQL(func="IF TG_OP = 'UPDATE' AND (NEW.project_id, NEW.at, NEW.cancelled_on, NEW.first_forecast) IS NOT DISTINCT FROM (OLD.project_id, OLD.at, OLD.cancelled_on, OLD.first_forecast) THEN RETURN NULL; END IF; PERFORM lay_spans(ARRAY[COALESCE(NEW.id, OLD.id)]); RETURN NULL;", hash='b0c4cd001c0e7866e1af5eafcceb78386be6279e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lays_spans_4652b', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='lays_spans', sql=backoffice.triggers.EffectSQL(func='IF NOT (COALESCE(NEW.forecast_due, OLD.forecast_due) IS NOT NULL) THEN RETURN NULL; END IF; PERFORM lay_spans(ARRAY[COALESCE(NEW.milestone_id, OLD.milestone_id)]); RETURN NULL;', hash='d730a50e0da5ecc17231b49410ba45986cbc64e3', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lays_spans_bc03a', table='milestones_progressreport', when='AFTER')),
        ),
        migrations.RunSQL(frozen("0036_spans"), DROPPED),
        migrations.RunSQL(LAID.format(columns=", forecast_due"), migrations.RunSQL.noop),
        migrations.RunSQL(frozen("0036_standing"), frozen("0034_standing")),
    ]
