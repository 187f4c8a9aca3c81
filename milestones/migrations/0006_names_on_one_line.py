"""Names are folded to one line, and the database holds them so."""

import backoffice.names
from django.conf import settings
from django.db import migrations, models

from projects.migrations._mending import mending


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0005_parent_of_the_day'),
        ('projects', '0004_names_on_one_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        mending(
            "milestones",
            calendarday=("name",),
            calendaryear=("source",),
            changerequest=("document_number",),
            **{"import": ("name",)},
            milestone=("name",),
            milestonetemplate=("name",),
            savedfilter=("name",),
            upload=("name",),
        ),
        migrations.AlterField(
            model_name='calendarday',
            name='name',
            field=backoffice.names.NameField(max_length=60, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='calendardayevent',
            name='name',
            field=backoffice.names.NameField(max_length=60, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='calendaryear',
            name='source',
            field=backoffice.names.NameField(blank=True, max_length=120, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='calendaryearevent',
            name='source',
            field=backoffice.names.NameField(blank=True, max_length=120, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='changerequest',
            name='document_number',
            field=backoffice.names.NameField(blank=True, max_length=60, null=True, verbose_name='document number'),
        ),
        migrations.AlterField(
            model_name='changerequestevent',
            name='document_number',
            field=backoffice.names.NameField(blank=True, max_length=60, null=True, verbose_name='document number'),
        ),
        migrations.AlterField(
            model_name='import',
            name='name',
            field=backoffice.names.NameField(max_length=200, verbose_name='file name'),
        ),
        migrations.AlterField(
            model_name='milestone',
            name='name',
            field=backoffice.names.NameField(max_length=80, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='milestoneevent',
            name='name',
            field=backoffice.names.NameField(max_length=80, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='milestonetemplate',
            name='name',
            field=backoffice.names.NameField(max_length=80, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='milestonetemplateevent',
            name='name',
            field=backoffice.names.NameField(max_length=80, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='savedfilter',
            name='name',
            field=backoffice.names.NameField(max_length=30, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='savedfilterevent',
            name='name',
            field=backoffice.names.NameField(max_length=30, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='upload',
            name='name',
            field=backoffice.names.NameField(max_length=200),
        ),
        migrations.AddConstraint(
            model_name='calendarday',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='calendarday_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='calendaryear',
            constraint=models.CheckConstraint(condition=models.Q(('source__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='calendaryear_source_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('document_number__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='changerequest_document_number_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='import_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='milestone_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='milestonetemplate',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='milestonetemplate_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='savedfilter_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='upload_name_is_one_line'),
        ),
    ]
