"""Who unlocked a log-in, and when; its history is not the application's to write."""

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
        REVOKE INSERT, UPDATE, DELETE ON projects_accountunlockevent FROM tiexi_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0022_kept_by_the_database'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountUnlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='unlocked by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unlocks', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'log-in unlocked',
                'verbose_name_plural': 'log-ins unlocked',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AccountUnlockEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='unlocked by')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='projects.accountunlock')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountunlock',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='7bdf3db125190a795d30ede443a1c64d7ef378a0', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_a276f', table='projects_accountunlock', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountunlock',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='8002b8b3a7fcbc95fd22d866a034b2644b886041', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_b214d', table='projects_accountunlock', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountunlock',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='8448486c1ab7610253f62ccfd0f96c798c8a60ec', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3fdb1', table='projects_accountunlock', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountunlock',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_accountunlockevent" ("at", "by_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id"); RETURN NULL;', hash='070014c721f2351887702f8653761da61bb6f349', operation='INSERT', pgid='pgtrigger_insert_insert_cd32f', table='projects_accountunlock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountunlock',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_accountunlockevent" ("at", "by_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id"); RETURN NULL;', hash='179b6edba63f4f9339e901dbce33e13fb12dacc4', operation='UPDATE', pgid='pgtrigger_update_update_d4fd1', table='projects_accountunlock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountunlock',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_accountunlockevent" ("at", "by_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at", OLD."by_id", OLD."id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id"); RETURN NULL;', hash='59c8f8e1a68c9605eaf5ba9f22a928392c7003cf', operation='DELETE', pgid='pgtrigger_delete_delete_2a8a8', table='projects_accountunlock', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='accountunlockevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='projects_ac_pgh_cre_fae578_idx'),
        ),
        migrations.RunSQL(NOT_THE_APPLICATIONS, migrations.RunSQL.noop),
    ]
