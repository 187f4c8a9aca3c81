"""A sample of spans is compared with its facts every night."""

import datetime as dt

from django.db import migrations, models

NAMES = [
    ("flag", "Nightly flagging"),
    ("digest", "Daily digests"),
    ("weekly", "Weekly digests"),
    ("calendar", "Calendar check"),
    ("purge", "Purge"),
    ("verify", "Verification of spans"),
]


def nightly_verification(apps, schema_editor):
    apps.get_model("milestones", "Job").objects.get_or_create(name="verify", defaults={"due_at": dt.time(2)})


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0034_spans'),
    ]

    operations = [
        migrations.AlterField(
            model_name='job',
            name='name',
            field=models.CharField(choices=NAMES, max_length=20, primary_key=True, serialize=False, verbose_name='job'),
        ),
        migrations.AlterField(
            model_name='jobevent',
            name='name',
            field=models.CharField(choices=NAMES, max_length=20, serialize=False, verbose_name='job'),
        ),
        migrations.RunPython(nightly_verification, migrations.RunPython.noop),
    ]
