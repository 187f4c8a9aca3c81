"""A supervisor approves a plan; figures follow unit and measure; the application makes no people of the demonstration."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0017_words_of_the_day'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='promise_doubts_figures',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='kept_by_two',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='supervisor_approves', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app' AND NEW.approved_at IS NOT NULL)", func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.approved_by_id AND someone.is_active AND (named.name IN ('supervisor') OR FALSE)) THEN\n                        RAISE EXCEPTION 'a supervisor approves a plan' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='95d36340e925f75c7c10a076f5b35dea49869772', operation='INSERT OR UPDATE OF "approved_at", "approved_by_id"', pgid='pgtrigger_supervisor_approves_ab78b', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='promise_doubts_figures', sql=backoffice.triggers.EffectSQL(func="\n        IF (SELECT approved_at IS NULL FROM projects_project WHERE id = NEW.project_id)\n            AND ROW(NEW.measure, NEW.unit, NEW.value, NEW.value_max, NEW.nature, NEW.per, NEW.start_value)\n            IS DISTINCT FROM ROW(OLD.measure, OLD.unit, OLD.value, OLD.value_max, OLD.nature, OLD.per, OLD.start_value) THEN\n            UPDATE milestones_progressreport SET state = 'pending', doubted_at = clock_timestamp()\n            WHERE target_id = NEW.id AND state = 'clear' AND quantity > GREATEST(COALESCE(NEW.value_max, NEW.value) / 2, 2);\n        END IF;\n         RETURN NULL;", hash='22ce7fb9e5e5405caf939a67520abca898ee40fa', operation='UPDATE OF "measure", "unit", "value", "value_max", "nature", "per", "start_value"', pgid='pgtrigger_promise_doubts_figures_374dc', table='projects_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='kept_by_two', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;\n                    IF NEW.is_superuser AND (TG_OP = 'INSERT' OR NOT OLD.is_superuser) AND (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.id)) THEN\n                        RAISE EXCEPTION 'only the first administrator is made by one person' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.generated AND (TG_OP = 'INSERT' OR NOT OLD.generated) THEN\n                        RAISE EXCEPTION 'only the demonstration makes people of its own' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;\n                    IF NEW.email <> '' AND NEW.email <> OLD.email THEN\n                        RAISE EXCEPTION 'an address changes by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.is_active AND NOT OLD.is_active AND (OLD.is_superuser OR EXISTS (\n                        SELECT FROM projects_user_groups given JOIN auth_group named ON named.id = given.group_id\n                        WHERE given.user_id = NEW.id AND named.name IN ('admin', 'auditor', 'supervisor'))) THEN\n                        RAISE EXCEPTION 'an account that decides is opened again by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF OLD.must_change_password AND NOT NEW.must_change_password AND NEW.password = OLD.password THEN\n                        RAISE EXCEPTION 'the choice of a password ends by choosing one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='896d4d48bb8b42a496e21c744849696bf6542e0b', operation='INSERT OR UPDATE', pgid='pgtrigger_kept_by_two_34b9c', table='projects_user', when='BEFORE')),
        ),
    ]
