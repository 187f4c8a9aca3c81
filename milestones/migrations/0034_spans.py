"""The schedule of milestones as spans: laid from the facts, and kept by a trigger on each of them."""

import backoffice.triggers
import datetime
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import milestones.models.span
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from milestones.rules.installed_functions import frozen

# From the facts as they stand, in parts; the triggers made above keep out who writes one meanwhile.
LAID = """
DO $$
DECLARE part bigint[];
BEGIN
    FOR part IN SELECT array_agg(id) FROM milestones_milestone GROUP BY id / 10000 LOOP
        INSERT INTO milestones_span (
            milestone_id, project_id, from_day, to_day, state, baseline_first, baseline_due, quantity, claimed_on, finished_on,
            confirmed_on, cancelled_on, suspended_on, returned_times)
        SELECT * FROM spans_of(part);
    END LOOP;
END $$;
"""

# Triggers alone write them.
KEPT = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN
        REVOKE INSERT, UPDATE, DELETE ON milestones_span FROM tiexi_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0033_nights_are_kept'),
        ('projects', '0025_three_levels_of_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='Span',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='spans', to='milestones.milestone')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project')),
                ('from_day', models.DateField()),
                ('to_day', milestones.models.span.EndlessDateField()),
                ('state', models.CharField(choices=[('running', 'Running'), ('awaiting', 'Awaiting'), ('finished', 'Finished'), ('suspended', 'Suspended'), ('unplanned', 'Unplanned'), ('cancelled', 'Cancelled')], max_length=9)),
                ('baseline_first', models.DateField(null=True)),
                ('baseline_due', models.DateField(null=True)),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('claimed_on', models.DateField(null=True)),
                ('finished_on', models.DateField(null=True)),
                ('confirmed_on', models.DateField(null=True)),
                ('cancelled_on', models.DateField(null=True)),
                ('suspended_on', models.DateField(null=True)),
                ('returned_times', models.IntegerField()),
                ('overdue_on', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.RawSQL("CASE WHEN state = 'running' AND to_day > baseline_due + 1\n    THEN daterange(GREATEST(from_day, baseline_due + 1), NULLIF(to_day, 'infinity')) ELSE 'empty'::daterange END", []), output_field=django.contrib.postgres.fields.ranges.DateRangeField())),
            ],
            options={
                'verbose_name': 'span',
                'verbose_name_plural': 'spans',
                'default_permissions': (),
            },
        ),
        migrations.RunSQL(frozen("0034_spans"), "DROP FUNCTION lay_spans(bigint[]); DROP FUNCTION spans_of(bigint[])"),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='lays_spans', sql=backoffice.triggers.EffectSQL(func=' PERFORM lay_spans(ARRAY[COALESCE(NEW.milestone_id, OLD.milestone_id)]); RETURN NULL;', hash='f76e42ad00aeced52deb9a2381cce0838e9d9454', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lays_spans_23241', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='lays_spans', sql=backoffice.triggers.EffectSQL(func=' PERFORM lay_spans(ARRAY[COALESCE(NEW.milestone_id, OLD.milestone_id)]); RETURN NULL;', hash='92bcca1f70a6c751b2ad90af8d1469ce42e873b7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lays_spans_1234f', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='lays_spans', sql=backoffice.triggers.EffectSQL(func="IF TG_OP = 'UPDATE' AND (NEW.project_id, NEW.at, NEW.cancelled_on) IS NOT DISTINCT FROM (OLD.project_id, OLD.at, OLD.cancelled_on) THEN RETURN NULL; END IF; PERFORM lay_spans(ARRAY[COALESCE(NEW.id, OLD.id)]); RETURN NULL;", hash='bd39a0cfaafb56f9c803d77556614c4d24cbbc70', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lays_spans_4652b', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='lays_spans', sql=backoffice.triggers.EffectSQL(func='PERFORM FROM projects_project WHERE id = COALESCE(NEW.project_id, OLD.project_id) FOR NO KEY UPDATE; PERFORM lay_spans(ARRAY(SELECT id FROM milestones_milestone WHERE project_id = COALESCE(NEW.project_id, OLD.project_id))); RETURN NULL;', hash='36d197bdaf5c95b951c50a661fc669622de8e7a7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lays_spans_755f5', table='milestones_suspension', when='AFTER')),
        ),
        migrations.RunSQL(LAID, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='span',
            constraint=models.UniqueConstraint(fields=('milestone', 'from_day'), name='one_span_from_a_day'),
        ),
        migrations.AddIndex(
            model_name='span',
            index=django.contrib.postgres.indexes.GistIndex(fields=['overdue_on'], name='span_overdue'),
        ),
        migrations.AddIndex(
            model_name='span',
            index=models.Index(condition=models.Q(('to_day', datetime.date(9999, 12, 31))), fields=['state', 'baseline_due', 'milestone'], name='span_in_force'),
        ),
        migrations.RunSQL(frozen("0034_standing"), frozen("0034_standing_before")),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
