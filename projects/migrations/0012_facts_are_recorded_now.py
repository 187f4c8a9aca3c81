"""The application records facts at the present instant alone, and on the day on which they are committed."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations

from projects.frozen_sql import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0011_names_without_fillers'),
    ]

    operations = [
        migrations.RunSQL(frozen("0012_instants.sql"), "DROP FUNCTION is_now, day_has_ended"),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND (TG_OP = 'UPDATE' AND OLD.from_at IS NOT NULL OR NEW.from_at IS NOT NULL AND NOT is_now(NEW.from_at)) THEN RAISE EXCEPTION 'a fact is recorded now: from_at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.to_at IS DISTINCT FROM OLD.to_at) AND (TG_OP = 'UPDATE' AND OLD.to_at IS NOT NULL OR NEW.to_at IS NOT NULL AND NOT is_now(NEW.to_at)) THEN RAISE EXCEPTION 'a fact is recorded now: to_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='2e740c1d9ad2ffb0243a8b8d26d1d2037b2b8244', operation='INSERT OR UPDATE OF "from_at", "to_at"', pgid='pgtrigger_is_now_41e80', table='projects_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='ce569e3ce5cfa26735e187fe3ca64cf2a86e31ad', operation='INSERT OR UPDATE OF "from_at", "to_at"', pgid='pgtrigger_of_today_8432a', table='projects_assignment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='passwordreset',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='cd9e5cbc77a4a4828a1d19bdb4aec25fc3a6cc11', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_edfe8', table='projects_passwordreset', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='passwordreset',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='de7467847de700130158d93f9d114277155a5fb6', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_41a4f', table='projects_passwordreset', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND (TG_OP = 'UPDATE' AND OLD.from_at IS NOT NULL OR NEW.from_at IS NOT NULL AND NOT is_now(NEW.from_at)) THEN RAISE EXCEPTION 'a fact is recorded now: from_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='e9ab36552612cc2a53ee94696d2fbed1fa31e81f', operation='INSERT OR UPDATE OF "from_at"', pgid='pgtrigger_is_now_1244a', table='projects_phasechange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='c68f415372ae2282283900e3775267e6124d359c', operation='INSERT OR UPDATE OF "from_at"', pgid='pgtrigger_of_today_1a7ac', table='projects_phasechange', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.approved_at IS DISTINCT FROM OLD.approved_at) AND (TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL OR NEW.approved_at IS NOT NULL AND NOT is_now(NEW.approved_at)) THEN RAISE EXCEPTION 'a fact is recorded now: approved_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='09173efa1cd7202e89e2117ea7d5a266db7d657a', operation='INSERT OR UPDATE OF "at", "approved_at"', pgid='pgtrigger_is_now_b4b44', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.approved_at IS DISTINCT FROM OLD.approved_at) AND day_has_ended(NEW.approved_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='d7385bc5f272ef4ed3cd1aa75de942bd5f0ab3f3', operation='INSERT OR UPDATE OF "at", "approved_at"', pgid='pgtrigger_of_today_e0421', table='projects_project', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='dab1e3d78bbeea69c02dadc4116567fd8c3dddbf', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_d6e84', table='projects_promise', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='5505094748449a1ae22737be658a2a4806107bb8', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_56146', table='projects_promise', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND (TG_OP = 'UPDATE' AND OLD.decided_at IS NOT NULL OR NEW.decided_at IS NOT NULL AND NOT is_now(NEW.decided_at)) THEN RAISE EXCEPTION 'a fact is recorded now: decided_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='4546b8bd0608826647a944e3fca5258c6baa67be', operation='INSERT OR UPDATE OF "at", "decided_at"', pgid='pgtrigger_is_now_8645b', table='projects_rolegrant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='b4f440f781515a5d9d46c96f35c6dcd677433392', operation='INSERT OR UPDATE OF "at", "decided_at"', pgid='pgtrigger_of_today_5d0a7', table='projects_rolegrant', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
