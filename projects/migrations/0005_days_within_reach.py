"""Days from 2000 to ten years ahead; rows of before are not judged, for facts cannot be mended."""

import datetime
import django.db.models.expressions
import backoffice.days
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0004_names_on_one_line'),
    ]

    operations = [
        migrations.AlterField(
            model_name='project',
            name='plan_year',
            field=models.PositiveSmallIntegerField(validators=[backoffice.days.validate_year], verbose_name='plan year'),
        ),
        migrations.AlterField(
            model_name='projectevent',
            name='plan_year',
            field=models.PositiveSmallIntegerField(validators=[backoffice.days.validate_year], verbose_name='plan year'),
        ),
        AddConstraintNotValid(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), models.Q(('starts_on__gte', datetime.date(2000, 1, 1)), ('starts_on__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='project_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
    ]
