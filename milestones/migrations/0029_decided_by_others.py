"""A date is approved with its plan, a claim has its whole quantity, a policy has bounds, words have the instant of their fact."""

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
            model_name='baselineversion',
            name='repeated_on_the_milestone',
        ),
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
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=milestones.models.policy.default_ladder, help_text='For steward, unit head, leader and the monthly list: rising, each from 1 to 60, as in 1,5,10,20.', size=4, validators=[milestones.models.policy.validate_ladder], verbose_name='ladder (working days late)'),
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
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=milestones.models.policy.default_ladder, help_text='For steward, unit head, leader and the monthly list: rising, each from 1 to 60, as in 1,5,10,20.', size=4, validators=[milestones.models.policy.validate_ladder], verbose_name='ladder (working days late)'),
        ),
        migrations.AlterField(
            model_name='policyevent',
            name='min_milestones',
            field=models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='milestones needed for the ranking'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='approved_with_its_plan', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", constraint='CONSTRAINT', func="\n                    IF NOT EXISTS (SELECT FROM milestones_milestone m JOIN projects_project p ON p.id = m.project_id\n                        WHERE m.id = NEW.milestone_id AND p.approved_at IS NOT NULL) THEN\n                        RAISE EXCEPTION 'a date is approved with its plan' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='264095816491f41627ec379cf4568ee0d52bd75b', operation='INSERT', pgid='pgtrigger_approved_with_its_plan_e81ab', table='milestones_baselineversion', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='baselineversion',
            trigger=pgtrigger.compiler.Trigger(name='repeated_on_the_milestone', sql=backoffice.triggers.EffectSQL(func="\n                PERFORM set_config('tiexi.at', NEW.from_at::text, true);\n                UPDATE milestones_milestone SET baseline_due = NEW.due, quantity = NEW.quantity WHERE id = NEW.milestone_id;\n                PERFORM set_config('tiexi.at', '', true);\n                 RETURN NULL;", hash='c9643d0a18d546e5430f486759848d159cd594d6', operation='INSERT', pgid='pgtrigger_repeated_on_the_milestone_ecf53', table='milestones_baselineversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='may_be_claimed', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", declare='DECLARE today date; reach integer;', func="\n                    today := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;\n                    reach := COALESCE((\n                        SELECT w.claim_backdate_workdays FROM milestones_policy w\n                        JOIN milestones_milestone m ON m.id = NEW.milestone_id JOIN projects_project p ON p.id = m.project_id\n                        WHERE w.effective_from <= today AND (w.category_id = p.category_id OR w.category_id IS NULL)\n                        ORDER BY w.category_id NULLS LAST, w.effective_from DESC LIMIT 1), 3);\n                    IF NEW.finished_on > today OR workdays(NEW.finished_on, today, today) > reach\n                        OR today - NEW.finished_on > 2 * reach + 10 THEN\n                        RAISE EXCEPTION 'a finish is claimed within the days that the policy allows' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (SELECT FROM milestones_milestone m JOIN projects_target t ON t.id = m.target_id\n                        WHERE m.id = NEW.milestone_id AND t.per = 'total' AND m.quantity > COALESCE(figure_on(t.id, today), 0)) THEN\n                        RAISE EXCEPTION 'a finish is claimed with its whole quantity' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='bdfdca6876979310de184a43263d6b43d8cd2dfc', operation='INSERT', pgid='pgtrigger_may_be_claimed_87793', table='milestones_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='takes_effect_later', sql=backoffice.triggers.GuardSQL(func="\n                    IF current_user = 'tiexi_app' AND NEW.effective_from <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN\n                        RAISE EXCEPTION 'a policy takes effect tomorrow at the earliest' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF current_user = 'tiexi_app' AND NOT (NEW.due_soon_workdays BETWEEN 1 AND 60 AND NEW.behind_yellow BETWEEN 0 AND 50\n                        AND NEW.behind_red BETWEEN 0 AND 50 AND NEW.claim_backdate_workdays <= 20\n                        AND NEW.confirm_workdays BETWEEN 1 AND 60 AND NEW.min_milestones BETWEEN 1 AND 100\n                        AND cardinality(NEW.ladder) BETWEEN 1 AND 4 AND 1 <= ALL (NEW.ladder) AND 60 >= ALL (NEW.ladder)\n                        AND NEW.ladder = ARRAY(SELECT DISTINCT step FROM unnest(NEW.ladder) AS steps (step) ORDER BY step)\n                        AND NEW.filing_day BETWEEN 1 AND 31 AND NEW.filing_day_december BETWEEN 1 AND 31) THEN\n                        RAISE EXCEPTION 'a policy has bounds: no number switches a light off' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='20f569d1af59f3397d68d6ef287b902271a07b84', operation='INSERT OR UPDATE', pgid='pgtrigger_takes_effect_later_add5c', table='milestones_policy', when='BEFORE')),
        ),
    ]
