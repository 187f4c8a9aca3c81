import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0006_guards_without_a_switch'),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='label as printed')),
                ('source_line', models.PositiveSmallIntegerField(null=True, verbose_name='line of the source')),
                ('quantities', models.JSONField(default=list, verbose_name='quantities')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'promise as written',
                'verbose_name_plural': 'promises as written',
            },
        ),
        migrations.CreateModel(
            name='PromiseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='label as printed')),
                ('source_line', models.PositiveSmallIntegerField(null=True, verbose_name='line of the source')),
                ('quantities', models.JSONField(default=list, verbose_name='quantities')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12, verbose_name='kind')),
                ('record', models.BigIntegerField()),
                ('words', models.JSONField(verbose_name='words')),
                ('to_at', models.DateTimeField(verbose_name='to')),
            ],
            options={
                'verbose_name': 'former wording',
                'verbose_name_plural': 'former wordings',
                'ordering': ['to_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WordingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12, verbose_name='kind')),
                ('record', models.BigIntegerField()),
                ('words', models.JSONField(verbose_name='words')),
                ('to_at', models.DateTimeField(verbose_name='to')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='approval_locks',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='records_parent',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='approval_locks',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."name_en", OLD."list", OLD."order") IS DISTINCT FROM ROW(NEW."name", NEW."name_en", NEW."list", NEW."order") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'category\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'name_en\', OLD."name_en", \'list\', OLD."list", \'order\', OLD."order"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='54b96eff947a7c00e3d96614ff2693410a7a5434', operation='UPDATE OF "name", "name_en", "list", "order"', pgid='pgtrigger_keeps_words_f4889', table='projects_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='approval_locks', sql=backoffice.triggers.GuardSQL(func="\n            IF pg_trigger_depth() = 1 AND (OLD.approved_at IS NOT NULL) AND (NEW.code IS DISTINCT FROM OLD.code OR NEW.name IS DISTINCT FROM OLD.name OR NEW.label IS DISTINCT FROM OLD.label OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.plan_year IS DISTINCT FROM OLD.plan_year OR NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.continues_id IS DISTINCT FROM OLD.continues_id OR NEW.source_line IS DISTINCT FROM OLD.source_line OR NEW.starts_on IS DISTINCT FROM OLD.starts_on OR NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id OR NEW.at IS DISTINCT FROM OLD.at) THEN RAISE EXCEPTION 'approved: code, names, category, year, programme and start are locked' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='08da549bf3f0692368c46b9bff2f4ae35615140c', operation='UPDATE', pgid='pgtrigger_approval_locks_51a37', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."label", OLD."category_id", OLD."plan_year", OLD."continues_id", OLD."starts_on", OLD."location", OLD."source_line", OLD."note") IS DISTINCT FROM ROW(NEW."name", NEW."label", NEW."category_id", NEW."plan_year", NEW."continues_id", NEW."starts_on", NEW."location", NEW."source_line", NEW."note") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'project\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'label\', OLD."label", \'category_id\', OLD."category_id", \'plan_year\', OLD."plan_year", \'continues_id\', OLD."continues_id", \'starts_on\', OLD."starts_on", \'location\', OLD."location", \'source_line\', OLD."source_line", \'note\', OLD."note"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='988a1cc6f75f07d95f81c95b07a4b0dd23943fe9', operation='UPDATE OF "name", "label", "category_id", "plan_year", "continues_id", "starts_on", "location", "source_line", "note"', pgid='pgtrigger_keeps_words_24dc2', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='keeps_the_promise', sql=backoffice.triggers.EffectSQL(func='\n                IF OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL THEN\n                    INSERT INTO projects_promise (project_id) VALUES (NEW.id) ON CONFLICT (project_id) DO NOTHING;\n                END IF;\n                 RETURN NULL;', hash='deea33025b1bc5c11bd447145d731096d3939f7f', operation='UPDATE OF "approved_at"', pgid='pgtrigger_keeps_the_promise_c876e', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='records_parent', sql=backoffice.triggers.EffectSQL(func="\n                IF TG_OP = 'UPDATE' AND OLD.at IS DISTINCT FROM NEW.at THEN\n                    -- What nobody has approved may count as recorded at another instant: its place and words with it.\n                    DELETE FROM projects_placement WHERE project_id = NEW.id;\n                    DELETE FROM projects_wording WHERE kind = 'project' AND record = NEW.id;\n                    INSERT INTO projects_placement (project_id, parent_id, from_at)\n                    SELECT NEW.id, NEW.parent_id, NEW.at WHERE NEW.parent_id IS NOT NULL;\n                ELSIF TG_OP = 'INSERT' OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN\n                    UPDATE projects_placement SET to_at = GREATEST(clock_timestamp(), from_at)\n                    WHERE project_id = NEW.id AND to_at IS NULL;\n                    INSERT INTO projects_placement (project_id, parent_id, from_at)\n                    SELECT NEW.id, NEW.parent_id, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END\n                    WHERE NEW.parent_id IS NOT NULL;\n                END IF;\n                 RETURN NULL;", hash='ae270f307eae938ec0d2ef6c6ce007dd7cf0a363', operation='INSERT OR UPDATE OF "parent_id", "at"', pgid='pgtrigger_records_parent_95ad1', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."measure", OLD."value", OLD."unit", OLD."nature", OLD."start_value", OLD."as_written", OLD."qualifier", OLD."value_max", OLD."source_line") IS DISTINCT FROM ROW(NEW."measure", NEW."value", NEW."unit", NEW."nature", NEW."start_value", NEW."as_written", NEW."qualifier", NEW."value_max", NEW."source_line") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'target\', OLD.id, jsonb_build_object(\'measure\', OLD."measure", \'value\', OLD."value", \'unit\', OLD."unit", \'nature\', OLD."nature", \'start_value\', OLD."start_value", \'as_written\', OLD."as_written", \'qualifier\', OLD."qualifier", \'value_max\', OLD."value_max", \'source_line\', OLD."source_line"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='4ac89236643cd33e6b74a618d75810e0a9bd897c', operation='UPDATE OF "measure", "value", "unit", "nature", "start_value", "as_written", "qualifier", "value_max", "source_line"', pgid='pgtrigger_keeps_words_f6327', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='approval_locks', sql=backoffice.triggers.GuardSQL(func="\n                    IF pg_trigger_depth() = 1\n                        AND (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL\n                        AND (TG_OP = 'DELETE' OR to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version') THEN\n                        RAISE EXCEPTION 'approved: what a quantity promises is locked' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='236791d97bcae5e3892438d9f8089765cf2a3ff8', operation='UPDATE OR DELETE', pgid='pgtrigger_approval_locks_f62e3', table='projects_target', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name", OLD."kind") IS DISTINCT FROM ROW(NEW."name", NEW."kind") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'unit\', OLD.id, jsonb_build_object(\'name\', OLD."name", \'kind\', OLD."kind"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='079e313e7698ca3679101a17e4577c157da80751', operation='UPDATE OF "name", "kind"', pgid='pgtrigger_keeps_words_249ba', table='projects_unit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='keeps_words', sql=backoffice.triggers.EffectSQL(func='\n        IF ROW(OLD."name") IS DISTINCT FROM ROW(NEW."name") THEN\n            INSERT INTO projects_wording (kind, record, words, to_at)\n            VALUES (\'user\', OLD.id, jsonb_build_object(\'name\', OLD."name"), CASE WHEN pg_trigger_depth() > 1\n                THEN COALESCE(NULLIF(current_setting(\'tiexi.at\', true), \'\')::timestamptz, clock_timestamp())\n                ELSE clock_timestamp() END);\n        END IF;\n         RETURN NULL;', hash='2731ece37c0547c313ebeedc60c448c3fee4e59d', operation='UPDATE OF "name"', pgid='pgtrigger_keeps_words_eb4e4', table='projects_user', when='AFTER')),
        ),
        migrations.AddField(
            model_name='promise',
            name='project',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='promise', to='projects.project', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='projects.promise'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='project',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='project'),
        ),
        migrations.AddIndex(
            model_name='wording',
            index=models.Index(fields=['to_at'], name='wording_changed'),
        ),
        migrations.AddIndex(
            model_name='wording',
            index=models.Index(fields=['kind', 'record', 'to_at'], name='wording_of_record'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='by_triggers_alone', sql=backoffice.triggers.GuardSQL(func="IF pg_trigger_depth() = 1 THEN RAISE EXCEPTION 'this fact follows from its record' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='a673a75ae0d88e7d4e0f8a18e6511bb6faa5753f', operation='INSERT OR UPDATE', pgid='pgtrigger_by_triggers_alone_33504', table='projects_wording', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF pg_trigger_depth() = 1 THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='2ba2c05a2707c3a505ff57e4c48b340e10effc13', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_91bf1', table='projects_wording', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_wordingevent" ("id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "to_at", "words") VALUES (NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."record", NEW."to_at", NEW."words"); RETURN NULL;', hash='99fd95e96d8eee27e3bd0b8f100c94e16d578aeb', operation='INSERT', pgid='pgtrigger_insert_insert_61ab9', table='projects_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_wordingevent" ("id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "to_at", "words") VALUES (NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."record", NEW."to_at", NEW."words"); RETURN NULL;', hash='7b58181fcd791675fa7c610ffa0717a105babf10', operation='UPDATE', pgid='pgtrigger_update_update_a12ce', table='projects_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_wordingevent" ("id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "to_at", "words") VALUES (OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."record", OLD."to_at", OLD."words"); RETURN NULL;', hash='9fa07bb32cdc2b91a58b12b0049a800c8f7f92c3', operation='DELETE', pgid='pgtrigger_delete_delete_25d30', table='projects_wording', when='AFTER')),
        ),
        migrations.AddField(
            model_name='wordingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='projects.wording'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=backoffice.triggers.GuardSQL(func="\n            IF TG_OP = 'DELETE' THEN\n                IF (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL THEN RAISE EXCEPTION 'facts are never deleted' USING ERRCODE = 'check_violation'; END IF;\n                RETURN OLD;\n            END IF;\n            IF (to_jsonb(OLD)) IS DISTINCT FROM (to_jsonb(NEW)) THEN\n                RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='5c59cf212846ed4c1dfd9389f582c07aa976a0b4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3e476', table='projects_promise', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='takes_the_words', sql=backoffice.triggers.GuardSQL(func="\n    SELECT name, label, source_line, COALESCE(approved_at, at) INTO NEW.name, NEW.label, NEW.source_line, NEW.at\n    FROM projects_project WHERE id = NEW.project_id;\n    SELECT COALESCE(jsonb_agg(jsonb_build_object(\n        'measure', measure, 'line', source_line,\n        'as_written', COALESCE(NULLIF(as_written, ''), trim_scale(value)::text || unit)) ORDER BY id), '[]')\n    INTO NEW.quantities FROM projects_target WHERE project_id = NEW.project_id;\n    RETURN NEW;\n", hash='cde937e9dc7fa3d2588b79086dd2b858934fc6cc', operation='INSERT', pgid='pgtrigger_takes_the_words_3f627', table='projects_promise', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_promiseevent" ("at", "id", "label", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantities", "source_line") VALUES (NEW."at", NEW."id", NEW."label", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."project_id", NEW."quantities", NEW."source_line"); RETURN NULL;', hash='77bcfe3bc3a52503f12e03e8fe8b72116616624b', operation='INSERT', pgid='pgtrigger_insert_insert_15a6a', table='projects_promise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=backoffice.triggers.EffectSQL(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_promiseevent" ("at", "id", "label", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantities", "source_line") VALUES (NEW."at", NEW."id", NEW."label", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."project_id", NEW."quantities", NEW."source_line"); RETURN NULL;', hash='ac4a4c2586e64c8be84fe14e6a825a59782a8099', operation='UPDATE', pgid='pgtrigger_update_update_c7ef7', table='projects_promise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=backoffice.triggers.EffectSQL(func='INSERT INTO "projects_promiseevent" ("at", "id", "label", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantities", "source_line") VALUES (OLD."at", OLD."id", OLD."label", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."project_id", OLD."quantities", OLD."source_line"); RETURN NULL;', hash='9c53d85922405707aab07ac35a818debd5e79152', operation='DELETE', pgid='pgtrigger_delete_delete_b98a7', table='projects_promise', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='promiseevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='projects_pr_pgh_cre_8dae7c_idx'),
        ),
        migrations.AddIndex(
            model_name='wordingevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='projects_wo_pgh_cre_d9752f_idx'),
        ),
        migrations.RunSQL(
            # What was registered or approved before has the words that it has now: nobody knows older ones for sure.
            """
            SET CONSTRAINTS ALL IMMEDIATE;
            INSERT INTO projects_promise (project_id)
            SELECT id FROM projects_project WHERE approved_at IS NOT NULL OR source_line IS NOT NULL ORDER BY id;
            """,
            migrations.RunSQL.noop,
        ),
    ]
