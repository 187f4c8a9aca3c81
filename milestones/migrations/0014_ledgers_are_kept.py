"""What no trigger guards is not the application's to delete or rewrite beyond what a verb or job needs."""

from django.db import migrations

# Table, what is taken, and the columns that may still be written. Rights are the database's: a state of the models
# knows nothing of them. tests/access/role_expected.py says for each table what is left and why.
LEDGERS = """
DO $$
DECLARE ledger record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN RETURN; END IF;
    FOR ledger IN SELECT * FROM (VALUES
        ('django_migrations', 'INSERT, UPDATE, DELETE', NULL),
        ('django_content_type', 'UPDATE, DELETE', NULL),
        ('django_admin_log', 'UPDATE, DELETE', NULL),
        ('auth_permission', 'UPDATE, DELETE', NULL),
        ('auth_group', 'UPDATE, DELETE', NULL),
        ('auth_group_permissions', 'UPDATE, DELETE', NULL),
        ('axes_accesslog', 'UPDATE, DELETE', 'logout_time'),
        ('axes_accessfailurelog', 'UPDATE, DELETE', NULL),
        ('pghistory_context', 'INSERT, UPDATE, DELETE', NULL),
        ('milestones_overdueflag', 'UPDATE, DELETE', 'cleared_on, why'),
        ('milestones_escalation', 'UPDATE, DELETE', NULL),
        ('milestones_job', 'DELETE', NULL),
        ('milestones_jobrun', 'DELETE', NULL),
        ('milestones_delivery', 'DELETE', NULL),
        ('milestones_heartbeat', 'DELETE', NULL),
        ('milestones_baselineversion', 'UPDATE, DELETE', NULL),
        ('milestones_ownership', 'UPDATE', NULL),
        ('projects_assignment', 'UPDATE', NULL),
        ('projects_phasechange', 'UPDATE', NULL),
        ('projects_placement', 'INSERT, UPDATE', NULL)
    ) AS kept (name, taken, columns) WHERE to_regclass(name) IS NOT NULL
    LOOP
        EXECUTE format('REVOKE %s ON %I FROM tiexi_app', ledger.taken, ledger.name);
        IF ledger.columns IS NOT NULL THEN
            EXECUTE format('GRANT UPDATE (%s) ON %I TO tiexi_app', ledger.columns, ledger.name);
        END IF;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0013_every_column_has_its_name"),
        ("projects", "0009_names_by_pinyin"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [migrations.RunSQL(LEDGERS, migrations.RunSQL.noop)]
