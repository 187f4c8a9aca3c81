"""What a draft's quantity was on an earlier day stays, whatever its steward makes of it later."""

from django.db import migrations

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0026_forms_in_the_backoffice'),
        ('projects', '0016_promised_before_approval'),
    ]

    operations = [
        migrations.RunSQL(frozen("0027_target_of_the_day"), frozen("0027_target_on_before")),
    ]
