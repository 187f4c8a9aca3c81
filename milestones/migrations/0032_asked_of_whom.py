"""An instruction asks somebody and is closed with an answer or a reason; waiting for a decision costs a claim no reach."""

import backoffice.triggers
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0031_decisions_taken_back'),
        ('projects', '0021_accounts_left'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='may_be_claimed',
        ),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='retraction',
            name='ends_the_decision',
        ),
        migrations.AddField(
            model_name='instruction',
            name='close_reason',
            field=models.TextField(blank=True, null=True, verbose_name='reason of the closing'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='to',
            field=models.CharField(choices=[('steward', 'Steward'), ('head', 'Head of the responsible unit'), ('unit', 'Another unit')], db_default='steward', default='steward', max_length=7, verbose_name='addressee'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.unit', verbose_name='unit asked'),
        ),
        migrations.AddField(
            model_name='instructionevent',
            name='close_reason',
            field=models.TextField(blank=True, null=True, verbose_name='reason of the closing'),
        ),
        migrations.AddField(
            model_name='instructionevent',
            name='to',
            field=models.CharField(choices=[('steward', 'Steward'), ('head', 'Head of the responsible unit'), ('unit', 'Another unit')], db_default='steward', default='steward', max_length=7, verbose_name='addressee'),
        ),
        migrations.AddField(
            model_name='instructionevent',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.unit', verbose_name='unit asked'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='may_be_claimed', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", declare='DECLARE today date; reach integer; waited integer; rested integer;', func="\n                    today := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;\n                    reach := COALESCE((\n                        SELECT w.claim_backdate_workdays FROM milestones_policy w\n                        JOIN milestones_milestone m ON m.id = NEW.milestone_id JOIN projects_project p ON p.id = m.project_id\n                        WHERE w.effective_from <= today AND (w.category_id = p.category_id OR w.category_id IS NULL)\n                        ORDER BY w.category_id NULLS LAST, w.effective_from DESC LIMIT 1), 3);\n                    -- Of the days since, those do not count on which a claim of the same finish lay undecided.\n                    SELECT COALESCE(SUM(workdays(claimed, decided, today)), 0), COALESCE(SUM(decided - claimed), 0)\n                    INTO waited, rested FROM (\n                        SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS claimed,\n                            (decided_at AT TIME ZONE 'Asia/Shanghai')::date AS decided\n                        FROM milestones_claim\n                        WHERE milestone_id = NEW.milestone_id AND finished_on = NEW.finished_on AND decided_at <= NEW.at) c;\n                    IF NEW.finished_on > today OR workdays(NEW.finished_on, today, today) - waited > reach\n                        OR today - NEW.finished_on - rested > 2 * reach + 10 THEN\n                        RAISE EXCEPTION 'a finish is claimed within the days that the policy allows' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (SELECT FROM milestones_milestone m JOIN projects_target t ON t.id = m.target_id\n                        WHERE m.id = NEW.milestone_id AND t.per = 'total' AND m.quantity > COALESCE(figure_on(t.id, today), 0)) THEN\n                        RAISE EXCEPTION 'a finish is claimed with its whole quantity' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7c0726ec5768f625ddfbb373edab005e096e2272', operation='INSERT', pgid='pgtrigger_may_be_claimed_87793', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'reply_id' - 'closed_at' - 'closed_by_id' - 'close_reason') IS DISTINCT FROM (to_jsonb(NEW) - 'reply_id' - 'closed_at' - 'closed_by_id' - 'close_reason') OR ((pg_trigger_depth() = 1 OR NEW.reply_id IS NOT NULL) AND OLD.reply_id IS NOT NULL AND NEW.reply_id IS DISTINCT FROM OLD.reply_id) OR ((pg_trigger_depth() = 1 OR NEW.closed_at IS NOT NULL) AND OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) OR ((pg_trigger_depth() = 1 OR NEW.closed_by_id IS NOT NULL) AND OLD.closed_by_id IS NOT NULL AND NEW.closed_by_id IS DISTINCT FROM OLD.closed_by_id) OR ((pg_trigger_depth() = 1 OR NEW.close_reason IS NOT NULL) AND OLD.close_reason IS NOT NULL AND NEW.close_reason IS DISTINCT FROM OLD.close_reason) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='86ca6397c24857c1f4e3cfed5607135aebf4a68c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7a523', table='milestones_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='closed_with_an_answer_or_a_reason', sql=backoffice.triggers.GuardSQL(condition='WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NEW.reply_id IS NULL)', func="\n                    IF btrim(COALESCE(NEW.close_reason, '')) = '' THEN\n                        RAISE EXCEPTION 'an instruction without an answer is closed with a reason' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='b6c81122fbf4462d159753a8b87fd8a9632ae918', operation='UPDATE', pgid='pgtrigger_closed_with_an_answer_or_a_reason_b4870', table='milestones_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "close_reason", "closed_at", "closed_by_id", "id", "kind", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text", "to", "unit_id") VALUES (NEW."at", NEW."by_id", NEW."close_reason", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."kind", NEW."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."reply_by", NEW."reply_id", NEW."text", NEW."to", NEW."unit_id"); RETURN NULL;', hash='fd9e5cd979c496a17385abf2b60f96796fa26723', operation='INSERT', pgid='pgtrigger_insert_insert_ec9a5', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "close_reason", "closed_at", "closed_by_id", "id", "kind", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text", "to", "unit_id") VALUES (NEW."at", NEW."by_id", NEW."close_reason", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."kind", NEW."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."reply_by", NEW."reply_id", NEW."text", NEW."to", NEW."unit_id"); RETURN NULL;', hash='dfffeaf2c8403eac70f53cf948471379322156a2', operation='UPDATE', pgid='pgtrigger_update_update_ed0cd', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_instructionevent" ("at", "by_id", "close_reason", "closed_at", "closed_by_id", "id", "kind", "milestone_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reply_by", "reply_id", "text", "to", "unit_id") VALUES (OLD."at", OLD."by_id", OLD."close_reason", OLD."closed_at", OLD."closed_by_id", OLD."id", OLD."kind", OLD."milestone_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."reply_by", OLD."reply_id", OLD."text", OLD."to", OLD."unit_id"); RETURN NULL;', hash='fc43a7c553f4867fa694f9d26229653f3ce49acc', operation='DELETE', pgid='pgtrigger_delete_delete_4874b', table='milestones_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retraction',
            trigger=pgtrigger.compiler.Trigger(name='ends_the_decision', sql=backoffice.triggers.EffectSQL(declare='DECLARE asked milestones_changerequest%ROWTYPE; former milestones_baselineversion%ROWTYPE; works bigint[]; steps bigint[]; found_one boolean;', func="\n    IF NEW.at < NEW.decided_at OR NEW.at > NEW.decided_at + interval '600 seconds'\n        OR (NEW.at AT TIME ZONE 'Asia/Shanghai')::date <> (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date THEN\n        RAISE EXCEPTION 'a decision is taken back within ten minutes and on its day' USING ERRCODE = 'check_violation';\n    END IF;\n    SELECT * INTO asked FROM milestones_changerequest WHERE id = NEW.change_id;\n    SELECT array_agg(p.id) INTO works FROM projects_project p WHERE asked.project_id IN (p.id, p.parent_id);\n    SELECT array_agg(m.id) INTO steps FROM milestones_milestone m WHERE m.project_id = ANY(works)\n        OR m.id = asked.milestone_id OR m.id = (SELECT milestone_id FROM milestones_claim WHERE id = NEW.claim_id)\n        OR m.target_id = asked.target_id;\n    works := works || (SELECT array_agg(project_id) FROM milestones_milestone WHERE id = ANY(steps))\n        || (SELECT array_agg(parent_id) FROM projects_project WHERE id = ANY(works) AND parent_id IS NOT NULL);\n    IF EXISTS (\n    SELECT FROM milestones_claim c WHERE c.milestone_id = ANY(steps) AND c.id IS DISTINCT FROM NEW.claim_id\n        AND GREATEST(c.at, c.decided_at, c.reopened_at) > NEW.decided_at\n    UNION ALL SELECT FROM milestones_progressreport r WHERE r.milestone_id = ANY(steps) AND r.at > NEW.decided_at\n    UNION ALL SELECT FROM milestones_baselineversion b WHERE b.milestone_id = ANY(steps) AND b.from_at > NEW.decided_at\n    UNION ALL SELECT FROM milestones_changerequest c LEFT JOIN projects_target t ON t.id = c.target_id\n        WHERE c.id IS DISTINCT FROM NEW.change_id AND GREATEST(c.at, c.decided_at) > NEW.decided_at\n        AND (c.milestone_id = ANY(steps) OR c.project_id = ANY(works) OR t.project_id = ANY(works))\n) THEN RAISE EXCEPTION 'what a later fact rests on is not taken back' USING ERRCODE = 'check_violation'; END IF;\n    UPDATE milestones_claim SET state = 'pending', decided_by_id = NULL, decided_at = NULL, reason = NULL\n    WHERE id = NEW.claim_id AND decided_by_id = NEW.by_id AND decided_at = NEW.decided_at\n        AND (state, NEW.decision) IN (('confirmed', 'confirm'), ('returned', 'return'));\n    found_one := FOUND;\n    UPDATE milestones_changerequest SET state = 'pending', decided_by_id = NULL, decided_at = NULL, reason = NULL,\n        document_number = NULL\n    WHERE id = NEW.change_id AND decided_by_id = NEW.by_id AND decided_at = NEW.decided_at\n        AND (state, NEW.decision) IN (('approved', 'approve'), ('refused', 'refuse'));\n    found_one := found_one OR FOUND;\n    UPDATE milestones_instruction SET closed_at = NULL, closed_by_id = NULL, close_reason = NULL\n    WHERE id = NEW.instruction_id AND closed_by_id = NEW.by_id AND closed_at = NEW.decided_at\n        AND NEW.decision = 'close';\n    IF NOT (found_one OR FOUND) THEN RAISE EXCEPTION 'nobody takes back what somebody else decided' USING ERRCODE = 'check_violation'; END IF;\n    IF NEW.decision = 'approve' THEN \n    IF asked.kind IN ('extend', 'quantity') AND asked.milestone_id IS NOT NULL THEN\n        DELETE FROM milestones_baselineversion WHERE change_id = asked.id;\n        UPDATE milestones_baselineversion SET to_at = NULL\n        WHERE milestone_id = asked.milestone_id AND to_at = NEW.decided_at RETURNING * INTO STRICT former;\n        PERFORM set_config('tiexi.at', NEW.at::text, true);\n        UPDATE milestones_milestone SET baseline_due = former.due, quantity = former.quantity\n        WHERE id = asked.milestone_id;\n        PERFORM set_config('tiexi.at', '', true);\n    ELSIF asked.kind = 'suspend' THEN\n        DELETE FROM milestones_suspension WHERE change_id = asked.id;\n    ELSIF asked.kind = 'resume' THEN\n        UPDATE milestones_suspension SET to_at = NULL WHERE project_id = ANY(works) AND to_at = NEW.decided_at;\n    ELSIF asked.kind = 'cancel' THEN\n        UPDATE milestones_milestone m SET cancelled_on = NULL WHERE m.id = ANY(steps) AND NOT EXISTS (\n            SELECT FROM milestones_changerequest c JOIN projects_project p ON p.id = m.project_id\n            WHERE c.id <> asked.id AND c.kind = 'cancel' AND c.state = 'approved'\n                AND (c.milestone_id = m.id OR c.project_id IN (p.id, p.parent_id)));\n        UPDATE projects_project p SET cancelled_on = NULL, cancel_reason = ''\n        WHERE asked.project_id IN (p.id, p.parent_id) AND NOT EXISTS (\n            SELECT FROM milestones_changerequest c WHERE c.id <> asked.id AND c.kind = 'cancel' AND c.state = 'approved'\n                AND c.project_id IN (p.id, p.parent_id));\n    ELSIF asked.kind = 'words' THEN\n        PERFORM set_config('tiexi.at', NEW.at::text, true);\n        UPDATE milestones_milestone SET name = asked.old_words->>'name', version = version + 1\n        WHERE id = asked.milestone_id;\n        UPDATE projects_target SET version = version + 1, measure = COALESCE(asked.old_words->>'measure', measure),\n            as_written = COALESCE(asked.old_words->>'as_written', as_written),\n            qualifier = COALESCE(asked.old_words->>'qualifier', qualifier)\n        WHERE id = asked.target_id;\n        UPDATE projects_project p SET version = version + 1, name = COALESCE(asked.old_words->>'name', name),\n            label = COALESCE(asked.old_words->>'label', label),\n            continues_id = CASE WHEN asked.old_words ? 'continues'\n                THEN (SELECT id FROM projects_project WHERE code = asked.old_words->>'continues') ELSE continues_id END\n        WHERE id = asked.project_id;\n        PERFORM set_config('tiexi.at', '', true);\n    END IF;\n END IF;\n    RETURN NULL;\n", hash='32afcbb720a70a75789c8524aed9b3b452e81770', operation='INSERT', pgid='pgtrigger_ends_the_decision_adb3f', table='milestones_retraction', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('to', 'unit'), ('unit__isnull', False)), models.Q(models.Q(('to', 'unit'), _negated=True), ('unit', None)), _connector='OR'), name='instruction_names_the_unit_it_asks'),
        ),
    ]
