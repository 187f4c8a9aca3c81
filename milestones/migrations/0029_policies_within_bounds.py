"""No number of a policy silences the ladder, the decisions that are late, or the ranking."""

import backoffice.triggers
import django.contrib.postgres.fields
import django.core.validators
import milestones.models.policy
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0028_what_was_sent_back'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='takes_effect_later',
        ),
        migrations.AlterField(
            model_name='policy',
            name='confirm_workdays',
            field=models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='confirm within (working days)'),
        ),
        migrations.AlterField(
            model_name='policy',
            name='ladder',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)]), default=milestones.models.policy.default_ladder, size=4, verbose_name='ladder (working days late)'),
        ),
        migrations.AlterField(
            model_name='policy',
            name='min_milestones',
            field=models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='milestones needed for the ranking'),
        ),
        migrations.AlterField(
            model_name='policyevent',
            name='confirm_workdays',
            field=models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='confirm within (working days)'),
        ),
        migrations.AlterField(
            model_name='policyevent',
            name='ladder',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)]), default=milestones.models.policy.default_ladder, size=4, verbose_name='ladder (working days late)'),
        ),
        migrations.AlterField(
            model_name='policyevent',
            name='min_milestones',
            field=models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='milestones needed for the ranking'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='takes_effect_later', sql=backoffice.triggers.GuardSQL(func="\n                    IF current_user = 'tiexi_app' AND NEW.effective_from <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN\n                        RAISE EXCEPTION 'a policy takes effect tomorrow at the earliest' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF current_user = 'tiexi_app' AND NOT (NEW.due_soon_workdays BETWEEN 1 AND 60 AND NEW.behind_yellow BETWEEN 0 AND 50\n                        AND NEW.behind_red BETWEEN 0 AND 50 AND NEW.claim_backdate_workdays <= 20\n                        AND NEW.confirm_workdays BETWEEN 1 AND 60 AND NEW.min_milestones BETWEEN 1 AND 100\n                        AND cardinality(NEW.ladder) BETWEEN 1 AND 4 AND 1 <= ALL (NEW.ladder) AND 60 >= ALL (NEW.ladder)\n                        AND NEW.filing_day BETWEEN 1 AND 31 AND NEW.filing_day_december BETWEEN 1 AND 31) THEN\n                        RAISE EXCEPTION 'a policy has bounds: no number switches a light off' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='83af9abf6cdcaf1f07e30b13a11aad364eb9d412', operation='INSERT OR UPDATE', pgid='pgtrigger_takes_effect_later_add5c', table='milestones_policy', when='BEFORE')),
        ),
    ]
