"""The application records facts at the present instant alone, and on the day on which they are committed."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0015_names_without_fillers'),
        ('projects', '0012_facts_are_recorded_now'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='303767e7215a7b5c6abdc6f0bddf2d1b2428f3ca', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_991ca', table='milestones_attachment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='7ea26dea9b6d3271250b25629f523eafb290d2cf', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_03077', table='milestones_attachment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND (TG_OP = 'UPDATE' AND OLD.from_at IS NOT NULL OR NEW.from_at IS NOT NULL AND NOT is_now(NEW.from_at)) THEN RAISE EXCEPTION 'a fact is recorded now: from_at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.to_at IS DISTINCT FROM OLD.to_at) AND (TG_OP = 'UPDATE' AND OLD.to_at IS NOT NULL OR NEW.to_at IS NOT NULL AND NOT is_now(NEW.to_at)) THEN RAISE EXCEPTION 'a fact is recorded now: to_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='c683596cbe64225bdbff6a2589576ad3f8a7e6f5', operation='INSERT OR UPDATE OF "from_at", "to_at"', pgid='pgtrigger_is_now_350fb', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='d00d5763c44ab10f2e033ff9fd9b19119eec7612', operation='INSERT OR UPDATE OF "from_at", "to_at"', pgid='pgtrigger_of_today_e2aa3', table='milestones_baselineversion', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND (TG_OP = 'UPDATE' AND OLD.decided_at IS NOT NULL OR NEW.decided_at IS NOT NULL AND NOT is_now(NEW.decided_at)) THEN RAISE EXCEPTION 'a fact is recorded now: decided_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='3de22c020585261e95713002d1969a27b421b1b3', operation='INSERT OR UPDATE OF "at", "decided_at"', pgid='pgtrigger_is_now_aa6ef', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='de97706399bdf6c8c3120dc8fac23b31895c2f82', operation='INSERT OR UPDATE OF "at", "decided_at"', pgid='pgtrigger_of_today_153f0', table='milestones_changerequest', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND (TG_OP = 'UPDATE' AND OLD.decided_at IS NOT NULL OR NEW.decided_at IS NOT NULL AND NOT is_now(NEW.decided_at)) THEN RAISE EXCEPTION 'a fact is recorded now: decided_at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.reopened_at IS DISTINCT FROM OLD.reopened_at) AND (TG_OP = 'UPDATE' AND OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NOT NULL AND NOT is_now(NEW.reopened_at)) THEN RAISE EXCEPTION 'a fact is recorded now: reopened_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='777b8b2bf738056794d535be4f292bd44b76dc01', operation='INSERT OR UPDATE OF "at", "decided_at", "reopened_at"', pgid='pgtrigger_is_now_3bcf4', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.reopened_at IS DISTINCT FROM OLD.reopened_at) AND day_has_ended(NEW.reopened_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='f84ca95608258e1ac4704215316a9bd6fa202996', operation='INSERT OR UPDATE OF "at", "decided_at", "reopened_at"', pgid='pgtrigger_of_today_ad45c', table='milestones_claim', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='45e651c4807a89fc9a6bc1bd24b1ebfa94e87b33', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_16dd6', table='milestones_deliverydecision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='7d7307bc4f896b9f93c2f8f909d1924fe311e4db', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_e2bb4', table='milestones_deliverydecision', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='1bd549083afc923748734ccabfa2d1d07d2346f8', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_4a36e', table='milestones_handover', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='b91ff3bf316f582776a71d0c2aef4fc6aafa84bd', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_6ce21', table='milestones_handover', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.closed_at IS DISTINCT FROM OLD.closed_at) AND (TG_OP = 'UPDATE' AND OLD.closed_at IS NOT NULL OR NEW.closed_at IS NOT NULL AND NOT is_now(NEW.closed_at)) THEN RAISE EXCEPTION 'a fact is recorded now: closed_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='a1e1e46706cc82620b52314f0c3796df3dd615f3', operation='INSERT OR UPDATE OF "at", "closed_at"', pgid='pgtrigger_is_now_db9e9', table='milestones_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.closed_at IS DISTINCT FROM OLD.closed_at) AND day_has_ended(NEW.closed_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='f7d3f566427357916bd6f5ba06e551c7064b4eaf', operation='INSERT OR UPDATE OF "at", "closed_at"', pgid='pgtrigger_of_today_4e3b1', table='milestones_instruction', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='c20e9bdbc828b5518f827360ea0b05e726c8aa35', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_6ad0a', table='milestones_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='d27971ba3fee0b00e9243813cd875d7e5101971e', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_3acf7', table='milestones_milestone', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND (TG_OP = 'UPDATE' AND OLD.from_at IS NOT NULL OR NEW.from_at IS NOT NULL AND NOT is_now(NEW.from_at)) THEN RAISE EXCEPTION 'a fact is recorded now: from_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='6c965888a89428a03361d11c2cf67a8189853378', operation='INSERT OR UPDATE OF "from_at"', pgid='pgtrigger_is_now_7fa5e', table='milestones_ownership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='726988c7966534ce7c8ea39e4291fd939995774e', operation='INSERT OR UPDATE OF "from_at"', pgid='pgtrigger_of_today_1ff4c', table='milestones_ownership', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL OR NEW.at IS NOT NULL AND NOT is_now(NEW.at)) THEN RAISE EXCEPTION 'a fact is recorded now: at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='d500205290893902f316de971a24dfd04de63b92', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_is_now_420d0', table='milestones_progressreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='c244ccbddeed2300179045638142ddea1b8a25ca', operation='INSERT OR UPDATE OF "at"', pgid='pgtrigger_of_today_7fcf9', table='milestones_progressreport', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='is_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND (TG_OP = 'UPDATE' AND OLD.from_at IS NOT NULL OR NEW.from_at IS NOT NULL AND NOT is_now(NEW.from_at)) THEN RAISE EXCEPTION 'a fact is recorded now: from_at' USING ERRCODE = 'check_violation'; END IF; IF (TG_OP = 'INSERT' OR NEW.to_at IS DISTINCT FROM OLD.to_at) AND (TG_OP = 'UPDATE' AND OLD.to_at IS NOT NULL OR NEW.to_at IS NOT NULL AND NOT is_now(NEW.to_at)) THEN RAISE EXCEPTION 'a fact is recorded now: to_at' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='0b861223372fa6744c76c0dbd4f88993c4906894', operation='INSERT OR UPDATE OF "from_at", "to_at"', pgid='pgtrigger_is_now_ba931', table='milestones_suspension', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="IF (TG_OP = 'INSERT' OR NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='62e6ea2a6b57af902ad71a9ee89cc702297531c1', operation='INSERT OR UPDATE OF "from_at", "to_at"', pgid='pgtrigger_of_today_d1633', table='milestones_suspension', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
