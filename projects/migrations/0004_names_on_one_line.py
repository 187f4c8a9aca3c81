"""Names are folded to one line, and the database holds them so."""

import backoffice.names
from django.db import migrations, models

from projects.migrations._mending import mending


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('projects', '0003_place_in_a_programme'),
    ]

    operations = [
        mending(
            "projects",
            category=("name", "name_en"),
            project=("name", "label", "location"),
            target=("measure", "unit", "as_written"),
            unit=("name",),
            user=("name", "phone"),
        ),
        migrations.AlterField(
            model_name='category',
            name='name',
            field=backoffice.names.NameField(max_length=40, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='category',
            name='name_en',
            field=backoffice.names.NameField(max_length=80, verbose_name='English name'),
        ),
        migrations.AlterField(
            model_name='categoryevent',
            name='name',
            field=backoffice.names.NameField(max_length=40, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='categoryevent',
            name='name_en',
            field=backoffice.names.NameField(max_length=80, verbose_name='English name'),
        ),
        migrations.AlterField(
            model_name='project',
            name='label',
            field=backoffice.names.NameField(blank=True, max_length=40, verbose_name='label as printed'),
        ),
        migrations.AlterField(
            model_name='project',
            name='location',
            field=backoffice.names.NameField(blank=True, max_length=120, verbose_name='location'),
        ),
        migrations.AlterField(
            model_name='project',
            name='name',
            field=backoffice.names.NameField(max_length=120, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='projectevent',
            name='label',
            field=backoffice.names.NameField(blank=True, max_length=40, verbose_name='label as printed'),
        ),
        migrations.AlterField(
            model_name='projectevent',
            name='location',
            field=backoffice.names.NameField(blank=True, max_length=120, verbose_name='location'),
        ),
        migrations.AlterField(
            model_name='projectevent',
            name='name',
            field=backoffice.names.NameField(max_length=120, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='target',
            name='as_written',
            field=backoffice.names.NameField(blank=True, max_length=40, verbose_name='as written'),
        ),
        migrations.AlterField(
            model_name='target',
            name='measure',
            field=backoffice.names.NameField(max_length=60, verbose_name='measure'),
        ),
        migrations.AlterField(
            model_name='target',
            name='unit',
            field=backoffice.names.NameField(max_length=20, verbose_name='unit of measure'),
        ),
        migrations.AlterField(
            model_name='targetevent',
            name='as_written',
            field=backoffice.names.NameField(blank=True, max_length=40, verbose_name='as written'),
        ),
        migrations.AlterField(
            model_name='targetevent',
            name='measure',
            field=backoffice.names.NameField(max_length=60, verbose_name='measure'),
        ),
        migrations.AlterField(
            model_name='targetevent',
            name='unit',
            field=backoffice.names.NameField(max_length=20, verbose_name='unit of measure'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='name',
            field=backoffice.names.NameField(max_length=60, unique=True, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='unitevent',
            name='name',
            field=backoffice.names.NameField(max_length=60, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='user',
            name='name',
            field=backoffice.names.NameField(max_length=40, verbose_name='full name'),
        ),
        migrations.AlterField(
            model_name='user',
            name='phone',
            field=backoffice.names.NameField(blank=True, max_length=30, verbose_name='phone'),
        ),
        migrations.AlterField(
            model_name='userevent',
            name='name',
            field=backoffice.names.NameField(max_length=40, verbose_name='full name'),
        ),
        migrations.AlterField(
            model_name='userevent',
            name='phone',
            field=backoffice.names.NameField(blank=True, max_length=30, verbose_name='phone'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='category_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('name_en__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='category_name_en_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='project_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('label__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='project_label_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('location__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='project_location_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('measure__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='target_measure_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('unit__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='target_unit_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('as_written__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='target_as_written_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='unit_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='user_name_is_one_line'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('phone__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u3000\\u3164\\ufeff\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufff0-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]|  |^ | $'), _negated=True), name='user_phone_is_one_line'),
        ),
    ]
