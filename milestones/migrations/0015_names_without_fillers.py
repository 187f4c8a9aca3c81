"""Names hold no fillers either: letters that show nothing, selectors of variants, and what no text may hold."""

from django.db import migrations

from projects.migrations._mending import WITHOUT_FILLERS, renewing


class Migration(migrations.Migration):

    dependencies = [
        ("milestones", "0014_ledgers_are_kept"),
        ("projects", "0011_names_without_fillers"),
    ]

    operations = renewing(
        "milestones",
        WITHOUT_FILLERS,
        calendarday=("name",),
        calendaryear=("source",),
        changerequest=("document_number",),
        **{"import": ("name",)},
        milestone=("name",),
        milestonetemplate=("name",),
        savedfilter=("name",),
        upload=("name",),
    )
