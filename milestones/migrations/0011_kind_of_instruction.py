"""An instruction says whether a leader or a supervisor gave it."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations, models

# What was given before is known by the giver's role of today. Facts are never changed, so the guard steps aside.
GIVEN_SO_FAR = """
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} SET kind = 'directive' WHERE by_id IN (
    SELECT given.user_id FROM projects_user_groups given JOIN auth_group ON auth_group.id = given.group_id
    WHERE auth_group.name = 'leader');
ALTER TABLE {table} ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0010_corrections_of_words'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='instruction',
            name='kind',
            field=models.CharField(choices=[('directive', "Leader's instruction"), ('supervision', 'Supervision notice')], default='supervision', max_length=12, verbose_name='kind'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='instructionevent',
            name='kind',
            field=models.CharField(choices=[('directive', "Leader's instruction"), ('supervision', 'Supervision notice')], default='supervision', max_length=12, verbose_name='kind'),
            preserve_default=False,
        ),
        migrations.RunSQL(
            [GIVEN_SO_FAR.format(table=f"milestones_{name}") for name in ("instruction", "instructionevent")],
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name='instruction',
            name='text',
            field=models.TextField(verbose_name='what is asked'),
        ),
        migrations.AlterField(
            model_name='instructionevent',
            name='text',
            field=models.TextField(verbose_name='what is asked'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "closed_at", "closed_by_id", "id", "kind", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text") VALUES (NEW."at", NEW."by_id", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."kind", NEW."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."reply_by", NEW."reply_id", NEW."text"); RETURN NULL;', hash='5199a9103affc9e137c8d06c30202452f6a0dfd7', operation='INSERT', pgid='pgtrigger_insert_insert_ec9a5', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "closed_at", "closed_by_id", "id", "kind", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text") VALUES (NEW."at", NEW."by_id", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."kind", NEW."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."reply_by", NEW."reply_id", NEW."text"); RETURN NULL;', hash='4205801861045ffe25a7b8c259d7ba340000a4a1', operation='UPDATE', pgid='pgtrigger_update_update_ed0cd', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "closed_at", "closed_by_id", "id", "kind", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text") VALUES (OLD."at", OLD."by_id", OLD."closed_at", OLD."closed_by_id", OLD."id", OLD."kind", OLD."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."reply_by", OLD."reply_id", OLD."text"); RETURN NULL;', hash='778a8387571fbe8319aba5eabe7f6c015abe82d8', operation='DELETE', pgid='pgtrigger_delete_delete_4874b', table='milestones_instruction', when='AFTER')),
        ),
    ]
