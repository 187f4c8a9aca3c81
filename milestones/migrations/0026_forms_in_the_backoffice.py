"""What forms leave behind is the back office's now; the tables stay."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('backoffice', '0001_initial'),
        ('milestones', '0025_decided_by_supervisors'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.DeleteModel(name='Upload'),
            migrations.DeleteModel(name='Submission'),
        ]),
    ]
