"""A decision is taken back within minutes by whoever made it; its history is not the application's to write."""

import backoffice.triggers
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


NOT_THE_APPLICATIONS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN
        REVOKE INSERT, UPDATE, DELETE ON milestones_retractionevent FROM tiexi_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0030_committed_on_its_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Retraction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('confirm', 'Confirmation of a finish'), ('return', 'Return of a claim'), ('approve', 'Approval of a request'), ('refuse', 'Refusal of a request'), ('close', 'Closing of an instruction')], max_length=8, verbose_name='decision')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('reason', models.TextField(blank=True, verbose_name='reason of the decision')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'decision taken back',
                'verbose_name_plural': 'decisions taken back',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RetractionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('decision', models.CharField(choices=[('confirm', 'Confirmation of a finish'), ('return', 'Return of a claim'), ('approve', 'Approval of a request'), ('refuse', 'Refusal of a request'), ('close', 'Closing of an instruction')], max_length=8, verbose_name='decision')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('reason', models.TextField(blank=True, verbose_name='reason of the decision')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='append_only',
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
            model_name='claim',
            name='decided_once',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='suspension',
            name='append_only',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF pg_trigger_depth() = 1 THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'to_at') IS DISTINCT FROM (to_jsonb(NEW) - 'to_at') OR ((pg_trigger_depth() = 1 OR NEW.to_at IS NOT NULL) AND OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='9893927fb2e91224dc54d0fd0222ddec704f82ae', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cb1eb', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF pg_trigger_depth() = 1 AND OLD.state <> 'pending' AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'a change is decided once' USING ERRCODE = 'check_violation'; END IF;\n                    RETURN NEW;\n                ", hash='bb9f4541e00b0304b15fb6252e12a272c87b20e3', operation='UPDATE', pgid='pgtrigger_decided_once_fcd72', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'document_number' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'document_number' - 'state') OR ((pg_trigger_depth() = 1 OR NEW.decided_by_id IS NOT NULL) AND OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR ((pg_trigger_depth() = 1 OR NEW.decided_at IS NOT NULL) AND OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR ((pg_trigger_depth() = 1 OR NEW.reason IS NOT NULL) AND OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) OR ((pg_trigger_depth() = 1 OR NEW.document_number IS NOT NULL) AND OLD.document_number IS NOT NULL AND NEW.document_number IS DISTINCT FROM OLD.document_number) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='049ea5fdb7bea59042ab1c5f90061371e46fdab1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_07af5', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF pg_trigger_depth() = 1 AND NOT ((OLD.state, NEW.state) IN (('pending','pending'), ('pending','confirmed'), ('pending','returned'),\n                        ('confirmed','confirmed'), ('confirmed','reopened'), ('returned','returned'), ('reopened','reopened'))) THEN\n                        RAISE EXCEPTION 'a claim is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7c7c5024b3ed62ed5e5f0b8fe0cc7b78a57671f1', operation='UPDATE', pgid='pgtrigger_decided_once_098e5', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'reopened_by_id' - 'reopened_at' - 'reopen_reason' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'reopened_by_id' - 'reopened_at' - 'reopen_reason' - 'state') OR ((pg_trigger_depth() = 1 OR NEW.decided_by_id IS NOT NULL) AND OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR ((pg_trigger_depth() = 1 OR NEW.decided_at IS NOT NULL) AND OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR ((pg_trigger_depth() = 1 OR NEW.reason IS NOT NULL) AND OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) OR ((pg_trigger_depth() = 1 OR NEW.reopened_by_id IS NOT NULL) AND OLD.reopened_by_id IS NOT NULL AND NEW.reopened_by_id IS DISTINCT FROM OLD.reopened_by_id) OR ((pg_trigger_depth() = 1 OR NEW.reopened_at IS NOT NULL) AND OLD.reopened_at IS NOT NULL AND NEW.reopened_at IS DISTINCT FROM OLD.reopened_at) OR ((pg_trigger_depth() = 1 OR NEW.reopen_reason IS NOT NULL) AND OLD.reopen_reason IS NOT NULL AND NEW.reopen_reason IS DISTINCT FROM OLD.reopen_reason) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='e49848e4c9a86e8ce1a32d900883bbf773415eac', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0e4cb', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'reply_id' - 'closed_at' - 'closed_by_id') IS DISTINCT FROM (to_jsonb(NEW) - 'reply_id' - 'closed_at' - 'closed_by_id') OR ((pg_trigger_depth() = 1 OR NEW.reply_id IS NOT NULL) AND OLD.reply_id IS NOT NULL AND NEW.reply_id IS DISTINCT FROM OLD.reply_id) OR ((pg_trigger_depth() = 1 OR NEW.closed_at IS NOT NULL) AND OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) OR ((pg_trigger_depth() = 1 OR NEW.closed_by_id IS NOT NULL) AND OLD.closed_by_id IS NOT NULL AND NEW.closed_by_id IS DISTINCT FROM OLD.closed_by_id) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='e30fdaf1cc6f6d3dbc6e2eabaf3b5da5dc27745a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7a523', table='milestones_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF pg_trigger_depth() = 1 THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'to_at') IS DISTINCT FROM (to_jsonb(NEW) - 'to_at') OR ((pg_trigger_depth() = 1 OR NEW.to_at IS NOT NULL) AND OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='ae9e61c5e945a60ec655436074b6d40a52fce4aa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_239f4', table='milestones_suspension', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='retraction',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by'),
        ),
        migrations.AddField(
            model_name='retraction',
            name='change',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retractions', to='milestones.changerequest'),
        ),
        migrations.AddField(
            model_name='retraction',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retractions', to='milestones.claim'),
        ),
        migrations.AddField(
            model_name='retraction',
            name='instruction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retractions', to='milestones.instruction'),
        ),
        migrations.AddField(
            model_name='retractionevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by'),
        ),
        migrations.AddField(
            model_name='retractionevent',
            name='change',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='milestones.changerequest'),
        ),
        migrations.AddField(
            model_name='retractionevent',
            name='claim',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='milestones.claim'),
        ),
        migrations.AddField(
            model_name='retractionevent',
            name='instruction',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='milestones.instruction'),
        ),
        migrations.AddField(
            model_name='retractionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='milestones.retraction'),
        ),
        migrations.AddConstraint(
            model_name='retraction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('change', None), ('claim__isnull', False), ('decision__in', ['confirm', 'return']), ('instruction', None)), models.Q(('change__isnull', False), ('claim', None), ('decision__in', ['approve', 'refuse']), ('instruction', None)), models.Q(('change', None), ('claim', None), ('decision', 'close'), ('instruction__isnull', False)), _connector='OR'), name='retraction_of_one_record'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='7339e1fbd45df5a30673d8fa6f0e428c52f02094', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_bf1a4', table='milestones_retraction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='93ab605893c939e9c3dc4e9e3e4616532565d53b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_ba69e', table='milestones_retraction', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='d734c1715fd6c5df7d1af5767174ad71b56fb437', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98bf9', table='milestones_retraction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='ends_the_decision', sql=backoffice.triggers.EffectSQL(declare='DECLARE asked milestones_changerequest%ROWTYPE; former milestones_baselineversion%ROWTYPE; works bigint[]; steps bigint[]; found_one boolean;', func="\n    IF NEW.at < NEW.decided_at OR NEW.at > NEW.decided_at + interval '600 seconds'\n        OR (NEW.at AT TIME ZONE 'Asia/Shanghai')::date <> (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date THEN\n        RAISE EXCEPTION 'a decision is taken back within ten minutes and on its day' USING ERRCODE = 'check_violation';\n    END IF;\n    SELECT * INTO asked FROM milestones_changerequest WHERE id = NEW.change_id;\n    SELECT array_agg(p.id) INTO works FROM projects_project p WHERE asked.project_id IN (p.id, p.parent_id);\n    SELECT array_agg(m.id) INTO steps FROM milestones_milestone m WHERE m.project_id = ANY(works)\n        OR m.id = asked.milestone_id OR m.id = (SELECT milestone_id FROM milestones_claim WHERE id = NEW.claim_id)\n        OR m.target_id = asked.target_id;\n    works := works || (SELECT array_agg(project_id) FROM milestones_milestone WHERE id = ANY(steps))\n        || (SELECT array_agg(parent_id) FROM projects_project WHERE id = ANY(works) AND parent_id IS NOT NULL);\n    IF EXISTS (\n    SELECT FROM milestones_claim c WHERE c.milestone_id = ANY(steps) AND c.id IS DISTINCT FROM NEW.claim_id\n        AND GREATEST(c.at, c.decided_at, c.reopened_at) > NEW.decided_at\n    UNION ALL SELECT FROM milestones_progressreport r WHERE r.milestone_id = ANY(steps) AND r.at > NEW.decided_at\n    UNION ALL SELECT FROM milestones_baselineversion b WHERE b.milestone_id = ANY(steps) AND b.from_at > NEW.decided_at\n    UNION ALL SELECT FROM milestones_changerequest c LEFT JOIN projects_target t ON t.id = c.target_id\n        WHERE c.id IS DISTINCT FROM NEW.change_id AND GREATEST(c.at, c.decided_at) > NEW.decided_at\n        AND (c.milestone_id = ANY(steps) OR c.project_id = ANY(works) OR t.project_id = ANY(works))\n) THEN RAISE EXCEPTION 'what a later fact rests on is not taken back' USING ERRCODE = 'check_violation'; END IF;\n    UPDATE milestones_claim SET state = 'pending', decided_by_id = NULL, decided_at = NULL, reason = NULL\n    WHERE id = NEW.claim_id AND decided_by_id = NEW.by_id AND decided_at = NEW.decided_at\n        AND (state, NEW.decision) IN (('confirmed', 'confirm'), ('returned', 'return'));\n    found_one := FOUND;\n    UPDATE milestones_changerequest SET state = 'pending', decided_by_id = NULL, decided_at = NULL, reason = NULL,\n        document_number = NULL\n    WHERE id = NEW.change_id AND decided_by_id = NEW.by_id AND decided_at = NEW.decided_at\n        AND (state, NEW.decision) IN (('approved', 'approve'), ('refused', 'refuse'));\n    found_one := found_one OR FOUND;\n    UPDATE milestones_instruction SET closed_at = NULL, closed_by_id = NULL\n    WHERE id = NEW.instruction_id AND closed_by_id = NEW.by_id AND closed_at = NEW.decided_at\n        AND NEW.decision = 'close';\n    IF NOT (found_one OR FOUND) THEN RAISE EXCEPTION 'nobody takes back what somebody else decided' USING ERRCODE = 'check_violation'; END IF;\n    IF NEW.decision = 'approve' THEN \n    IF asked.kind IN ('extend', 'quantity') AND asked.milestone_id IS NOT NULL THEN\n        DELETE FROM milestones_baselineversion WHERE change_id = asked.id;\n        UPDATE milestones_baselineversion SET to_at = NULL\n        WHERE milestone_id = asked.milestone_id AND to_at = NEW.decided_at RETURNING * INTO STRICT former;\n        PERFORM set_config('tiexi.at', NEW.at::text, true);\n        UPDATE milestones_milestone SET baseline_due = former.due, quantity = former.quantity\n        WHERE id = asked.milestone_id;\n        PERFORM set_config('tiexi.at', '', true);\n    ELSIF asked.kind = 'suspend' THEN\n        DELETE FROM milestones_suspension WHERE change_id = asked.id;\n    ELSIF asked.kind = 'resume' THEN\n        UPDATE milestones_suspension SET to_at = NULL WHERE project_id = ANY(works) AND to_at = NEW.decided_at;\n    ELSIF asked.kind = 'cancel' THEN\n        UPDATE milestones_milestone m SET cancelled_on = NULL WHERE m.id = ANY(steps) AND NOT EXISTS (\n            SELECT FROM milestones_changerequest c JOIN projects_project p ON p.id = m.project_id\n            WHERE c.id <> asked.id AND c.kind = 'cancel' AND c.state = 'approved'\n                AND (c.milestone_id = m.id OR c.project_id IN (p.id, p.parent_id)));\n        UPDATE projects_project p SET cancelled_on = NULL, cancel_reason = ''\n        WHERE asked.project_id IN (p.id, p.parent_id) AND NOT EXISTS (\n            SELECT FROM milestones_changerequest c WHERE c.id <> asked.id AND c.kind = 'cancel' AND c.state = 'approved'\n                AND c.project_id IN (p.id, p.parent_id));\n    ELSIF asked.kind = 'words' THEN\n        PERFORM set_config('tiexi.at', NEW.at::text, true);\n        UPDATE milestones_milestone SET name = asked.old_words->>'name', version = version + 1\n        WHERE id = asked.milestone_id;\n        UPDATE projects_target SET version = version + 1, measure = COALESCE(asked.old_words->>'measure', measure),\n            as_written = COALESCE(asked.old_words->>'as_written', as_written),\n            qualifier = COALESCE(asked.old_words->>'qualifier', qualifier)\n        WHERE id = asked.target_id;\n        UPDATE projects_project p SET version = version + 1, name = COALESCE(asked.old_words->>'name', name),\n            label = COALESCE(asked.old_words->>'label', label),\n            continues_id = CASE WHEN asked.old_words ? 'continues'\n                THEN (SELECT id FROM projects_project WHERE code = asked.old_words->>'continues') ELSE continues_id END\n        WHERE id = asked.project_id;\n        PERFORM set_config('tiexi.at', '', true);\n    END IF;\n END IF;\n    RETURN NULL;\n", hash='c31bee37ba3846c755e9ab3146f1e977dcb17f25', operation='INSERT', pgid='pgtrigger_ends_the_decision_adb3f', table='milestones_retraction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_retractionevent" ("at", "by_id", "change_id", "claim_id", "decided_at", "decision", "id", "instruction_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."at", NEW."by_id", NEW."change_id", NEW."claim_id", NEW."decided_at", NEW."decision", NEW."id", NEW."instruction_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;', hash='27c68a32ee11ef199ad2b239a577d1d42af1a70b', operation='INSERT', pgid='pgtrigger_insert_insert_46c9c', table='milestones_retraction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_retractionevent" ("at", "by_id", "change_id", "claim_id", "decided_at", "decision", "id", "instruction_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."at", NEW."by_id", NEW."change_id", NEW."claim_id", NEW."decided_at", NEW."decision", NEW."id", NEW."instruction_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."reason"); RETURN NULL;', hash='29d43f8d5216c546316aceebfc21d5110bdb88d8', operation='UPDATE', pgid='pgtrigger_update_update_4e9c6', table='milestones_retraction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_retractionevent" ("at", "by_id", "change_id", "claim_id", "decided_at", "decision", "id", "instruction_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."at", OLD."by_id", OLD."change_id", OLD."claim_id", OLD."decided_at", OLD."decision", OLD."id", OLD."instruction_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;', hash='f5349716d9d981c3a8a5c3b5805d563c56ce3f02', operation='DELETE', pgid='pgtrigger_delete_delete_7ad9d', table='milestones_retraction', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='retractionevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='milestones__pgh_cre_3f3016_idx'),
        ),
        migrations.RunSQL(NOT_THE_APPLICATIONS, migrations.RunSQL.noop),
    ]
