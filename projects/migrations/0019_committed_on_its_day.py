"""What the application writes, directly or by a trigger, is committed on the day on which its transaction began."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0018_decided_by_others'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='passwordreset',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='phasechange',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='promise',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegrant',
            name='of_today',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='f8489849cfae435a25d8e14f85bb6c8e6832c007', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_8432a', table='projects_assignment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counit',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='1ff2271d2fe96aa73ec71c1350435a2180859776', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_42ace', table='projects_project_co_units', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='passwordreset',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='04b0ca5ed65d0ab1f68b2a9fe752773363c58099', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_41a4f', table='projects_passwordreset', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasechange',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='c882aee1b73b59d90482c71b3c3ddc9ff89c5c81', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_1a7ac', table='projects_phasechange', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='fcfe4602575d28fb2c11696f44e291a2d1078e1a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_170bb', table='projects_placement', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.approved_at IS DISTINCT FROM OLD.approved_at) AND day_has_ended(NEW.approved_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='1ae7af516208a19e767bdbfb0e240faf350a8fe5', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_e0421', table='projects_project', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='f08e99b6efacee77c54b653fc91044947f94d4e2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_56146', table='projects_promise', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='9b393757dda4c9f1196c943616eb3b6d62f498c5', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_5d0a7', table='projects_rolegrant', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='e74a9e0a76c1f07e19d89552c4df84bc37252e9e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_9e165', table='projects_target', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='99dbf62df11c6d48161b4d5d54865e61bf10fd64', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_ad6b8', table='projects_wording', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
