"""Days from 2000 to ten years ahead; rows of before are not judged, for facts cannot be mended."""

import datetime
import django.db.models.expressions
import backoffice.days
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0006_names_on_one_line'),
        ('projects', '0005_days_within_reach'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='calendaryear',
            name='year',
            field=models.PositiveSmallIntegerField(primary_key=True, serialize=False, validators=[backoffice.days.validate_year], verbose_name='year'),
        ),
        migrations.AlterField(
            model_name='calendaryearevent',
            name='year',
            field=models.PositiveSmallIntegerField(serialize=False, validators=[backoffice.days.validate_year], verbose_name='year'),
        ),
        AddConstraintNotValid(
            model_name='baselineversion',
            constraint=models.CheckConstraint(condition=models.Q(('due__isnull', True), models.Q(('due__gte', datetime.date(2000, 1, 1)), ('due__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='baseline_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='calendarday',
            constraint=models.CheckConstraint(condition=models.Q(('day__isnull', True), models.Q(('day__gte', datetime.date(2000, 1, 1)), ('day__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='calendar_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('new_due__isnull', True), models.Q(('new_due__gte', datetime.date(2000, 1, 1)), ('new_due__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='change_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('finished_on__isnull', True), models.Q(('finished_on__gte', datetime.date(2000, 1, 1)), ('finished_on__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='claim_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(('reply_by__isnull', True), models.Q(('reply_by__gte', datetime.date(2000, 1, 1)), ('reply_by__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='instruction_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('forecast_due__gte', models.F('starts_on')), _connector='OR'), name='milestone_ends_after_its_start', violation_error_code='before_start', violation_error_message='The finish must not be before the start.'),
        ),
        AddConstraintNotValid(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), models.Q(('starts_on__gte', datetime.date(2000, 1, 1)), ('starts_on__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), models.Q(('first_forecast__isnull', True), models.Q(('first_forecast__gte', datetime.date(2000, 1, 1)), ('first_forecast__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR')), name='milestone_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('effective_from__isnull', True), models.Q(('effective_from__gte', datetime.date(2000, 1, 1)), ('effective_from__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), name='policy_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
        AddConstraintNotValid(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('forecast_due__isnull', True), models.Q(('forecast_due__gte', datetime.date(2000, 1, 1)), ('forecast_due__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR'), models.Q(('day__isnull', True), models.Q(('day__gte', datetime.date(2000, 1, 1)), ('day__lte', django.db.models.expressions.RawSQL("((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '10 years')::date", (), models.DateField()))), _connector='OR')), name='report_days_within_reach', violation_error_message='A day lies before 2000 or more than ten years ahead.'),
        ),
    ]
