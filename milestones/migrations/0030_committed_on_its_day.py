"""What the application writes, directly or by a trigger, is committed on the day on which its transaction began."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0029_decided_by_others'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='deliverydecision',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handover',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ownership',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='of_today',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='suspension',
            name='of_today',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='46820ef2713aa85a9ff1e4e8b72957228452af89', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_03077', table='milestones_attachment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='740c83c854b12a410ae9d55b335c450effe65511', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_e2aa3', table='milestones_baselineversion', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='0cafe56002f6e8f03f2c90f934f80ae5317fcfed', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_153f0', table='milestones_changerequest', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.reopened_at IS DISTINCT FROM OLD.reopened_at) AND day_has_ended(NEW.reopened_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='f0c8c66c1adb25cfe1f08bb60b3081771ee42cf2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_ad45c', table='milestones_claim', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deliverydecision',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='abea0cb41fde7260b4217de78808e4903138804f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_e2bb4', table='milestones_deliverydecision', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerday',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='ee306df53ce3a64dbf4959b21c1bc31407889cdf', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_5a62c', table='milestones_formerday', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formeryear',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='d56bbd6f4ac3984112c0662d3a2698dbf82dcd51', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_750bf', table='milestones_formeryear', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='5cce2aad2ab34a6ebde51f24cfa851ae5c8cd64e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_6ce21', table='milestones_handover', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) AND day_has_ended(NEW.closed_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='3bfd8ec8c49169d749af4518eb7587b5be18ca43', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_4e3b1', table='milestones_instruction', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='fc5a18671c4477105fdc31ff781c4d52569858e9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_3acf7', table='milestones_milestone', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownership',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='3dee3f688395d5aa94d4e422c5d9c034a0cfd85f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_1ff4c', table='milestones_ownership', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='f099432e3143f521b5db15e98597f469d2a34ed5', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_bb220', table='milestones_policy', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.at IS DISTINCT FROM OLD.at) AND day_has_ended(NEW.at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at) AND day_has_ended(NEW.decided_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.doubted_at IS DISTINCT FROM OLD.doubted_at) AND day_has_ended(NEW.doubted_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='1b33c5c912c777ae527c3e470cf3fb73ebd2aa24', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_7fcf9', table='milestones_progressreport', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.from_at IS DISTINCT FROM OLD.from_at) AND day_has_ended(NEW.from_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; IF (TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.to_at IS DISTINCT FROM OLD.to_at) AND day_has_ended(NEW.to_at) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='dd17a71a5f3640ed6cb7c0b06938f83413586382', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_d1633', table='milestones_suspension', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
