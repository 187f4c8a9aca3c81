"""What is promised for each month, day or street has no total: nothing is expected of it by now, and its figures stand alone."""

from django.db import migrations

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0021_no_milestone_twice'),
        ('projects', '0014_promised_for'),
    ]

    operations = [
        migrations.RunSQL(frozen("0022_promised_for"), frozen("0019_standing")),
    ]
