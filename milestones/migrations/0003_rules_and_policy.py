"""The rules in SQL, the first policy, and histories that the application's database role can only add to."""

import datetime as dt

from django.db import migrations

from milestones.rules.installed_functions import frozen


def first_policy(apps, schema_editor):
    apps.get_model("milestones", "Policy").objects.create(effective_from=dt.date(2000, 1, 1))


# Name, local due time, weekday, working days only.
JOBS = [
    ("flag", dt.time(1), None, False),
    ("purge", dt.time(3), None, False),
    ("calendar", dt.time(7), None, False),
    ("digest", dt.time(8), None, True),
    ("weekly", dt.time(8), 0, True),
]


def first_jobs(apps, schema_editor):
    model = apps.get_model("milestones", "Job")
    for name, due_at, weekday, workdays_only in JOBS:
        model.objects.get_or_create(
            name=name, defaults={"due_at": due_at, "weekday": weekday, "workdays_only": workdays_only}
        )


class Migration(migrations.Migration):
    dependencies = [("milestones", "0002_initial"), ("projects", "0002_roles_and_categories")]

    operations = [
        migrations.RunSQL(frozen("0003_workdays"), "DROP FUNCTION workday_after(date, integer); DROP FUNCTION workdays(date, date)"),
        migrations.RunSQL(
            frozen("0003_standing"),
            "DROP FUNCTION standing_on(date); DROP FUNCTION owner_on(bigint, bigint, date);"
            "DROP FUNCTION assigned_on(bigint, date, text); DROP FUNCTION expected_on(bigint, date);"
            "DROP FUNCTION target_on(bigint, date); DROP FUNCTION ends_at(date)",
        ),
        migrations.RunSQL(frozen("0003_histories"), migrations.RunSQL.noop),
        migrations.RunPython(first_policy, migrations.RunPython.noop),
        migrations.RunPython(first_jobs, migrations.RunPython.noop),
    ]
