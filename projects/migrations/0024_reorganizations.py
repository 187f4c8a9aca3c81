"""A unit is renamed, merged, split or closed by one decided act, and nothing new is given to a closed one."""

import backoffice.names
import backoffice.triggers
import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# A history is only read by the application.
KEPT = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN RETURN; END IF;
    REVOKE INSERT, UPDATE, DELETE ON projects_reorganizationevent FROM tiexi_app;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0023_unlocks_are_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reorganization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', 'Renamed'), ('merge', 'Merged into another'), ('split', 'Split'), ('close', 'Closed')], max_length=6, verbose_name='kind')),
                ('name', backoffice.names.NameField(blank=True, max_length=60, verbose_name='new name')),
                ('former_name', backoffice.names.NameField(blank=True, db_default='', default='', max_length=60, verbose_name='name before')),
                ('into_name', backoffice.names.NameField(blank=True, db_default='', default='', max_length=60, verbose_name='name of the receiving unit then')),
                ('parts', models.JSONField(default=dict, verbose_name='what goes over')),
                ('day', models.DateField(verbose_name='takes effect on')),
                ('document_number', backoffice.names.NameField(blank=True, max_length=60, verbose_name='document number')),
                ('text', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.TextField(null=True, verbose_name='reason of the decision')),
                ('carried_out_at', models.DateTimeField(null=True, verbose_name='carried out at')),
            ],
            options={
                'verbose_name': 'reorganization',
                'verbose_name_plural': 'reorganizations',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReorganizationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('rename', 'Renamed'), ('merge', 'Merged into another'), ('split', 'Split'), ('close', 'Closed')], max_length=6, verbose_name='kind')),
                ('name', backoffice.names.NameField(blank=True, max_length=60, verbose_name='new name')),
                ('former_name', backoffice.names.NameField(blank=True, db_default='', default='', max_length=60, verbose_name='name before')),
                ('into_name', backoffice.names.NameField(blank=True, db_default='', default='', max_length=60, verbose_name='name of the receiving unit then')),
                ('parts', models.JSONField(default=dict, verbose_name='what goes over')),
                ('day', models.DateField(verbose_name='takes effect on')),
                ('document_number', backoffice.names.NameField(blank=True, max_length=60, verbose_name='document number')),
                ('text', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('reason', models.TextField(null=True, verbose_name='reason of the decision')),
                ('carried_out_at', models.DateTimeField(null=True, verbose_name='carried out at')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counit',
            name='keeps_co_units',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='update_update',
        ),
        migrations.AddField(
            model_name='unit',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='unit closed at'),
        ),
        migrations.AddField(
            model_name='unitevent',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='unit closed at'),
        ),
        migrations.AlterField(
            model_name='project',
            name='co_units',
            field=models.ManyToManyField(blank=True, limit_choices_to={'closed_at': None}, related_name='shared_projects', to='projects.unit', verbose_name='co-operating units'),
        ),
        migrations.AlterField(
            model_name='project',
            name='unit',
            field=models.ForeignKey(blank=True, limit_choices_to={'closed_at': None}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='projects.unit', verbose_name='responsible unit'),
        ),
        migrations.AlterField(
            model_name='projectevent',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'closed_at': None}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.unit', verbose_name='responsible unit'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='parent',
            field=models.ForeignKey(blank=True, limit_choices_to={'closed_at': None}, null=True, on_delete=django.db.models.deletion.PROTECT, to='projects.unit', verbose_name='belongs to'),
        ),
        migrations.AlterField(
            model_name='unitevent',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'closed_at': None}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.unit', verbose_name='belongs to'),
        ),
        migrations.AlterField(
            model_name='user',
            name='unit',
            field=models.ForeignKey(blank=True, limit_choices_to={'closed_at': None}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='projects.unit', verbose_name='unit'),
        ),
        migrations.AlterField(
            model_name='userevent',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, limit_choices_to={'closed_at': None}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.unit', verbose_name='unit'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='unit_is_open', sql=backoffice.triggers.GuardSQL(declare='DECLARE closed timestamptz;', func="\n            SELECT closed_at INTO closed FROM projects_unit WHERE id = NEW.unit_id FOR KEY SHARE;\n            IF closed IS NOT NULL THEN RAISE EXCEPTION 'a closed unit takes nothing on' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='c93b4da1436b6486397345dbc8f672d66d1d0c44', operation='INSERT OR UPDATE OF "unit_id"', pgid='pgtrigger_unit_is_open_11418', table='projects_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='unit_is_open', sql=backoffice.triggers.GuardSQL(declare='DECLARE closed timestamptz;', func="\n            SELECT closed_at INTO closed FROM projects_unit WHERE id = NEW.unit_id FOR KEY SHARE;\n            IF closed IS NOT NULL THEN RAISE EXCEPTION 'a closed unit takes nothing on' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='91e17bc214669af10722e2c655ade5480bc82ae7', operation='INSERT OR UPDATE OF "unit_id"', pgid='pgtrigger_unit_is_open_4f50d', table='projects_project_co_units', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='keeps_co_units', sql=backoffice.triggers.EffectSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", func="\n                    INSERT INTO projects_wording (kind, record, words, to_at)\n                    SELECT 'co_units', one.id, jsonb_build_object('units', COALESCE((\n                        SELECT jsonb_agg(unit_id) FROM projects_project_co_units WHERE project_id = one.id), '[]')),\n                        clock_timestamp()\n                    FROM projects_project one\n                    WHERE day_has_ended(at)\n                        AND id = CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='24ca9d4a4db67da739b1fdf40ed2999cd6bd77fa', operation='INSERT OR DELETE', pgid='pgtrigger_keeps_co_units_aac23', table='projects_project_co_units', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='unit_is_open', sql=backoffice.triggers.GuardSQL(declare='DECLARE closed timestamptz;', func="\n            SELECT closed_at INTO closed FROM projects_unit WHERE id = NEW.parent_id FOR KEY SHARE;\n            IF closed IS NOT NULL THEN RAISE EXCEPTION 'a closed unit takes nothing on' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='71b375922de371345032c38007fbd53f946bcfcf', operation='INSERT OR UPDATE OF "parent_id"', pgid='pgtrigger_unit_is_open_97b70', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='stands_in_no_ring', sql=backoffice.triggers.GuardSQL(condition='WHEN (NEW."parent_id" IS NOT NULL)', func="\n                    IF EXISTS (\n                        WITH RECURSIVE above AS (\n                            SELECT id, parent_id FROM projects_unit WHERE id = NEW.parent_id\n                            UNION SELECT up.id, up.parent_id\n                            FROM projects_unit up JOIN above ON up.id = above.parent_id)\n                        SELECT FROM above WHERE id = NEW.id) THEN\n                        RAISE EXCEPTION 'a unit belongs to none that stands below it' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='32b2431e81f9559906480b09a16b0673aa99e110', operation='INSERT OR UPDATE OF "parent_id"', pgid='pgtrigger_stands_in_no_ring_21284', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='closed_stays', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (OLD.closed_at IS NOT NULL) AND (NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.head_id IS DISTINCT FROM OLD.head_id) THEN RAISE EXCEPTION 'a closed unit stays as it was' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='c2390fa658d65a8d15d68530e4aec956475f8ad3', operation='UPDATE', pgid='pgtrigger_closed_stays_7a8b1', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='closed_by_decision', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (TRUE) AND (NEW.closed_at IS DISTINCT FROM OLD.closed_at) THEN RAISE EXCEPTION 'a unit is closed by a reorganization' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='0767c5419a187e33f3f0d69d0d5b68526ae58d2f', operation='UPDATE', pgid='pgtrigger_closed_by_decision_eff84', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='renamed_by_decision', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (EXISTS (\n    SELECT FROM projects_assignment given JOIN projects_project one ON one.id = given.project_id\n    WHERE given.unit_id = OLD.id AND one.approved_at IS NOT NULL)) AND (NEW.name IS DISTINCT FROM OLD.name) THEN RAISE EXCEPTION 'a unit that answers for approved projects is renamed by decision' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='43150ca799795150ca8400fb91c4f73aa77132e1', operation='UPDATE', pgid='pgtrigger_renamed_by_decision_93f07', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_unitevent" ("closed_at", "code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."closed_at", NEW."code", NEW."generated", NEW."head_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."version"); RETURN NULL;', hash='abbc423087c2b54ef709f65e3912b20561253a26', operation='INSERT', pgid='pgtrigger_insert_insert_c5bbc', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."generated" IS DISTINCT FROM (NEW."generated") OR OLD."head_id" IS DISTINCT FROM (NEW."head_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "projects_unitevent" ("closed_at", "code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."closed_at", NEW."code", NEW."generated", NEW."head_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='2547dd61dc382bdca7dcf63ef22427487b039b40', operation='UPDATE', pgid='pgtrigger_update_update_c8955', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_unitevent" ("closed_at", "code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."closed_at", OLD."code", OLD."generated", OLD."head_id", OLD."id", OLD."kind", OLD."name", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."version"); RETURN NULL;', hash='dca91276e33d95895eb9c25c4f2b497a848dae12', operation='DELETE', pgid='pgtrigger_delete_delete_ba8d5', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='unit_is_open', sql=backoffice.triggers.GuardSQL(declare='DECLARE closed timestamptz;', func="\n            SELECT closed_at INTO closed FROM projects_unit WHERE id = NEW.unit_id FOR KEY SHARE;\n            IF closed IS NOT NULL THEN RAISE EXCEPTION 'a closed unit takes nothing on' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='636730780346bd02a4923ab32b1bc7f30cc6e592', operation='INSERT OR UPDATE OF "unit_id"', pgid='pgtrigger_unit_is_open_16134', table='projects_user', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='reorganization',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='reorganization',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='reorganization',
            name='into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received', to='projects.unit', verbose_name='receiving unit'),
        ),
        migrations.AddField(
            model_name='reorganization',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganizations', to='projects.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='reorganizationevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='reorganizationevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='reorganizationevent',
            name='into',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.unit', verbose_name='receiving unit'),
        ),
        migrations.AddField(
            model_name='reorganizationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='projects.reorganization'),
        ),
        migrations.AddField(
            model_name='reorganizationevent',
            name='unit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.unit', verbose_name='unit'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufdd0-\\ufdef\\ufff0-\\ufffb\\ufffe\\uffff\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U0001fffe\\U0001ffff\\U0002fffe\\U0002ffff\\U0003fffe\\U0003ffff\\U0004fffe\\U0004ffff\\U0005fffe\\U0005ffff\\U0006fffe\\U0006ffff\\U0007fffe\\U0007ffff\\U0008fffe\\U0008ffff\\U0009fffe\\U0009ffff\\U000afffe\\U000affff\\U000bfffe\\U000bffff\\U000cfffe\\U000cffff\\U000dfffe\\U000dffff\\U000efffe\\U000effff\\U000ffffe\\U000fffff\\U0010fffe\\U0010ffff]|  |^ | $'), _negated=True), name='reorganization_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(('former_name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufdd0-\\ufdef\\ufff0-\\ufffb\\ufffe\\uffff\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U0001fffe\\U0001ffff\\U0002fffe\\U0002ffff\\U0003fffe\\U0003ffff\\U0004fffe\\U0004ffff\\U0005fffe\\U0005ffff\\U0006fffe\\U0006ffff\\U0007fffe\\U0007ffff\\U0008fffe\\U0008ffff\\U0009fffe\\U0009ffff\\U000afffe\\U000affff\\U000bfffe\\U000bffff\\U000cfffe\\U000cffff\\U000dfffe\\U000dffff\\U000efffe\\U000effff\\U000ffffe\\U000fffff\\U0010fffe\\U0010ffff]|  |^ | $'), _negated=True), name='reorganization_former_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(('into_name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufdd0-\\ufdef\\ufff0-\\ufffb\\ufffe\\uffff\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U0001fffe\\U0001ffff\\U0002fffe\\U0002ffff\\U0003fffe\\U0003ffff\\U0004fffe\\U0004ffff\\U0005fffe\\U0005ffff\\U0006fffe\\U0006ffff\\U0007fffe\\U0007ffff\\U0008fffe\\U0008ffff\\U0009fffe\\U0009ffff\\U000afffe\\U000affff\\U000bfffe\\U000bffff\\U000cfffe\\U000cffff\\U000dfffe\\U000dffff\\U000efffe\\U000effff\\U000ffffe\\U000fffff\\U0010fffe\\U0010ffff]|  |^ | $'), _negated=True), name='reorganization_into_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(('document_number__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufdd0-\\ufdef\\ufff0-\\ufffb\\ufffe\\uffff\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U0001fffe\\U0001ffff\\U0002fffe\\U0002ffff\\U0003fffe\\U0003ffff\\U0004fffe\\U0004ffff\\U0005fffe\\U0005ffff\\U0006fffe\\U0006ffff\\U0007fffe\\U0007ffff\\U0008fffe\\U0008ffff\\U0009fffe\\U0009ffff\\U000afffe\\U000affff\\U000bfffe\\U000bffff\\U000cfffe\\U000cffff\\U000dfffe\\U000dffff\\U000efffe\\U000effff\\U000ffffe\\U000fffff\\U0010fffe\\U0010ffff]|  |^ | $'), _negated=True), name='reorganization_document_number_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('into', None), ('kind', 'rename'), models.Q(('name', ''), _negated=True)), models.Q(('into__isnull', False), ('kind__in', ['merge', 'split']), ('name', ''), models.Q(('into', models.F('unit')), _negated=True)), models.Q(('into', None), ('kind', 'close'), ('name', '')), _connector='OR'), name='reorganization_says_what_becomes'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='reorganization_decided_as_its_state_says'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'refused']), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='reorganization_takes_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(('carried_out_at', None), ('state', 'approved'), _connector='OR'), name='reorganization_carried_out_once_approved'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.UniqueConstraint(condition=models.Q(('carried_out_at', None), ('state__in', ['pending', 'approved'])), fields=('unit',), name='one_open_reorganization'),
        ),
        migrations.AddConstraint(
            model_name='reorganization',
            constraint=models.CheckConstraint(condition=models.Q(('day__isnull', True), models.Q(('day__gte', datetime.date(2000, 1, 1)), ('day__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='reorganization_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND (TG_OP = 'UPDATE' AND OLD.decided_at IS NOT NULL OR NEW.decided_at IS NOT NULL AND NOT is_now(NEW.decided_at)) THEN RAISE EXCEPTION 'a fact is recorded now: decided_at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at) AND (TG_OP = 'UPDATE' AND OLD.carried_out_at IS NOT NULL OR NEW.carried_out_at IS NOT NULL AND NOT is_now(NEW.carried_out_at)) THEN RAISE EXCEPTION 'a fact is recorded now: carried_out_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='20dfb3dd96bd1760760c389a34befac4b5a04fe3', operation='INSERT OR UPDATE OF "at", "decided_at", "carried_out_at"', pgid='pgtrigger_is_now_aec85', table='projects_reorganization', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at) AND day_has_ended(NEW.carried_out_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='0adf6fc8099f05b214c61cde44773ec16736ec1c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_44e55', table='projects_reorganization', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='waits_for_a_supervisor', sql=backoffice.triggers.GuardSQL(func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.asked_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('admin') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a reorganization is asked by an administrator' USING ERRCODE = 'check_violation';\n                    END IF;\n                    NEW.state := 'pending';\n                    NEW.decided_by_id := NULL;\n                    NEW.decided_at := NULL;\n                    NEW.carried_out_at := NULL;\n                    NEW.former_name := '';\n                    NEW.into_name := '';\n                    RETURN NEW;\n                ", hash='47b4597288443dd57d58b92f41d6010dba84530c', operation='INSERT', pgid='pgtrigger_waits_for_a_supervisor_821df', table='projects_reorganization', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='decided_once_by_a_supervisor', sql=backoffice.triggers.GuardSQL(func="\n                    IF NEW.state <> OLD.state AND OLD.state <> 'pending'\n                        AND NOT (OLD.state = 'approved' AND NEW.state = 'withdrawn' AND OLD.carried_out_at IS NULL) THEN\n                        RAISE EXCEPTION 'a reorganization is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state IN ('approved', 'refused') AND OLD.state = 'pending'\n                        AND NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.decided_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('supervisor') OR FALSE)) THEN\n                        RAISE EXCEPTION 'a reorganization is decided by a supervisor' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='12c4ce45a4a2fc0d57002a602b973f86f5c6610c', operation='UPDATE', pgid='pgtrigger_decided_once_by_a_supervisor_efc90', table='projects_reorganization', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='on_its_day', sql=backoffice.triggers.GuardSQL(func="\n                    IF NEW.carried_out_at IS NULL OR OLD.carried_out_at IS NOT NULL THEN RETURN NEW; END IF;\n                    IF NEW.day > (NEW.carried_out_at AT TIME ZONE 'Asia/Shanghai')::date THEN\n                        RAISE EXCEPTION 'a reorganization is carried out on its day' USING ERRCODE = 'check_violation';\n                    END IF;\n                    PERFORM FROM projects_unit WHERE id IN (NEW.unit_id, NEW.into_id) ORDER BY id FOR UPDATE;\n                    IF EXISTS (SELECT FROM projects_unit\n                        WHERE id IN (NEW.unit_id, NEW.into_id) AND closed_at IS NOT NULL) THEN\n                        RAISE EXCEPTION 'a closed unit takes nothing on' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.kind = 'close' AND (\n    EXISTS (SELECT FROM projects_project WHERE unit_id = NEW.unit_id)\n    OR EXISTS (SELECT FROM projects_user WHERE unit_id = NEW.unit_id)\n    OR EXISTS (SELECT FROM projects_unit WHERE parent_id = NEW.unit_id AND closed_at IS NULL)\n    OR EXISTS (SELECT FROM projects_project_co_units WHERE unit_id = NEW.unit_id)\n) THEN\n                        RAISE EXCEPTION 'a unit that answers for something is not closed' USING ERRCODE = 'check_violation';\n                    END IF;\n                    NEW.former_name := (SELECT name FROM projects_unit WHERE id = NEW.unit_id);\n                    NEW.into_name := COALESCE((SELECT name FROM projects_unit WHERE id = NEW.into_id), '');\n                    RETURN NEW;\n                ", hash='0291b39a7159124e872054c61c9e41c3ff3db3a4', operation='UPDATE OF "carried_out_at"', pgid='pgtrigger_on_its_day_a7263', table='projects_reorganization', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'reason' - 'carried_out_at' - 'state' - 'former_name' - 'into_name') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'reason' - 'carried_out_at' - 'state' - 'former_name' - 'into_name') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason) OR (OLD.carried_out_at IS NOT NULL AND NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='9f94ed8e73a88029394b6548d70a4be4fd1367e4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_77991', table='projects_reorganization', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='carries_out', sql=backoffice.triggers.EffectSQL(declare='DECLARE whole boolean; mark text;', func="\n    IF NEW.carried_out_at IS NULL OR OLD.carried_out_at IS NOT NULL THEN RETURN NULL; END IF;\n    PERFORM set_config('tiexi.at', NEW.carried_out_at::text, true);\n    whole := NEW.kind = 'merge';\n    IF NEW.kind = 'rename' THEN\n        UPDATE projects_unit SET name = NEW.name, version = version + 1 WHERE id = NEW.unit_id;\n    ELSIF NEW.kind IN ('merge', 'split') THEN\n        INSERT INTO projects_assignment (project_id, unit_id, steward_id, leader_id, from_at)\n        SELECT id, NEW.into_id, steward_id, leader_id, NEW.carried_out_at FROM projects_project\n        WHERE unit_id = NEW.unit_id AND (whole OR NEW.parts->'projects' @> to_jsonb(id)) ORDER BY id;\n        UPDATE projects_user SET unit_id = NEW.into_id, version = version + 1\n        WHERE unit_id = NEW.unit_id AND (whole OR NEW.parts->'people' @> to_jsonb(id));\n        UPDATE projects_unit SET parent_id = NEW.into_id, version = version + 1\n        WHERE parent_id = NEW.unit_id AND (whole OR NEW.parts->'units' @> to_jsonb(id));\n        DELETE FROM projects_project_co_units shared USING projects_project one\n        WHERE one.id = shared.project_id AND one.unit_id = NEW.into_id AND shared.unit_id = NEW.into_id;\n        UPDATE projects_unit bereft SET head_id = NULL, version = bereft.version + 1 FROM projects_user head\n        WHERE bereft.id = NEW.unit_id AND head.id = bereft.head_id AND head.unit_id = NEW.into_id;\n    END IF;\n    IF whole THEN\n        INSERT INTO projects_project_co_units (project_id, unit_id)\n        SELECT shared.project_id, NEW.into_id FROM projects_project_co_units shared\n        JOIN projects_project one ON one.id = shared.project_id\n        WHERE shared.unit_id = NEW.unit_id AND one.unit_id IS DISTINCT FROM NEW.into_id\n        ON CONFLICT DO NOTHING;\n        DELETE FROM projects_project_co_units WHERE unit_id = NEW.unit_id;\n    END IF;\n    IF NEW.kind IN ('merge', 'close') THEN\n        -- Its name is free from then on, and whoever meets it in a list sees that it is closed.\n        mark := '（' || to_char(NEW.carried_out_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '年撤并）';\n        UPDATE projects_unit SET closed_at = NEW.carried_out_at, head_id = NULL, version = version + 1,\n            parent_id = COALESCE(NEW.into_id, parent_id), name = left(name, 40) || CASE\n                WHEN EXISTS (SELECT FROM projects_unit other WHERE other.name = left(projects_unit.name, 40) || mark)\n                THEN left(code, 12) ELSE '' END || mark\n        WHERE id = NEW.unit_id;\n    END IF;\n    PERFORM set_config('tiexi.at', '', true);\n RETURN NULL;", hash='eba62f3ac389b3b821c196f71c062cc9b0bcbc49', operation='UPDATE OF "carried_out_at"', pgid='pgtrigger_carries_out_ec828', table='projects_reorganization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_reorganizationevent" ("asked_by_id", "at", "carried_out_at", "day", "decided_at", "decided_by_id", "document_number", "former_name", "id", "into_id", "into_name", "kind", "name", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text", "unit_id") VALUES (NEW."asked_by_id", NEW."at", NEW."carried_out_at", NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."document_number", NEW."former_name", NEW."id", NEW."into_id", NEW."into_name", NEW."kind", NEW."name", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."reason", NEW."state", NEW."text", NEW."unit_id"); RETURN NULL;', hash='5e3854272fffe713c3cf6ce21b3901a9c59c8ce6', operation='INSERT', pgid='pgtrigger_insert_insert_0378f', table='projects_reorganization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_reorganizationevent" ("asked_by_id", "at", "carried_out_at", "day", "decided_at", "decided_by_id", "document_number", "former_name", "id", "into_id", "into_name", "kind", "name", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text", "unit_id") VALUES (NEW."asked_by_id", NEW."at", NEW."carried_out_at", NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."document_number", NEW."former_name", NEW."id", NEW."into_id", NEW."into_name", NEW."kind", NEW."name", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."text", NEW."unit_id"); RETURN NULL;', hash='985e3ba963f4980a569acdfeaa24c4e83a119d5d', operation='UPDATE', pgid='pgtrigger_update_update_ceb6e', table='projects_reorganization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reorganization',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_reorganizationevent" ("asked_by_id", "at", "carried_out_at", "day", "decided_at", "decided_by_id", "document_number", "former_name", "id", "into_id", "into_name", "kind", "name", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text", "unit_id") VALUES (OLD."asked_by_id", OLD."at", OLD."carried_out_at", OLD."day", OLD."decided_at", OLD."decided_by_id", OLD."document_number", OLD."former_name", OLD."id", OLD."into_id", OLD."into_name", OLD."kind", OLD."name", OLD."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."reason", OLD."state", OLD."text", OLD."unit_id"); RETURN NULL;', hash='06d42f5ffef793bea50b3763e8d2f12e6eed1d5f', operation='DELETE', pgid='pgtrigger_delete_delete_aa38a', table='projects_reorganization', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='reorganizationevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='projects_re_pgh_cre_ab9531_idx'),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
