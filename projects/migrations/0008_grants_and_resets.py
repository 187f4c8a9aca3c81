"""Grants by two people, passwords that no administrator sets, and one role a person."""

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.conf import settings
from django.db import migrations, models


# A person has one role. Whoever had two had none, and gets one anew. The groups are the roles: nobody renames them.
ONE_ROLE = """
DELETE FROM projects_user_groups WHERE user_id IN (
    SELECT user_id FROM projects_user_groups GROUP BY user_id HAVING count(*) > 1);
CREATE UNIQUE INDEX one_role_a_person ON projects_user_groups (user_id);
"""
NOT_THE_APPLICATIONS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN
        REVOKE INSERT, UPDATE, DELETE ON auth_group FROM tiexi_app;
        REVOKE INSERT, UPDATE, DELETE ON projects_rolegrantevent FROM tiexi_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0007_words_of_the_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='PasswordReset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('mail', 'Link to the recorded address'), ('code', 'Printed one-time code')], max_length=4, verbose_name='way')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'password reset',
                'verbose_name_plural': 'password resets',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('role', 'Role that decides'), ('address', 'E-mail address'), ('opening', 'Account opened again')], max_length=8, verbose_name='kind')),
                ('role', models.CharField(blank=True, choices=[('steward', 'Project steward'), ('unit_head', 'Unit head'), ('supervisor', 'Supervisor'), ('leader', 'District leader'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=10, verbose_name='role')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='new address')),
                ('text', models.TextField(blank=True, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('granted', 'Granted'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9, verbose_name='state')),
                ('alone', models.BooleanField(db_default=False, default=False, verbose_name='without a second person')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.TextField(null=True, verbose_name='reason of the decision')),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RoleGrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('role', 'Role that decides'), ('address', 'E-mail address'), ('opening', 'Account opened again')], max_length=8, verbose_name='kind')),
                ('role', models.CharField(blank=True, choices=[('steward', 'Project steward'), ('unit_head', 'Unit head'), ('supervisor', 'Supervisor'), ('leader', 'District leader'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=10, verbose_name='role')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='new address')),
                ('text', models.TextField(blank=True, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('granted', 'Granted'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9, verbose_name='state')),
                ('alone', models.BooleanField(db_default=False, default=False, verbose_name='without a second person')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.TextField(null=True, verbose_name='reason of the decision')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegiven',
            trigger=pgtrigger.compiler.Trigger(name='one_role', sql=backoffice.triggers.GuardSQL(func="\n                    IF EXISTS (SELECT FROM projects_user_groups WHERE user_id = NEW.user_id AND group_id <> NEW.group_id) THEN\n                        RAISE EXCEPTION 'a person has exactly one role' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='30f198ae458cde2046f61efd2c96d3cd6e89160b', operation='INSERT', pgid='pgtrigger_one_role_2f7e7', table='projects_user_groups', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegiven',
            trigger=pgtrigger.compiler.Trigger(name='given_by_two', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF pg_trigger_depth() = 1\n                        AND (SELECT name FROM auth_group WHERE id = NEW.group_id) IN ('admin', 'auditor', 'supervisor')\n                        AND ((SELECT name FROM auth_group WHERE id = NEW.group_id) <> 'admin'\n                             OR (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.user_id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.user_id))) THEN\n                        RAISE EXCEPTION 'a role that decides is given by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='9d8419cc531fb1a5439d6f0e814012fed9a1cb86', operation='INSERT OR UPDATE', pgid='pgtrigger_given_by_two_e27da', table='projects_user_groups', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='kept_by_two', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;\n                    IF NEW.is_superuser AND (TG_OP = 'INSERT' OR NOT OLD.is_superuser) AND (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.id)) THEN\n                        RAISE EXCEPTION 'only the first administrator is made by one person' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;\n                    IF NEW.email <> '' AND NEW.email <> OLD.email THEN\n                        RAISE EXCEPTION 'an address changes by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.is_active AND NOT OLD.is_active AND (OLD.is_superuser OR EXISTS (\n                        SELECT FROM projects_user_groups given JOIN auth_group named ON named.id = given.group_id\n                        WHERE given.user_id = NEW.id AND named.name IN ('admin', 'auditor', 'supervisor'))) THEN\n                        RAISE EXCEPTION 'an account that decides is opened again by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ef6e9bbb82417be2c907d055ce83bf02afeaab13', operation='INSERT OR UPDATE', pgid='pgtrigger_kept_by_two_34b9c', table='projects_user', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='passwordreset',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reset by'),
        ),
        migrations.AddField(
            model_name='passwordreset',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resets', to=settings.AUTH_USER_MODEL, verbose_name='whose password'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='for whom'),
        ),
        migrations.AddField(
            model_name='rolegrantevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='rolegrantevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='rolegrantevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='for whom'),
        ),
        migrations.AddField(
            model_name='rolegrantevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='projects.rolegrant'),
        ),
        migrations.AddIndex(
            model_name='passwordreset',
            index=models.Index(fields=['person', 'at'], name='reset_of_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='passwordreset',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='6c5af896f527eb6649275e746e22ee71352e2714', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c023e', table='projects_passwordreset', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('kind', 'role'), ('role__in', ['admin', 'auditor', 'supervisor'])), models.Q(('kind', 'address'), ('role', ''), models.Q(('address', ''), _negated=True)), models.Q(('address', ''), ('kind', 'opening'), ('role', '')), _connector='OR'), name='grant_says_what_it_gives'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['granted', 'refused']), _negated=True), models.Q(('alone', True), ('state', 'granted')), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('person')), _negated=True)), _connector='OR'), name='grant_takes_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='grant_decided_as_its_state_says'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('person', 'kind'), name='one_pending_grant'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='waits_for_a_second_person', sql=backoffice.triggers.GuardSQL(func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.asked_by_id AND someone.is_active AND (named.name IN ('admin') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a grant is asked by an administrator' USING ERRCODE = 'check_violation';\n                    END IF;\n                    NEW.alone := NOT (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.asked_by_id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.asked_by_id));\n                    NEW.state := CASE WHEN NEW.alone THEN 'granted' ELSE 'pending' END;\n                    NEW.decided_by_id := NULL;\n                    NEW.decided_at := CASE WHEN NEW.alone THEN NEW.at END;\n                    RETURN NEW;\n                ", hash='912298567c19f0d540c7279e6c54a495d848d726', operation='INSERT', pgid='pgtrigger_waits_for_a_second_person_ccd94', table='projects_rolegrant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='decided_once_by_another', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN\n                        RAISE EXCEPTION 'a grant is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state IN ('granted', 'refused') AND OLD.state = 'pending'\n                        AND NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.decided_by_id AND someone.is_active AND (named.name IN ('admin', 'auditor') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a grant is decided by another administrator or by the auditor' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='4e44836502ba070dcb6c0e2e6c652f6738914ec8', operation='UPDATE', pgid='pgtrigger_decided_once_by_another_26064', table='projects_rolegrant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'state') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='7aba3dbb08284315efc8b5133908fba4acb49e90', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_28ff6', table='projects_rolegrant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='gives_what_was_granted', sql=backoffice.triggers.EffectSQL(func="\n                IF NEW.state <> 'granted' OR (TG_OP = 'UPDATE' AND OLD.state = 'granted') THEN RETURN NULL; END IF;\n                IF NEW.kind = 'role' THEN\n                    DELETE FROM projects_user_groups WHERE user_id = NEW.person_id;\n                    INSERT INTO projects_user_groups (user_id, group_id)\n                        SELECT NEW.person_id, id FROM auth_group WHERE name = NEW.role;\n                    UPDATE projects_user SET is_staff = true WHERE id = NEW.person_id AND NOT is_staff;\n                ELSIF NEW.kind = 'address' THEN\n                    UPDATE projects_user SET email = NEW.address, version = version + 1 WHERE id = NEW.person_id;\n                ELSE\n                    UPDATE projects_user SET is_active = true, version = version + 1 WHERE id = NEW.person_id;\n                END IF;\n                 RETURN NULL;", hash='b6aed028d481d13fc1bb68d2a0456b4ba2088573', operation='INSERT OR UPDATE', pgid='pgtrigger_gives_what_was_granted_cc46e', table='projects_rolegrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_rolegrantevent" ("address", "alone", "asked_by_id", "at", "decided_at", "decided_by_id", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "state", "text") VALUES (NEW."address", NEW."alone", NEW."asked_by_id", NEW."at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."kind", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."reason", NEW."role", NEW."state", NEW."text"); RETURN NULL;', hash='c47bc1db9fbb8ffde4f490267ae9919c6dba2067', operation='INSERT', pgid='pgtrigger_insert_insert_d0071', table='projects_rolegrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_rolegrantevent" ("address", "alone", "asked_by_id", "at", "decided_at", "decided_by_id", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "state", "text") VALUES (NEW."address", NEW."alone", NEW."asked_by_id", NEW."at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."kind", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."reason", NEW."role", NEW."state", NEW."text"); RETURN NULL;', hash='8f5672044c2d2163b0b2e9575531b155bf675eea', operation='UPDATE', pgid='pgtrigger_update_update_40d0b', table='projects_rolegrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_rolegrantevent" ("address", "alone", "asked_by_id", "at", "decided_at", "decided_by_id", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "state", "text") VALUES (OLD."address", OLD."alone", OLD."asked_by_id", OLD."at", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."kind", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."reason", OLD."role", OLD."state", OLD."text"); RETURN NULL;', hash='dd5817b15d53002c4546c36685f5cf2b323d97cc', operation='DELETE', pgid='pgtrigger_delete_delete_26b8c', table='projects_rolegrant', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='rolegrantevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='projects_ro_pgh_cre_2136fc_idx'),
        ),
        migrations.RunSQL(ONE_ROLE, "DROP INDEX one_role_a_person"),
        migrations.RunSQL(NOT_THE_APPLICATIONS, migrations.RunSQL.noop),
    ]
