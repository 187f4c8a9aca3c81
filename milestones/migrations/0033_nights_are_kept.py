"""A night is flagged on its day; runs, answers and papers are not written later; who has left decides nothing."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0032_asked_of_whom'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='baselineversion',
            name='supervisor_approves',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarcorrection',
            name='waits_for_a_second_person',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendarcorrection',
            name='decided_once_by_another',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='decided_by_a_supervisor',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='changerequest',
            name='decided_once',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='decided_by_a_supervisor',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='overdueflag',
            name='raised_tonight',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='overdueflag',
            name='cleared_tonight',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressreport',
            name='decided_by_a_supervisor',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='supervisor_approves', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('supervisor') OR FALSE)) THEN RAISE EXCEPTION 'a supervisor approves a date' USING ERRCODE = 'check_violation'; END IF;\n                    RETURN NEW;\n                ", hash='469c207c804d754241ce3a620691321acd020834', operation='INSERT', pgid='pgtrigger_supervisor_approves_074de', table='milestones_baselineversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='waits_for_a_second_person', sql=backoffice.triggers.GuardSQL(func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.asked_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('admin') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a correction of the calendar is asked by an administrator' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF current_user = 'tiexi_app' THEN NEW.at := clock_timestamp(); END IF;\n                    NEW.alone := NOT (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.asked_by_id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.asked_by_id));\n                    NEW.state := CASE WHEN NEW.alone THEN 'approved' ELSE 'pending' END;\n                    NEW.decided_by_id := NULL;\n                    NEW.decided_at := CASE WHEN NEW.alone THEN NEW.at END;\n                    RETURN NEW;\n                ", hash='f07cce9320a1f86a3e9a5cebf117d71a8caaf259', operation='INSERT', pgid='pgtrigger_waits_for_a_second_person_1a2b4', table='milestones_calendarcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='decided_once_by_another', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN\n                        RAISE EXCEPTION 'a correction of the calendar is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state IN ('approved', 'refused') AND OLD.state = 'pending'\n                        AND NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.decided_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('admin', 'auditor') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a correction of the calendar is decided by another administrator or by the auditor' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF current_user = 'tiexi_app' AND OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL THEN\n                        NEW.decided_at := clock_timestamp();\n                    END IF;\n                    RETURN NEW;\n                ", hash='794fab28081081f655800d20b01d6f3bfa89d57e', operation='UPDATE', pgid='pgtrigger_decided_once_by_another_fac9a', table='milestones_calendarcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarcorrection',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='3efd9afbbe3c2543b4c5bc3ab0626d000f1eea8a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_5e52b', table='milestones_calendarcorrection', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='decided_by_a_supervisor', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", declare='DECLARE decider bigint;', func="\n            decider := NEW.decided_by_id;\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state NOT IN ('pending', 'clear') THEN RAISE EXCEPTION 'a fact begins undecided' USING ERRCODE = 'check_violation'; END IF;\n                RETURN NEW;\n            END IF;\n            IF NEW.state = OLD.state THEN\n                RETURN NEW;\n            \n            ELSIF NEW.state = 'withdrawn' THEN\n                IF NEW.decided_by_id IS DISTINCT FROM NEW.by_id THEN RAISE EXCEPTION 'only who asked withdraws' USING ERRCODE = 'check_violation'; END IF;\n                RETURN NEW;\n            END IF;\n            IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = decider AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('supervisor') OR FALSE)) THEN RAISE EXCEPTION 'a supervisor decides this' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='4fc3c5d74bac61bd457deea27166471766456d34', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_decided_by_a_supervisor_baaa1', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=backoffice.triggers.GuardSQL(func="\n                    IF pg_trigger_depth() = 1 AND OLD.state <> 'pending' AND (NEW.state, NEW.reason, NEW.document_number)\n                        IS DISTINCT FROM (OLD.state, OLD.reason, OLD.document_number) THEN\n                        RAISE EXCEPTION 'a change is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ea2a8f667b2e036f49d944779ba3c2922fc4b7a2', operation='UPDATE', pgid='pgtrigger_decided_once_fcd72', table='milestones_changerequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='decided_by_a_supervisor', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", declare='DECLARE decider bigint;', func="\n            decider := NEW.decided_by_id;\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state NOT IN ('pending', 'clear') THEN RAISE EXCEPTION 'a fact begins undecided' USING ERRCODE = 'check_violation'; END IF;\n                RETURN NEW;\n            END IF;\n            IF NEW.state = OLD.state THEN\n                RETURN NEW;\n            ELSIF NEW.state = 'reopened' THEN decider := NEW.reopened_by_id;\n            ELSIF NEW.state = 'withdrawn' THEN\n                IF NEW.decided_by_id IS DISTINCT FROM NEW.by_id THEN RAISE EXCEPTION 'only who asked withdraws' USING ERRCODE = 'check_violation'; END IF;\n                RETURN NEW;\n            END IF;\n            IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = decider AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('supervisor') OR FALSE)) THEN RAISE EXCEPTION 'a supervisor decides this' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='31a08269c5775d3d1fad0d422e71aa5a8e8a32d7', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_decided_by_a_supervisor_bbb07', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='escalation',
            trigger=pgtrigger.compiler.Trigger(name='climbed_tonight', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n            IF TG_OP = 'UPDATE' AND OLD.on IS NOT NULL OR NEW.on <> (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN\n                RAISE EXCEPTION 'a flag is of the night that raises or clears it' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='5b83db910642a649bc94fe4d3b8ce33d65eb9a06', operation='INSERT', pgid='pgtrigger_climbed_tonight_3febe', table='milestones_escalation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='escalation',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='268a29195a9955274f624e1ff63077b77c52f4d8', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_998ce', table='milestones_escalation', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='escalation',
            trigger=pgtrigger.compiler.Trigger(name='climbs_what_is_late', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func='\n                    IF NOT EXISTS (\n                        SELECT FROM milestones_overdueflag f JOIN milestones_policy p ON p.effective_from <= NEW."on"\n                        WHERE f.id = NEW.flag_id AND f.cleared_on IS NULL\n                            AND NEW."on" - f.since + 1 >= p.ladder[NEW.step]) THEN\n                        RAISE EXCEPTION \'a step is taken on its day\' USING ERRCODE = \'check_violation\';\n                    END IF;\n                    RETURN NEW;\n                ', hash='6c3291b7719a0727f83a32cba8b3143197b2b6df', operation='INSERT', pgid='pgtrigger_climbs_what_is_late_408f4', table='milestones_escalation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='answered_by_a_report_of_now', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app' AND NEW.reply_id IS NOT NULL)", func="\n                    IF NOT EXISTS (\n                        SELECT FROM milestones_progressreport r JOIN milestones_milestone m ON m.id = r.milestone_id\n                        JOIN projects_project p ON p.id = m.project_id\n                        WHERE r.id = NEW.reply_id AND is_now(r.at)\n                            AND (m.id = NEW.milestone_id OR NEW.project_id IN (p.id, p.parent_id))) THEN\n                        RAISE EXCEPTION 'an instruction is answered by a report of now on what it is about' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='42d06d4362a031e28b67eae99d7f2ac7ef038b60', operation='INSERT OR UPDATE OF "reply_id"', pgid='pgtrigger_answered_by_a_report_of_now_e8062', table='milestones_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jobrun',
            trigger=pgtrigger.compiler.Trigger(name='runs_are_kept', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF NEW.slot > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date OR NEW.job = 'flag' AND NEW.slot < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AND NEW.state = 'done'\n                        AND (TG_OP = 'INSERT' OR OLD.state <> 'done') THEN\n                        RAISE EXCEPTION 'a night is flagged on its day' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'UPDATE' AND (OLD.state IN ('done', 'skipped') AND NEW.state <> OLD.state\n                        OR (NEW.job, NEW.slot) IS DISTINCT FROM (OLD.job, OLD.slot)) THEN\n                        RAISE EXCEPTION 'a run that has ended stays as it ended' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='b4e58bc082a4fa1e2173a90c28f1ba019d5a5d0e', operation='INSERT OR UPDATE', pgid='pgtrigger_runs_are_kept_64263', table='milestones_jobrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overdueflag',
            trigger=pgtrigger.compiler.Trigger(name='raised_tonight', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n            IF TG_OP = 'UPDATE' AND OLD.raised_on IS NOT NULL OR NEW.raised_on <> (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN\n                RAISE EXCEPTION 'a flag is of the night that raises or clears it' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='ef90f6e62a57d12fc9eb430547a0f830243e56da', operation='INSERT', pgid='pgtrigger_raised_tonight_ddc02', table='milestones_overdueflag', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overdueflag',
            trigger=pgtrigger.compiler.Trigger(name='cleared_tonight', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n            IF TG_OP = 'UPDATE' AND OLD.cleared_on IS NOT NULL OR NEW.cleared_on <> (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN\n                RAISE EXCEPTION 'a flag is of the night that raises or clears it' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='3ba1336b4fa7bd1eefedc8d489e572e382ced394', operation='INSERT OR UPDATE OF "cleared_on"', pgid='pgtrigger_cleared_tonight_50bf5', table='milestones_overdueflag', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='overdueflag',
            trigger=pgtrigger.compiler.Trigger(name='of_today', sql=backoffice.triggers.GuardSQL(condition="WHEN (CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END = 'tiexi_app')", constraint='CONSTRAINT', func="IF day_has_ended(now()) THEN RAISE EXCEPTION 'the day of this fact has ended' USING ERRCODE = 'serialization_failure'; END IF; RETURN NULL;", hash='10e72a1e04f5c0e73a774b436f41ba5e0c95c604', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_of_today_ec4e4', table='milestones_overdueflag', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressreport',
            trigger=pgtrigger.compiler.Trigger(name='decided_by_a_supervisor', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", declare='DECLARE decider bigint;', func="\n            decider := NEW.decided_by_id;\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state NOT IN ('pending', 'clear') THEN RAISE EXCEPTION 'a fact begins undecided' USING ERRCODE = 'check_violation'; END IF;\n                RETURN NEW;\n            END IF;\n            IF NEW.state = OLD.state THEN\n                RETURN NEW;\n            \n            ELSIF NEW.state = 'withdrawn' THEN\n                IF NEW.decided_by_id IS DISTINCT FROM NEW.by_id THEN RAISE EXCEPTION 'only who asked withdraws' USING ERRCODE = 'check_violation'; END IF;\n                RETURN NEW;\n            END IF;\n            IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = decider AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('supervisor') OR FALSE)) THEN RAISE EXCEPTION 'a supervisor decides this' USING ERRCODE = 'check_violation'; END IF;\n            RETURN NEW;\n        ", hash='7ccd1e5fe9f2a6794b707afacd433dcf0a4f71a4', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_decided_by_a_supervisor_d912f', table='milestones_progressreport', when='BEFORE')),
        ),
    ]
