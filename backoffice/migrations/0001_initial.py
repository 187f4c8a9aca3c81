"""What forms leave behind is the back office's; its tables stay where `milestones` made them."""

import backoffice.models
import backoffice.names
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('milestones', '0025_decided_by_supervisors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Submission',
                fields=[
                    ('token', models.UUIDField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                    ('digest', models.CharField(max_length=64)),
                    ('said', models.TextField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'sent form',
                    'verbose_name_plural': 'sent forms',
                    'db_table': 'milestones_submission',
                },
            ),
            migrations.CreateModel(
                name='Upload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.CharField(max_length=200)),
                    ('file', models.FileField(upload_to=backoffice.models.waiting_path, verbose_name='file')),
                    ('name', backoffice.names.NameField(max_length=200)),
                    ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'waiting file',
                    'verbose_name_plural': 'waiting files',
                    'db_table': 'milestones_upload',
                    'indexes': [models.Index(fields=['by', 'place'], name='upload_of_form')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('name__regex', '[\\u0009-\\u000d\\u0085\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f-\\u2064\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2065-\\u206f\\ufdd0-\\ufdef\\ufff0-\\ufffb\\ufffe\\uffff\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U0001fffe\\U0001ffff\\U0002fffe\\U0002ffff\\U0003fffe\\U0003ffff\\U0004fffe\\U0004ffff\\U0005fffe\\U0005ffff\\U0006fffe\\U0006ffff\\U0007fffe\\U0007ffff\\U0008fffe\\U0008ffff\\U0009fffe\\U0009ffff\\U000afffe\\U000affff\\U000bfffe\\U000bffff\\U000cfffe\\U000cffff\\U000dfffe\\U000dffff\\U000efffe\\U000effff\\U000ffffe\\U000fffff\\U0010fffe\\U0010ffff]|  |^ | $'), _negated=True), name='upload_name_is_one_line')],
                },
            ),
        ]),
    ]
