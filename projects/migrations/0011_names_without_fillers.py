"""Names hold no fillers either: letters that show nothing, selectors of variants, and what no text may hold."""

from django.db import migrations

from projects.migrations._mending import WITHOUT_FILLERS, renewing


class Migration(migrations.Migration):

    dependencies = [
        ("projects", "0010_rate_limits"),
    ]

    operations = renewing(
        "projects",
        WITHOUT_FILLERS,
        category=("name", "name_en"),
        project=("name", "label", "location"),
        target=("measure", "unit", "as_written"),
        unit=("name",),
        user=("name", "phone"),
    )
