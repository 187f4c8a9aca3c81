"""Names carry the key of their pinyin order, and the key that they are searched by."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations, models

from projects.frozen_sql import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0008_grants_and_resets'),
    ]

    operations = [
        migrations.RunSQL(
            [(frozen("0009_readings.sql"), [frozen("0009_readings.txt")]), (frozen("0009_pinyin.sql"), None)],
            "DROP FUNCTION spell, plain_text; DROP TABLE projects_reading",
        ),
        migrations.AlterModelOptions(
            name='unit',
            options={'ordering': ['name_key', 'code'], 'verbose_name': 'unit', 'verbose_name_plural': 'units'},
        ),
        migrations.AlterModelOptions(
            name='user',
            options={'ordering': ['name_key', 'username'], 'verbose_name': 'person', 'verbose_name_plural': 'people'},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='counts_edits',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='counts_edits',
        ),
        migrations.AddField(
            model_name='category',
            name='name_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='category',
            name='search_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='project',
            name='name_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='project',
            name='search_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='unit',
            name='name_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='unit',
            name='search_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='name_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='search_key',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['name_key', 'id'], name='project_by_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'name_key' - 'search_key' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'name_key' - 'search_key' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='2f7ec85b3ca64e341bb9ac3caecde6557772b098', operation='UPDATE', pgid='pgtrigger_counts_edits_31945', table='projects_category', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='spells_the_name', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'INSERT' OR NEW.name_key = '' OR (OLD.name, OLD.code, OLD.name_key, OLD.search_key) IS DISTINCT FROM (NEW.name, NEW.code, NEW.name_key, NEW.search_key) THEN\n                SELECT key, concat(lower(NEW.code), E'\\n', replace(plain_text(NEW.name), ' ', ''), E'\\n', initials, E'\\n\\n', sound)\n                INTO NEW.name_key, NEW.search_key FROM spell(NEW.name, False);\n            END IF;\n            RETURN NEW;\n        ", hash='dc8754f3e0fc45de1ff23ec8b2fa2f7159f09ea1', operation='INSERT OR UPDATE OF "name", "code", "name_key", "search_key"', pgid='pgtrigger_spells_the_name_7f88e', table='projects_category', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."list" IS DISTINCT FROM (NEW."list") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "projects_categoryevent" ("code", "id", "list", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."code", NEW."id", NEW."list", NEW."name", NEW."name_en", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='60989c07081de4d77a5b8bf4165143dbe66bb39a', operation='UPDATE', pgid='pgtrigger_update_update_f80f3', table='projects_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'name_key' - 'search_key' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'name_key' - 'search_key' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='eebc44d1c5c592cc0ac51284fa6e7ff266aa33dd', operation='UPDATE', pgid='pgtrigger_counts_edits_75bcf', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='spells_the_name', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'INSERT' OR NEW.name_key = '' OR (OLD.name, OLD.code, OLD.name_key, OLD.search_key) IS DISTINCT FROM (NEW.name, NEW.code, NEW.name_key, NEW.search_key) THEN\n                SELECT key, concat(lower(NEW.code), E'\\n', replace(plain_text(NEW.name), ' ', ''), E'\\n', initials, E'\\n\\n', sound)\n                INTO NEW.name_key, NEW.search_key FROM spell(NEW.name, False);\n            END IF;\n            RETURN NEW;\n        ", hash='e856b7037410544eff3ac48f79387327926ffd12', operation='INSERT OR UPDATE OF "name", "code", "name_key", "search_key"', pgid='pgtrigger_spells_the_name_cb3a3', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."cancel_reason" IS DISTINCT FROM (NEW."cancel_reason") OR OLD."cancelled_on" IS DISTINCT FROM (NEW."cancelled_on") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."continues_id" IS DISTINCT FROM (NEW."continues_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."leader_id" IS DISTINCT FROM (NEW."leader_id") OR OLD."list" IS DISTINCT FROM (NEW."list") OR OLD."location" IS DISTINCT FROM (NEW."location") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."phase" IS DISTINCT FROM (NEW."phase") OR OLD."plan_year" IS DISTINCT FROM (NEW."plan_year") OR OLD."source_line" IS DISTINCT FROM (NEW."source_line") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."steward_id" IS DISTINCT FROM (NEW."steward_id") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "projects_projectevent" ("approved_at", "approved_by_id", "at", "cancel_reason", "cancelled_on", "category_id", "code", "continues_id", "id", "label", "leader_id", "location", "name", "note", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_year", "source_line", "starts_on", "steward_id", "unit_id", "version") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."at", NEW."cancel_reason", NEW."cancelled_on", NEW."category_id", NEW."code", NEW."continues_id", NEW."id", NEW."label", NEW."leader_id", NEW."location", NEW."name", NEW."note", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."phase", NEW."plan_year", NEW."source_line", NEW."starts_on", NEW."steward_id", NEW."unit_id", NEW."version"); RETURN NULL;', hash='e88e13610a0df5a1b19d5354f74f5499e7c6ed6a', operation='UPDATE', pgid='pgtrigger_update_update_804c3', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'name_key' - 'search_key' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'name_key' - 'search_key' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='f1e5b78b10ab0089dbe7a596e698901f0a20cedb', operation='UPDATE', pgid='pgtrigger_counts_edits_b86a8', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='spells_the_name', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'INSERT' OR NEW.name_key = '' OR (OLD.name, OLD.code, OLD.name_key, OLD.search_key) IS DISTINCT FROM (NEW.name, NEW.code, NEW.name_key, NEW.search_key) THEN\n                SELECT key, concat(lower(NEW.code), E'\\n', replace(plain_text(NEW.name), ' ', ''), E'\\n', initials, E'\\n\\n', sound)\n                INTO NEW.name_key, NEW.search_key FROM spell(NEW.name, False);\n            END IF;\n            RETURN NEW;\n        ", hash='30dcddee01fd85dc369a37c768c375797be437c1', operation='INSERT OR UPDATE OF "name", "code", "name_key", "search_key"', pgid='pgtrigger_spells_the_name_0532d', table='projects_unit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."generated" IS DISTINCT FROM (NEW."generated") OR OLD."head_id" IS DISTINCT FROM (NEW."head_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "projects_unitevent" ("code", "generated", "head_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."code", NEW."generated", NEW."head_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='71c812dd515c5dc8358e805112cab77b007c243d', operation='UPDATE', pgid='pgtrigger_update_update_c8955', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='counts_edits', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 THEN\n                NEW.version := OLD.version\n                    + CASE WHEN to_jsonb(OLD) - 'version' - 'last_login' - 'password' - 'name_key' - 'search_key' IS DISTINCT FROM to_jsonb(NEW) - 'version' - 'last_login' - 'password' - 'name_key' - 'search_key' THEN 1 ELSE 0 END;\n            END IF;\n            RETURN NEW;\n        ", hash='b94fdbbc80a1c41bee2ab54bc31e54d97758f314', operation='UPDATE', pgid='pgtrigger_counts_edits_563b4', table='projects_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='spells_the_name', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'INSERT' OR NEW.name_key = '' OR (OLD.name, OLD.username, OLD.name_key, OLD.search_key) IS DISTINCT FROM (NEW.name, NEW.username, NEW.name_key, NEW.search_key) THEN\n                SELECT key, concat(lower(NEW.username), E'\\n', replace(plain_text(NEW.name), ' ', ''), E'\\n', initials, E'\\n\\n', sound)\n                INTO NEW.name_key, NEW.search_key FROM spell(NEW.name, True);\n            END IF;\n            RETURN NEW;\n        ", hash='440e9394ce64dfdb9793bbe45b9274452e6cf25e', operation='INSERT OR UPDATE OF "name", "username", "name_key", "search_key"', pgid='pgtrigger_spells_the_name_c9288', table='projects_user', when='BEFORE')),
        ),
        migrations.RunSQL(
            [f"UPDATE projects_{table} SET name_key = ''" for table in ("category", "unit", "user", "project")],
            migrations.RunSQL.noop,
        ),
    ]
