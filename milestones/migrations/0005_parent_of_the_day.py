"""Under which programme a project stood on a day; and the histories that this release adds are only added to."""

from django.db import migrations

from milestones.rules.installed_functions import frozen


class Migration(migrations.Migration):
    dependencies = [("milestones", "0004_claims_after_a_return"), ("projects", "0003_place_in_a_programme")]

    operations = [
        migrations.RunSQL(frozen("0005_parent_of_the_day"), "DROP FUNCTION parent_on(bigint, date)"),
        migrations.RunSQL(frozen("0003_histories"), migrations.RunSQL.noop),
    ]
