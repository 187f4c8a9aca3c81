"""Milestones carry the key of their pinyin order, and the key that they are searched by."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0011_kind_of_instruction'),
        ('projects', '0009_names_by_pinyin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='update_update',
        ),
        migrations.AddField(
            model_name='milestone',
            name='name_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='milestone',
            name='search_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(fields=['name_key', 'id'], name='milestone_by_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'name_key' - 'search_key' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'name_key' - 'search_key' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='d2b9e80c0322aa60ec27282f2f8cbd0efe96d049', operation='UPDATE', pgid='pgtrigger_counts_edits_77542', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='spells_the_name', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'INSERT' OR NEW.name_key = '' OR (OLD.name, OLD.name_key, OLD.search_key) IS DISTINCT FROM (NEW.name, NEW.name_key, NEW.search_key) THEN\n                SELECT key, concat('', E'\\n', replace(plain_text(NEW.name), ' ', ''), E'\\n', initials, E'\\n\\n', sound)\n                INTO NEW.name_key, NEW.search_key FROM spell(NEW.name, False);\n            END IF;\n            RETURN NEW;\n        ", hash='1e713cf2fc3723e0c10a049600d3de1f2ae6577d', operation='INSERT OR UPDATE OF "name", "name_key", "search_key"', pgid='pgtrigger_spells_the_name_b3085', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."baseline_due" IS DISTINCT FROM (NEW."baseline_due") OR OLD."cancelled_on" IS DISTINCT FROM (NEW."cancelled_on") OR OLD."claimed_again" IS DISTINCT FROM (NEW."claimed_again") OR OLD."claimed_on" IS DISTINCT FROM (NEW."claimed_on") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."finished_on" IS DISTINCT FROM (NEW."finished_on") OR OLD."first_forecast" IS DISTINCT FROM (NEW."first_forecast") OR OLD."forecast_due" IS DISTINCT FROM (NEW."forecast_due") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."quantity" IS DISTINCT FROM (NEW."quantity") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."target_id" IS DISTINCT FROM (NEW."target_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."weight" IS DISTINCT FROM (NEW."weight"))', func='INSERT INTO "milestones_milestoneevent" ("at", "baseline_due", "cancelled_on", "claimed_again", "claimed_on", "confirmed_by_id", "confirmed_on", "finished_on", "first_forecast", "forecast_due", "id", "name", "origin", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "sequence", "starts_on", "target_id", "version", "weight") VALUES (NEW."at", NEW."baseline_due", NEW."cancelled_on", NEW."claimed_again", NEW."claimed_on", NEW."confirmed_by_id", NEW."confirmed_on", NEW."finished_on", NEW."first_forecast", NEW."forecast_due", NEW."id", NEW."name", NEW."origin", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."quantity", NEW."sequence", NEW."starts_on", NEW."target_id", NEW."version", NEW."weight"); RETURN NULL;', hash='8ebd6a685d65c985c40e9acfe0a91230bc110c77', operation='UPDATE', pgid='pgtrigger_update_update_62911', table='milestones_milestone', when='AFTER')),
        ),
        migrations.RunSQL("UPDATE milestones_milestone SET name_key = ''", migrations.RunSQL.noop),
    ]
