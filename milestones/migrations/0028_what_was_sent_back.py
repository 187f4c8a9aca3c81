"""A claim after a reopening pauses nothing; a changed promise doubts figures; no further milestone slows a schedule."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from milestones.rules.installed_functions import frozen

# What waits on a milestone whose claim was sent back before; no edit of anybody's, so no guard or history sees it.
CLAIMED_AGAIN = """
ALTER TABLE milestones_milestone DISABLE TRIGGER USER;
UPDATE milestones_milestone m SET claimed_again = true WHERE EXISTS (
    SELECT FROM milestones_claim c WHERE c.milestone_id = m.id AND c.state = 'pending'
) AND EXISTS (SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state = 'reopened');
ALTER TABLE milestones_milestone ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0027_target_of_the_day'),
        ('projects', '0017_figures_follow_the_promise'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='needs_an_approved_change',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='repeated_on_the_milestone',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='is_now',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='judged_by_the_rule',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='decided_once',
        ),
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
        migrations.RemoveConstraint(
            model_name='progressreport',
            name='doubtful_figure_says_why',
        ),
        migrations.AddField(
            model_name='progressreport',
            name='doubted_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in doubt since'),
        ),
        migrations.AddField(
            model_name='progressreportevent',
            name='doubted_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in doubt since'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='needs_an_approved_change', sql=backoffice.triggers.EffectSQL(declare='DECLARE last milestones_baselineversion%ROWTYPE; c milestones_changerequest%ROWTYPE;', func="\n                    SELECT * INTO last FROM milestones_baselineversion WHERE milestone_id = NEW.milestone_id ORDER BY number DESC LIMIT 1;\n                    IF NEW.to_at IS NOT NULL OR NEW.number <> COALESCE(last.number, 0) + 1 THEN\n                        RAISE EXCEPTION 'a baseline version follows the one before it' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF last.id IS NULL THEN\n                        IF NEW.change_id IS NOT NULL OR NOT EXISTS (\n                            SELECT FROM milestones_milestone WHERE id = NEW.milestone_id\n                                AND forecast_due = NEW.due AND quantity IS NOT DISTINCT FROM NEW.quantity) THEN\n                            RAISE EXCEPTION 'the first baseline is the forecast as approved' USING ERRCODE = 'check_violation';\n                        END IF;\n                        IF NEW.due < (NEW.from_at AT TIME ZONE 'Asia/Shanghai')::date AND NEW.note !~ '[^ \\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0]' THEN\n                            RAISE EXCEPTION 'a day that has passed is approved with a word' USING ERRCODE = 'check_violation';\n                        END IF;\n                        IF NEW.quantity < (SELECT planned_on(target_id, NEW.due, NEW.from_at)\n                            FROM milestones_milestone WHERE id = NEW.milestone_id) THEN\n                            RAISE EXCEPTION 'a further milestone asks no less than what is planned for its day' USING ERRCODE = 'check_violation';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    SELECT * INTO c FROM milestones_changerequest WHERE id = NEW.change_id;\n                    IF c.id IS NULL OR c.state <> 'approved' OR c.milestone_id IS DISTINCT FROM NEW.milestone_id\n                        OR c.kind NOT IN ('extend', 'quantity')\n                        OR NEW.due IS DISTINCT FROM COALESCE(c.new_due, last.due)\n                        OR NEW.quantity IS DISTINCT FROM COALESCE(c.new_quantity, last.quantity) THEN\n                        RAISE EXCEPTION 'a baseline moves only by an approved change' USING ERRCODE = 'check_violation';\n                    END IF;\n                    UPDATE milestones_baselineversion SET to_at = NEW.from_at WHERE id = last.id;\n                    RETURN NEW;\n                ", hash='1cb748d170a06861e99c4176c99381551fe455b8', operation='INSERT', pgid='pgtrigger_needs_an_approved_change_209db', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=backoffice.triggers.EffectSQL(func="\n                UPDATE milestones_milestone m SET\n                    claimed_on = (s.at AT TIME ZONE 'Asia/Shanghai')::date, finished_on = s.finished_on,\n                    confirmed_on = CASE WHEN s.state = 'confirmed' THEN (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date END,\n                    confirmed_by_id = CASE WHEN s.state = 'confirmed' THEN s.decided_by_id END,\n                    claimed_again = s.state IS NOT DISTINCT FROM 'pending' AND EXISTS (\n                        SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state IN ('returned', 'reopened'))\n                FROM (SELECT 1) one LEFT JOIN milestones_claim s\n                    ON s.milestone_id = NEW.milestone_id AND s.state IN ('pending', 'confirmed')\n                WHERE m.id = NEW.milestone_id;\n                 RETURN NULL;", hash='8c063f948d7fb8a2a104056fc37768912da2c5ec', operation='INSERT OR UPDATE', pgid='pgtrigger_repeated_on_the_milestone_f8f99', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND (TG_OP = 'UPDATE' AND OLD.decided_at IS NOT NULL OR NEW.decided_at IS NOT NULL AND NOT is_now(NEW.decided_at)) THEN RAISE EXCEPTION 'a fact is recorded now: decided_at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.doubted_at IS DISTINCT FROM OLD.doubted_at) AND (TG_OP = 'UPDATE' AND OLD.doubted_at IS NOT NULL OR NEW.doubted_at IS NOT NULL AND NOT is_now(NEW.doubted_at)) THEN RAISE EXCEPTION 'a fact is recorded now: doubted_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='5af10a89d7b11331b05638a0b094dedef9bc7bcc', operation='INSERT OR UPDATE OF "at", "decided_at", "doubted_at"', pgid='pgtrigger_is_now_420d0', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.doubted_at IS DISTINCT FROM OLD.doubted_at) AND day_has_ended(NEW.doubted_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='bd66a5216e8a7a6fca8992133ee61ec64e799aa8', operation='INSERT OR UPDATE OF "at", "decided_at", "doubted_at"', pgid='pgtrigger_of_today_7fcf9', table='milestones_progressreport', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='judged_by_the_rule', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app' AND NEW.quantity IS NOT NULL)", func="\n                    IF NEW.doubted_at IS NOT NULL OR NEW.state IS DISTINCT FROM\n                        figure_judged(NEW.target_id, NEW.quantity, (NEW.at AT TIME ZONE 'Asia/Shanghai')::date) THEN\n                        RAISE EXCEPTION 'this figure is doubtful, or beyond all bounds' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='a021ba1671242fbe550df97f875ea1201bc00655', operation='INSERT', pgid='pgtrigger_judged_by_the_rule_024da', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF pg_trigger_depth() > 1 AND OLD.state = 'clear' AND NEW.state = 'pending' THEN RETURN NEW; END IF;\n                    IF OLD.state <> 'pending' AND NEW IS DISTINCT FROM OLD OR NEW.state = 'clear' AND OLD.state <> 'clear'\n                        OR NEW.doubted_at IS DISTINCT FROM OLD.doubted_at THEN\n                        RAISE EXCEPTION 'a figure is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ec1e1ccb8ce88d5ee0425e58425806e2eca49ff1', operation='UPDATE', pgid='pgtrigger_decided_once_0223d', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF TRUE THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD) - 'decided_by_id' - 'decided_at' - 'decision_reason' - 'doubted_at' - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'decided_by_id' - 'decided_at' - 'decision_reason' - 'doubted_at' - 'state') OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) OR (OLD.decision_reason IS NOT NULL AND NEW.decision_reason IS DISTINCT FROM OLD.decision_reason) OR (OLD.doubted_at IS NOT NULL AND NEW.doubted_at IS DISTINCT FROM OLD.doubted_at) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='dc71dea30f3ef966b7dae83c74f4372f17e43f63', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71d89', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "decided_at", "decided_by_id", "decision_reason", "doubted_at", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "reason", "state", "target_id") VALUES (NEW."at", NEW."by_id", NEW."corrects_id", NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."doubted_at", NEW."forecast_due", NEW."id", NEW."milestone_id", NEW."need", NEW."next_step", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."problem", NEW."quantity", NEW."reason", NEW."state", NEW."target_id"); RETURN NULL;', hash='722b18d4805b55b5a32ee185792b2c7c584f5350', operation='INSERT', pgid='pgtrigger_insert_insert_cd80e', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "decided_at", "decided_by_id", "decision_reason", "doubted_at", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "reason", "state", "target_id") VALUES (NEW."at", NEW."by_id", NEW."corrects_id", NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."doubted_at", NEW."forecast_due", NEW."id", NEW."milestone_id", NEW."need", NEW."next_step", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."problem", NEW."quantity", NEW."reason", NEW."state", NEW."target_id"); RETURN NULL;', hash='7bead0b7042bf1e487b243b1ea7a864f0d656f97', operation='UPDATE', pgid='pgtrigger_update_update_87e91', table='milestones_progressreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "milestones_progressreportevent" ("at", "by_id", "corrects_id", "day", "decided_at", "decided_by_id", "decision_reason", "doubted_at", "forecast_due", "id", "milestone_id", "need", "next_step", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "quantity", "reason", "state", "target_id") VALUES (OLD."at", OLD."by_id", OLD."corrects_id", OLD."day", OLD."decided_at", OLD."decided_by_id", OLD."decision_reason", OLD."doubted_at", OLD."forecast_due", OLD."id", OLD."milestone_id", OLD."need", OLD."next_step", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."problem", OLD."quantity", OLD."reason", OLD."state", OLD."target_id"); RETURN NULL;', hash='9adb16a5fb2cf342ece15b4089d4ea818d898fc8', operation='DELETE', pgid='pgtrigger_delete_delete_78ce3', table='milestones_progressreport', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'clear'), models.Q(('quantity__isnull', False), models.Q(models.Q(('reason', ''), _negated=True), ('doubted_at__isnull', False), _connector='OR')), _connector='OR'), name='doubtful_figure_says_why'),
        ),
        migrations.RunSQL(frozen("0028_standing"), frozen("0028_standing_before")),
        migrations.RunSQL(CLAIMED_AGAIN, migrations.RunSQL.noop),
    ]
