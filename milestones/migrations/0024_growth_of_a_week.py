"""A figure is doubtful that grows by more than half the promise within a week, in however many steps."""

from django.db import migrations

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0023_policies_have_bounds'),
    ]

    operations = [
        migrations.RunSQL(frozen("0024_growth_of_a_week"), frozen("0022_promised_for")),
    ]
