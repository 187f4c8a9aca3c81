"""Who has left decides nothing; demonstration stays demonstration; units, categories and people are not the application's to delete."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


NOT_THE_APPLICATIONS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN
        REVOKE DELETE ON projects_unit, projects_category, projects_user FROM tiexi_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0021_accounts_left'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='project',
            name='supervisor_approves',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegrant',
            name='waits_for_a_second_person',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rolegrant',
            name='decided_once_by_another',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='kept_by_two',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='supervisor_approves', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app' AND NEW.approved_at IS NOT NULL)", func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.approved_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('supervisor') OR FALSE)) THEN\n                        RAISE EXCEPTION 'a supervisor approves a plan' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='5d3b5a91813b264180d3812a18ed63241ff61c4a', operation='INSERT OR UPDATE OF "approved_at", "approved_by_id"', pgid='pgtrigger_supervisor_approves_ab78b', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='waits_for_a_second_person', sql=backoffice.triggers.GuardSQL(func="\n                    IF NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.asked_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('admin') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a grant is asked by an administrator' USING ERRCODE = 'check_violation';\n                    END IF;\n                    NEW.alone := NOT (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.asked_by_id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.asked_by_id));\n                    NEW.state := CASE WHEN NEW.alone THEN 'granted' ELSE 'pending' END;\n                    NEW.decided_by_id := NULL;\n                    NEW.decided_at := CASE WHEN NEW.alone THEN NEW.at END;\n                    RETURN NEW;\n                ", hash='65b5a77f1c6303cde6d220a00a97cfa95dbb7971', operation='INSERT', pgid='pgtrigger_waits_for_a_second_person_ccd94', table='projects_rolegrant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='decided_once_by_another', sql=backoffice.triggers.GuardSQL(func="\n                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN\n                        RAISE EXCEPTION 'a grant is decided once' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.state IN ('granted', 'refused') AND OLD.state = 'pending'\n                        AND NOT EXISTS (\n        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id\n        LEFT JOIN auth_group named ON named.id = given.group_id\n        WHERE someone.id = NEW.decided_by_id AND someone.is_active AND someone.left_at IS NULL\n            AND (named.name IN ('admin', 'auditor') OR someone.is_superuser AND given.user_id IS NULL)) THEN\n                        RAISE EXCEPTION 'a grant is decided by another administrator or by the auditor' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='6f0e457624102899d303c78c79029cf827d138e3', operation='UPDATE', pgid='pgtrigger_decided_once_by_another_26064', table='projects_rolegrant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='kept_by_two', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", func="\n                    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;\n                    IF NEW.is_superuser AND (TG_OP = 'INSERT' OR NOT OLD.is_superuser) AND (EXISTS (\n        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id\n        WHERE named.name IN ('admin', 'auditor') AND given.user_id <> NEW.id)\n        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> NEW.id)) THEN\n                        RAISE EXCEPTION 'only the first administrator is made by one person' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.generated IS DISTINCT FROM (TG_OP = 'UPDATE' AND OLD.generated) THEN\n                        RAISE EXCEPTION 'only the demonstration makes people of its own' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;\n                    IF NEW.email <> '' AND NEW.email <> OLD.email THEN\n                        RAISE EXCEPTION 'an address changes by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.is_active AND NOT OLD.is_active AND (OLD.is_superuser OR EXISTS (\n                        SELECT FROM projects_user_groups given JOIN auth_group named ON named.id = given.group_id\n                        WHERE given.user_id = NEW.id AND named.name IN ('admin', 'auditor', 'supervisor'))) THEN\n                        RAISE EXCEPTION 'an account that decides is opened again by a grant' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF OLD.must_change_password AND NOT NEW.must_change_password AND NEW.password = OLD.password THEN\n                        RAISE EXCEPTION 'the choice of a password ends by choosing one' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='19763b60744f0c0fb1c1a7cb044176c1a4d23958', operation='INSERT OR UPDATE', pgid='pgtrigger_kept_by_two_34b9c', table='projects_user', when='BEFORE')),
        ),
        migrations.RunSQL(NOT_THE_APPLICATIONS, migrations.RunSQL.noop),
    ]
