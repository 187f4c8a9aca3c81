"""A further claim after a return pauses nothing."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from milestones.rules.installed_functions import frozen

# What waits on a milestone whose claim was returned before; no edit of anybody's, so no guard or history sees it.
CLAIMED_AGAIN = """
ALTER TABLE milestones_milestone DISABLE TRIGGER USER;
UPDATE milestones_milestone m SET claimed_again = true WHERE EXISTS (
    SELECT FROM milestones_claim c WHERE c.milestone_id = m.id AND c.state = 'pending'
) AND EXISTS (SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state = 'returned');
ALTER TABLE milestones_milestone ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0003_rules_and_policy'),
        ('projects', '0002_roles_and_categories'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='repeated_on_the_milestone',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='follows_facts',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='delete_delete',
        ),
        migrations.RemoveIndex(
            model_name='milestone',
            name='milestone_outstanding',
        ),
        migrations.AddField(
            model_name='milestone',
            name='claimed_again',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='milestoneevent',
            name='claimed_again',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(CLAIMED_AGAIN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(condition=models.Q(models.Q(('claimed_on', None), ('claimed_again', True), _connector='OR'), ('cancelled_on', None)), fields=['baseline_due', 'id'], name='milestone_outstanding'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                UPDATE milestones_milestone m SET\n                    claimed_on = (s.at AT TIME ZONE 'Asia/Shanghai')::date, finished_on = s.finished_on,\n                    confirmed_on = CASE WHEN s.state = 'confirmed' THEN (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date END,\n                    confirmed_by_id = CASE WHEN s.state = 'confirmed' THEN s.decided_by_id END,\n                    claimed_again = s.state IS NOT DISTINCT FROM 'pending' AND EXISTS (\n                        SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state = 'returned')\n                FROM (SELECT 1) one LEFT JOIN milestones_claim s\n                    ON s.milestone_id = NEW.milestone_id AND s.state IN ('pending', 'confirmed')\n                WHERE m.id = NEW.milestone_id;\n                 RETURN NULL;", hash='57bdc2d9a9cde6b946a1e99c13d7bbe4091eb106', operation='INSERT OR UPDATE', pgid='pgtrigger_repeated_on_the_milestone_f8f99', table='milestones_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='follows_facts', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF pg_trigger_depth() = 1 AND (TRUE) AND (NEW.baseline_due IS DISTINCT FROM OLD.baseline_due OR NEW.forecast_due IS DISTINCT FROM OLD.forecast_due OR NEW.first_forecast IS DISTINCT FROM OLD.first_forecast OR NEW.claimed_on IS DISTINCT FROM OLD.claimed_on OR NEW.claimed_again IS DISTINCT FROM OLD.claimed_again OR NEW.finished_on IS DISTINCT FROM OLD.finished_on OR NEW.confirmed_on IS DISTINCT FROM OLD.confirmed_on OR NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id OR NEW.cancelled_on IS DISTINCT FROM OLD.cancelled_on OR NEW.at IS DISTINCT FROM OLD.at) THEN RAISE EXCEPTION 'dates of a milestone follow from its facts: report, claim or request a change' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='49db37072d1a678ebf355e013f491e8e0d2b3544', operation='UPDATE', pgid='pgtrigger_follows_facts_051e7', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (NEW."at", NEW."baseline_due", NEW."cancelled_on", NEW."claimed_again", NEW."claimed_on", NEW."confirmed_by_id", NEW."confirmed_on", NEW."finished_on", NEW."first_forecast", NEW."forecast_due", NEW."id", NEW."name", NEW."origin", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."quantity", NEW."sequence", NEW."starts_on", NEW."target_id", NEW."version", NEW."weight"); RETURN NULL;', hash='48c04376687b69acf3f64def41169fe780f2348f', operation='INSERT', pgid='pgtrigger_insert_insert_9bad3', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (NEW."at", NEW."baseline_due", NEW."cancelled_on", NEW."claimed_again", NEW."claimed_on", NEW."confirmed_by_id", NEW."confirmed_on", NEW."finished_on", NEW."first_forecast", NEW."forecast_due", NEW."id", NEW."name", NEW."origin", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."quantity", NEW."sequence", NEW."starts_on", NEW."target_id", NEW."version", NEW."weight"); RETURN NULL;', hash='5389f35ec992b510c3b122014c5b6e35453dc78c', operation='UPDATE', pgid='pgtrigger_update_update_62911', table='milestones_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (OLD."at", OLD."baseline_due", OLD."cancelled_on", OLD."claimed_again", OLD."claimed_on", OLD."confirmed_by_id", OLD."confirmed_on", OLD."finished_on", OLD."first_forecast", OLD."forecast_due", OLD."id", OLD."name", OLD."origin", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."quantity", OLD."sequence", OLD."starts_on", OLD."target_id", OLD."version", OLD."weight"); RETURN NULL;', hash='697fc33cfc89fed36e0018a2a291da20e0b98ce3', operation='DELETE', pgid='pgtrigger_delete_delete_fe794', table='milestones_milestone', when='AFTER')),
        ),
        migrations.RunSQL(frozen("0004_standing"), migrations.RunSQL.noop),
    ]
