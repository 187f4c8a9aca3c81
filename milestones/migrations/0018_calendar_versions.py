"""What the calendar said is kept when it changes, and past days of it are corrected by two people."""

import datetime
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.conf import settings
from django.db import migrations, models

from milestones.rules.installed_functions import frozen

# What the calendar said before is written by its triggers, and a history like any other is only read.
KEPT = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN RETURN; END IF;
    REVOKE INSERT, UPDATE, DELETE ON milestones_formerday, milestones_formeryear, milestones_calendarcorrectionevent
        FROM tiexi_app;
END $$;
"""
BEFORE = "DROP FUNCTION workdays(date, date, date);" + frozen("0003_workdays") + frozen("0004_standing")


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0017_moves_and_late_approvals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.JSONField(verbose_name='calendar days')),
                ('text', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9, verbose_name='state')),
                ('alone', models.BooleanField(db_default=False, default=False, verbose_name='without a second person')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.TextField(null=True, verbose_name='reason of the decision')),
            ],
            options={
                'verbose_name': 'calendar correction',
                'verbose_name_plural': 'calendar corrections',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CalendarCorrectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('days', models.JSONField(verbose_name='calendar days')),
                ('text', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9, verbose_name='state')),
                ('alone', models.BooleanField(db_default=False, default=False, verbose_name='without a second person')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.TextField(null=True, verbose_name='reason of the decision')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormerDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField()),
                ('day', models.DateField(db_index=True)),
                ('is_workday', models.BooleanField(null=True)),
                ('name', models.CharField(db_default='', max_length=60)),
            ],
            options={
                'verbose_name': 'former calendar day',
                'verbose_name_plural': 'former calendar days',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FormerYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField()),
                ('year', models.PositiveSmallIntegerField(db_index=True)),
                ('status', models.CharField(db_default='', max_length=12)),
                ('source', models.CharField(db_default='', max_length=120)),
            ],
            options={
                'verbose_name': 'former calendar year',
                'verbose_name_plural': 'former calendar years',
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarday',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendaryear',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='calendarday',
            name='from_at',
            field=models.DateTimeField(db_default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), editable=False, verbose_name='in force since'),
        ),
        migrations.AddField(
            model_name='calendardayevent',
            name='from_at',
            field=models.DateTimeField(db_default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), editable=False, verbose_name='in force since'),
        ),
        migrations.AddField(
            model_name='calendaryear',
            name='from_at',
            field=models.DateTimeField(db_default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), editable=False, verbose_name='in force since'),
        ),
        migrations.AddField(
            model_name='calendaryearevent',
            name='from_at',
            field=models.DateTimeField(db_default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), default=datetime.datetime(1999, 12, 31, 16, 0, tzinfo=datetime.timezone.utc), editable=False, verbose_name='in force since'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'from_at' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'from_at' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='81af29cb545782761e4b5685d95cb62d336625e8', operation='UPDATE', pgid='pgtrigger_counts_edits_6de8e', table='milestones_calendarday', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='works_from_now', sql=backoffice.triggers.GuardSQL(func="\n            IF current_user = 'tiexi_app' THEN\n                \n                IF (TG_OP <> 'INSERT' AND OLD.day <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date) OR (TG_OP <> 'DELETE' AND NEW.day <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date) THEN\n                    RAISE EXCEPTION 'a past day of the calendar is corrected by two people' USING ERRCODE = 'check_violation';\n                END IF;\n                IF TG_OP = 'UPDATE' AND NEW.day <> OLD.day THEN\n                    RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n                END IF;\n\n                IF TG_OP = 'INSERT' THEN\n                    NEW.from_at := clock_timestamp();\n                ELSIF TG_OP = 'UPDATE' THEN\n                    NEW.from_at := CASE WHEN ROW(OLD.is_workday, OLD.name) IS DISTINCT FROM ROW(NEW.is_workday, NEW.name)\n                        THEN clock_timestamp() ELSE OLD.from_at END;\n                END IF;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='1bca2bbc83df6ad89b3b78b5af407b35bd011a71', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_works_from_now_78a65', table='milestones_calendarday', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='keeps_what_it_said', sql=backoffice.triggers.EffectSQL(func="\n        IF TG_OP = 'DELETE' THEN\n            INSERT INTO milestones_formerday (day, is_workday, name, from_at, to_at) VALUES (OLD.day, OLD.is_workday, OLD.name, OLD.from_at, clock_timestamp());\n        ELSIF TG_OP = 'INSERT' THEN\n            IF NEW.from_at > TIMESTAMPTZ '1999-12-31T16:00:00+00:00' THEN\n                INSERT INTO milestones_formerday (day, from_at, to_at) SELECT NEW.day, COALESCE(MAX(to_at), TIMESTAMPTZ '1999-12-31T16:00:00+00:00'), NEW.from_at\n                FROM milestones_formerday WHERE day = NEW.day;\n            END IF;\n        ELSIF NEW.from_at > OLD.from_at THEN\n            INSERT INTO milestones_formerday (day, is_workday, name, from_at, to_at) VALUES (OLD.day, OLD.is_workday, OLD.name, OLD.from_at, NEW.from_at);\n        END IF;\n         RETURN NULL;", hash='9c046809622f27039b8bee77bb927c05e67aa752', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_keeps_what_it_said_70556', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendardayevent" ("day", "from_at", "is_workday", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."day", NEW."from_at", NEW."is_workday", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."day", NEW."version"); RETURN NULL;', hash='6d62db1c3d5393d0f9f38deb302fd5abc1837ad9', operation='INSERT', pgid='pgtrigger_insert_insert_da990', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_calendardayevent" ("day", "from_at", "is_workday", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."day", NEW."from_at", NEW."is_workday", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."day", NEW."version"); RETURN NULL;', hash='119fd4b9fb3334cf51bfebf6d35e8ccf8464e3d7', operation='UPDATE', pgid='pgtrigger_update_update_0f974', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendardayevent" ("day", "from_at", "is_workday", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."day", OLD."from_at", OLD."is_workday", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."day", OLD."version"); RETURN NULL;', hash='9854b8e2802695602fa2d1635bab7ff8f450ebc6', operation='DELETE', pgid='pgtrigger_delete_delete_29396', table='milestones_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'from_at' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'from_at' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='88ca5d538a76486188dfccd030900b0964a099fb', operation='UPDATE', pgid='pgtrigger_counts_edits_afb2e', table='milestones_calendaryear', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='works_from_now', sql=backoffice.triggers.GuardSQL(func="\n            IF current_user = 'tiexi_app' THEN\n                \n                IF TG_OP = 'INSERT' THEN\n                    NEW.from_at := clock_timestamp();\n                ELSIF TG_OP = 'UPDATE' THEN\n                    NEW.from_at := CASE WHEN ROW(OLD.status, OLD.source) IS DISTINCT FROM ROW(NEW.status, NEW.source)\n                        THEN clock_timestamp() ELSE OLD.from_at END;\n                END IF;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='cbe91ae48247109e6189986ecef61e0694537513', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_works_from_now_073bf', table='milestones_calendaryear', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='keeps_what_it_said', sql=backoffice.triggers.EffectSQL(func="\n        IF TG_OP = 'DELETE' THEN\n            INSERT INTO milestones_formeryear (year, status, source, from_at, to_at) VALUES (OLD.year, OLD.status, OLD.source, OLD.from_at, clock_timestamp());\n        ELSIF TG_OP = 'INSERT' THEN\n            IF NEW.from_at > TIMESTAMPTZ '1999-12-31T16:00:00+00:00' THEN\n                INSERT INTO milestones_formeryear (year, from_at, to_at) SELECT NEW.year, COALESCE(MAX(to_at), TIMESTAMPTZ '1999-12-31T16:00:00+00:00'), NEW.from_at\n                FROM milestones_formeryear WHERE year = NEW.year;\n            END IF;\n        ELSIF NEW.from_at > OLD.from_at THEN\n            INSERT INTO milestones_formeryear (year, status, source, from_at, to_at) VALUES (OLD.year, OLD.status, OLD.source, OLD.from_at, NEW.from_at);\n        END IF;\n         RETURN NULL;", hash='ec640d2dfa88e8841e643474aa55f443f246c97a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_keeps_what_it_said_6a8e6', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendaryearevent" ("from_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "status", "version", "year") VALUES (NEW."from_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."year", NEW."source", NEW."status", NEW."version", NEW."year"); RETURN NULL;', hash='2834434fc4f641e5d47b6e4573e58cbf563b4200', operation='INSERT', pgid='pgtrigger_insert_insert_d17f4', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_calendaryearevent" ("from_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "status", "version", "year") VALUES (NEW."from_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."year", NEW."source", NEW."status", NEW."version", NEW."year"); RETURN NULL;', hash='4451527c996ad14dce781298ccbc98bd2dfb059d', operation='UPDATE', pgid='pgtrigger_update_update_da101', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendaryearevent" ("from_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "status", "version", "year") VALUES (OLD."from_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."year", OLD."source", OLD."status", OLD."version", OLD."year"); RETURN NULL;', hash='f80efe67738bc1d9c013bad9ab6dec64061ffd94', operation='DELETE', pgid='pgtrigger_delete_delete_7484c', table='milestones_calendaryear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='takes_effect_later', sql=backoffice.triggers.GuardSQL(func="\n                    IF current_user = 'tiexi_app' AND NEW.effective_from <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN\n                        RAISE EXCEPTION 'a policy takes effect tomorrow at the earliest' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='b9921f892b84bef6fcc7d2cbcf7350060f0f7bd5', operation='INSERT OR UPDATE', pgid='pgtrigger_takes_effect_later_add5c', table='milestones_policy', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='calendarcorrection',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='calendarcorrection',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='calendarcorrectionevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='calendarcorrectionevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='calendarcorrectionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='milestones.calendarcorrection'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerday',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='52257c0aeac5b7b764d4d2288bee2d2b27ddb1c4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8140a', table='milestones_formerday', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formeryear',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='382628f9b55f94cec993a3b709917303f944868d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6e4f0', table='milestones_formeryear', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='calendarcorrection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'refused']), _negated=True), models.Q(('alone', True), ('state', 'approved')), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='correction_takes_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='calendarcorrection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='correction_decided_as_its_state_says'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='waits_for_a_second_person', sql=backoffice.triggers.GuardSQL(func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.asked_by_id AND someone.is_active AND (named.name IN ('admin') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a correction of the calendar is asked by an administrator' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF current_user = 'tiexi_app' THEN NEW.at := clock_timestamp(); END IF;\n                    NEW.alone := NOT (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.asked_by_id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.asked_by_id));\n                    NEW.state := CASE WHEN NEW.alone THEN 'approved' ELSE 'pending' END;\n                    NEW.decided_by_id := NULL;\n                    NEW.decided_at := CASE WHEN NEW.alone THEN NEW.at END;\n                    RETURN NEW;\n                ", hash='df75e673cec9d828f00092426de3686478204a29', operation='INSERT', pgid='pgtrigger_waits_for_a_second_person_1a2b4', table='milestones_calendarcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='decided_once_by_another', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN\n                        RAISE EXCEPTION 'a correction of the calendar is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state IN ('approved', 'refused') AND OLD.state = 'pending'\n                        AND NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.decided_by_id AND someone.is_active AND (named.name IN ('admin', 'auditor') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a correction of the calendar is decided by another administrator or by the auditor' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF current_user = 'tiexi_app' AND OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL THEN\n                        NEW.decided_at := clock_timestamp();\n                    END IF;\n                    RETURN NEW;\n                ", hash='3961467f7785525b140268c9e0747527c6cddcc3', operation='UPDATE', pgid='pgtrigger_decided_once_by_another_fac9a', table='milestones_calendarcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'state') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='b83f46924eaad284f52a25b3483410171c3a51ce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_59c90', table='milestones_calendarcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='corrects_the_calendar', sql=backoffice.triggers.EffectSQL(func="\n                IF NEW.state <> 'approved' OR (TG_OP = 'UPDATE' AND OLD.state = 'approved') THEN RETURN NULL; END IF;\n                INSERT INTO milestones_calendarday AS was (day, is_workday, name, from_at)\n                SELECT (one ->> 'day')::date, (one ->> 'is_workday')::boolean, one ->> 'name', NEW.decided_at\n                FROM jsonb_array_elements(NEW.days) one\n                ON CONFLICT (day) DO UPDATE SET\n                    is_workday = EXCLUDED.is_workday, name = EXCLUDED.name, from_at = EXCLUDED.from_at, version = was.version + 1\n                WHERE ROW(was.is_workday, was.name) IS DISTINCT FROM ROW(EXCLUDED.is_workday, EXCLUDED.name);\n                 RETURN NULL;", hash='910272e175a79d35cf9485d05ffae6d50dc14c39', operation='INSERT OR UPDATE', pgid='pgtrigger_corrects_the_calendar_cc3db', table='milestones_calendarcorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendarcorrectionevent" ("alone", "asked_by_id", "at", "days", "decided_at", "decided_by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text") VALUES (NEW."alone", NEW."asked_by_id", NEW."at", NEW."days", NEW."decided_at", NEW."decided_by_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."reason", NEW."state", NEW."text"); RETURN NULL;', hash='60853423f5d8c329fce4da95ee3754eab3b083d8', operation='INSERT', pgid='pgtrigger_insert_insert_c2cae', table='milestones_calendarcorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_calendarcorrectionevent" ("alone", "asked_by_id", "at", "days", "decided_at", "decided_by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text") VALUES (NEW."alone", NEW."asked_by_id", NEW."at", NEW."days", NEW."decided_at", NEW."decided_by_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."text"); RETURN NULL;', hash='57b175c675512e334547711baa97c0228b23ccd4', operation='UPDATE', pgid='pgtrigger_update_update_8bbb3', table='milestones_calendarcorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_calendarcorrectionevent" ("alone", "asked_by_id", "at", "days", "decided_at", "decided_by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text") VALUES (OLD."alone", OLD."asked_by_id", OLD."at", OLD."days", OLD."decided_at", OLD."decided_by_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."reason", OLD."state", OLD."text"); RETURN NULL;', hash='3b492cfcf038f12b97e0262e5c4cfb2367b536e8', operation='DELETE', pgid='pgtrigger_delete_delete_0154c', table='milestones_calendarcorrection', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='calendarcorrectionevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='milestones__pgh_cre_7e3fa1_idx'),
        ),
        migrations.RunSQL(frozen("0018_workdays") + frozen("0018_standing"), BEFORE),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
