"""A figure that is hard to believe waits for a supervisor; what was reported before stands."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.conf import settings
from django.db import migrations, models

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0018_calendar_versions'),
        ('projects', '0012_facts_are_recorded_now'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='append_only',
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
            model_name='progressreport',
            name='is_now',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='of_today',
        ),
        migrations.AddField(
            model_name='progressreport',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided at'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='decision_reason',
            field=models.TextField(blank=True, null=True, verbose_name='reason of the return'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='reason',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='reason for the figure'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='state',
            field=models.CharField(choices=[('clear', 'Not doubtful'), ('pending', 'Doubtful, waits'), ('accepted', 'Accepted'), ('returned', 'Returned')], db_default='clear', default='clear', max_length=10, verbose_name='state of the figure'),
        ),
        migrations.AddField(
            model_name='progressreportevent',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided at'),
        ),
        migrations.AddField(
            model_name='progressreportevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='progressreportevent',
            name='decision_reason',
            field=models.TextField(blank=True, null=True, verbose_name='reason of the return'),
        ),
        migrations.AddField(
            model_name='progressreportevent',
            name='reason',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='reason for the figure'),
        ),
        migrations.AddField(
            model_name='progressreportevent',
            name='state',
            field=models.CharField(choices=[('clear', 'Not doubtful'), ('pending', 'Doubtful, waits'), ('accepted', 'Accepted'), ('returned', 'Returned')], db_default='clear', default='clear', max_length=10, verbose_name='state of the figure'),
        ),
        migrations.RunSQL(frozen('0019_standing'), migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND (TG_OP = 'UPDATE' AND OLD.decided_at IS NOT NULL OR NEW.decided_at IS NOT NULL AND NOT is_now(NEW.decided_at)) THEN RAISE EXCEPTION 'a fact is recorded now: decided_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='eb6c0f814c1fe51c69d4829bb3a826f65a00d752', operation='INSERT OR UPDATE OF "at", "decided_at"', pgid='pgtrigger_is_now_420d0', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='23af25ac97cfeaacbd1169f24c94d491d1e4162d', operation='INSERT OR UPDATE OF "at", "decided_at"', pgid='pgtrigger_of_today_7fcf9', table='milestones_progressreport', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='judged_by_the_rule', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app' AND NEW.quantity IS NOT NULL)", func="\n                    IF NEW.state IS DISTINCT FROM\n                        figure_judged(NEW.target_id, NEW.quantity, (NEW.at AT TIME ZONE 'Asia/Shanghai')::date) THEN\n                        RAISE EXCEPTION 'this figure is doubtful, or beyond all bounds' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='9ed0fcb127260a85250c8645fb1d369633808365', operation='INSERT', pgid='pgtrigger_judged_by_the_rule_024da', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.state <> 'pending' AND NEW IS DISTINCT FROM OLD OR NEW.state = 'clear' AND OLD.state <> 'clear' THEN\n                        RAISE EXCEPTION 'a figure is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='67496cf664ecb615e53db1756e78ef1c637a8fff', operation='UPDATE', pgid='pgtrigger_decided_once_0223d', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'decision_reason' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'decision_reason' - 'state') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.decision_reason IS NOT NULL AND NEW.decision_reason IS DISTINCT FROM OLD.decision_reason) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='4dee6ed83fd8be6701b10ce7341d62076fcb22d9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71d89', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "decided_at", "decided_by_id", "decision_reason", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "reason", "state", "target_id") VALUES (NEW."at", NEW."by_id", NEW."corrects_id", NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."forecast_due", NEW."id", NEW."milestone_id", NEW."need", NEW."next_step", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."problem", NEW."quantity", NEW."reason", NEW."state", NEW."target_id"); RETURN NULL;', hash='952d42fb63ddd50caad02c61308b9d4fa763971d', operation='INSERT', pgid='pgtrigger_insert_insert_cd80e', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "decided_at", "decided_by_id", "decision_reason", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "reason", "state", "target_id") VALUES (NEW."at", NEW."by_id", NEW."corrects_id", NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."forecast_due", NEW."id", NEW."milestone_id", NEW."need", NEW."next_step", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."problem", NEW."quantity", NEW."reason", NEW."state", NEW."target_id"); RETURN NULL;', hash='dbb92c9b3b41224245cf074bc496d7009a1b7c64', operation='UPDATE', pgid='pgtrigger_update_update_87e91', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "decided_at", "decided_by_id", "decision_reason", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "reason", "state", "target_id") VALUES (OLD."at", OLD."by_id", OLD."corrects_id", OLD."day", OLD."decided_at", OLD."decided_by_id", OLD."decision_reason", OLD."forecast_due", OLD."id", OLD."milestone_id", OLD."need", OLD."next_step", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."problem", OLD."quantity", OLD."reason", OLD."state", OLD."target_id"); RETURN NULL;', hash='e81abfbb9e1233556ad577c80c9f690b668d5175', operation='DELETE', pgid='pgtrigger_delete_delete_78ce3', table='milestones_progressreport', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'clear'), models.Q(('quantity__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='doubtful_figure_says_why'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('by')), _negated=True), _connector='OR'), name='figure_takes_two_people'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision_reason', None), ('state__in', ['clear', 'pending'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision_reason', None), ('state', 'accepted')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'returned'), ('decision_reason__isnull', False), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='figure_decided_as_its_state_says'),
        ),
    ]
