import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.conf import settings
from django.db import migrations, models

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0009_official_years_have_days'),
        ('projects', '0007_words_of_the_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='approval_locks',
        ),
        migrations.RemoveConstraint(
            model_name='changerequest',
            name='change_names_what_it_changes',
        ),
        migrations.AddField(
            model_name='changerequest',
            name='new_words',
            field=models.JSONField(blank=True, null=True, verbose_name='new words'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='old_words',
            field=models.JSONField(blank=True, null=True, verbose_name='old words'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='new_words',
            field=models.JSONField(blank=True, null=True, verbose_name='new words'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='old_words',
            field=models.JSONField(blank=True, null=True, verbose_name='old words'),
        ),
        migrations.AlterField(
            model_name='changerequest',
            name='kind',
            field=models.CharField(choices=[('extend', 'Extension'), ('quantity', 'Change of quantity'), ('suspend', 'Suspension'), ('resume', 'Resumption'), ('cancel', 'Cancellation'), ('words', 'Correction of words')], default='extend', max_length=8, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='changerequestevent',
            name='kind',
            field=models.CharField(choices=[('extend', 'Extension'), ('quantity', 'Change of quantity'), ('suspend', 'Suspension'), ('resume', 'Resumption'), ('cancel', 'Cancellation'), ('words', 'Correction of words')], default='extend', max_length=8, verbose_name='kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='corrects_words', sql=backoffice.triggers.EffectSQL(func="\nIF OLD.state = 'pending' AND NEW.state = 'approved' AND NEW.kind = 'words' THEN\n    PERFORM set_config('tiexi.at', NEW.decided_at::text, true);\n    UPDATE milestones_milestone SET name = NEW.new_words->>'name', version = version + 1\n    WHERE id = NEW.milestone_id AND name = NEW.old_words->>'name';\n    UPDATE projects_target SET version = version + 1, measure = COALESCE(NEW.new_words->>'measure', measure),\n        as_written = COALESCE(NEW.new_words->>'as_written', as_written),\n        qualifier = COALESCE(NEW.new_words->>'qualifier', qualifier)\n    WHERE id = NEW.target_id AND to_jsonb(projects_target) @> NEW.old_words;\n    UPDATE projects_project p SET version = version + 1, name = COALESCE(NEW.new_words->>'name', name),\n        label = COALESCE(NEW.new_words->>'label', label),\n        continues_id = CASE WHEN NEW.new_words ? 'continues'\n            THEN (SELECT id FROM projects_project WHERE code = NEW.new_words->>'continues') ELSE continues_id END\n    WHERE id = NEW.project_id AND to_jsonb(p) || jsonb_build_object(\n        'continues', (SELECT code FROM projects_project WHERE id = p.continues_id)) @> NEW.old_words;\n    IF NOT EXISTS (SELECT FROM milestones_milestone WHERE id = NEW.milestone_id AND name = NEW.new_words->>'name'\n        UNION ALL SELECT FROM projects_target t WHERE id = NEW.target_id AND to_jsonb(t) @> NEW.new_words\n        UNION ALL SELECT FROM projects_project p WHERE id = NEW.project_id AND to_jsonb(p) || jsonb_build_object(\n            'continues', (SELECT code FROM projects_project WHERE id = p.continues_id)) @> NEW.new_words) THEN\n        RAISE EXCEPTION 'the words are no longer those that were asked about' USING ERRCODE = 'check_violation';\n    END IF;\n    PERFORM set_config('tiexi.at', '', true);\nEND IF;\n RETURN NULL;", hash='de8c156f5ac045eb483013a6c3510f4ebd49c9c6', operation='UPDATE', pgid='pgtrigger_corrects_words_f7954', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_changerequestevent" ("at", "by_id", "decided_at", "decided_by_id", "document_number", "id", "kind", "milestone_id", "new_due", "new_quantity", "new_words", "old_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "reason_class", "state", "target_id", "text") VALUES (NEW."at", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."document_number", NEW."id", NEW."kind", NEW."milestone_id", NEW."new_due", NEW."new_quantity", NEW."new_words", NEW."old_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."reason", NEW."reason_class", NEW."state", NEW."target_id", NEW."text"); RETURN NULL;', hash='2cb37a2416a6e8fc9e93045efd47103a11a56632', operation='INSERT', pgid='pgtrigger_insert_insert_93667', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_changerequestevent" ("at", "by_id", "decided_at", "decided_by_id", "document_number", "id", "kind", "milestone_id", "new_due", "new_quantity", "new_words", "old_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "reason_class", "state", "target_id", "text") VALUES (NEW."at", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."document_number", NEW."id", NEW."kind", NEW."milestone_id", NEW."new_due", NEW."new_quantity", NEW."new_words", NEW."old_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."reason", NEW."reason_class", NEW."state", NEW."target_id", NEW."text"); RETURN NULL;', hash='35a476568198a6a80fcd8005540536dc31ff920e', operation='UPDATE', pgid='pgtrigger_update_update_30856', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_changerequestevent" ("at", "by_id", "decided_at", "decided_by_id", "document_number", "id", "kind", "milestone_id", "new_due", "new_quantity", "new_words", "old_words", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "reason_class", "state", "target_id", "text") VALUES (OLD."at", OLD."by_id", OLD."decided_at", OLD."decided_by_id", OLD."document_number", OLD."id", OLD."kind", OLD."milestone_id", OLD."new_due", OLD."new_quantity", OLD."new_words", OLD."old_words", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."reason", OLD."reason_class", OLD."state", OLD."target_id", OLD."text"); RETURN NULL;', hash='4827cc2ba1946cd26a3843f538cfb7b55222d55f', operation='DELETE', pgid='pgtrigger_delete_delete_4b451', table='milestones_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='approval_locks', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (OLD.baseline_due IS NOT NULL) AND (NEW.project_id IS DISTINCT FROM OLD.project_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.target_id IS DISTINCT FROM OLD.target_id OR NEW.quantity IS DISTINCT FROM OLD.quantity OR NEW.weight IS DISTINCT FROM OLD.weight OR NEW.starts_on IS DISTINCT FROM OLD.starts_on OR NEW.origin IS DISTINCT FROM OLD.origin) THEN RAISE EXCEPTION 'approved: project, name, quantity, weight and start are locked' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='1da65627014c224a1c5bbc20f27c009f8eda51c8', operation='UPDATE', pgid='pgtrigger_approval_locks_36e2b', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."sequence", OLD."weight", OLD."starts_on", OLD."origin", OLD."target_id", OLD."quantity") IS DISTINCT FROM ROW(NEW."name", NEW."sequence", NEW."weight", NEW."starts_on", NEW."origin", NEW."target_id", NEW."quantity") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'milestone\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'sequence\', OLD."sequence", \'weight\', OLD."weight", \'starts_on\', OLD."starts_on", \'origin\', OLD."origin", \'target_id\', OLD."target_id", \'quantity\', OLD."quantity"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='555a7249fe6b9f2ac1c0177735e09a2f146b152f', operation='UPDATE OF "name", "sequence", "weight", "starts_on", "origin", "target_id", "quantity"', pgid='pgtrigger_keeps_words_8684c', table='milestones_milestone', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'extend'), ('milestone__isnull', False), ('new_due__isnull', False), ('project', None), ('target', None)), models.Q(('kind', 'quantity'), ('milestone__isnull', False), ('new_quantity__isnull', False), ('project', None), ('target', None)), models.Q(('kind', 'quantity'), ('milestone', None), ('new_quantity__isnull', False), ('project', None), ('target__isnull', False)), models.Q(('kind__in', ['suspend', 'resume']), ('milestone', None), ('project__isnull', False), ('target', None)), models.Q(('kind', 'cancel'), ('milestone__isnull', False), ('project', None), ('target', None)), models.Q(('kind', 'cancel'), ('milestone', None), ('project__isnull', False), ('target', None)), models.Q(models.Q(models.Q(('milestone', None), ('project__isnull', False), ('target', None)), models.Q(('milestone__isnull', False), ('project', None), ('target', None)), models.Q(('milestone', None), ('project', None), ('target__isnull', False)), _connector='OR'), ('kind', 'words'), ('new_words__isnull', False), ('old_words__isnull', False)), _connector='OR'), name='change_names_what_it_changes'),
        ),
        migrations.RunSQL(frozen("0010_histories"), migrations.RunSQL.noop),
    ]
