"""A finish is claimed within the days that the policy allows, whatever the statement says."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0029_policies_within_bounds'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='reaches_back_a_little', sql=backoffice.triggers.GuardSQL(condition="WHEN (current_user = 'tiexi_app')", declare='DECLARE today date; reach integer;', func="\n                    today := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;\n                    reach := COALESCE((\n                        SELECT w.claim_backdate_workdays FROM milestones_policy w\n                        JOIN milestones_milestone m ON m.id = NEW.milestone_id JOIN projects_project p ON p.id = m.project_id\n                        WHERE w.effective_from <= today AND (w.category_id = p.category_id OR w.category_id IS NULL)\n                        ORDER BY w.category_id NULLS LAST, w.effective_from DESC LIMIT 1), 3);\n                    IF NEW.finished_on > today OR workdays(NEW.finished_on, today, today) > reach\n                        OR today - NEW.finished_on > 2 * reach + 10 THEN\n                        RAISE EXCEPTION 'a finish is claimed within the days that the policy allows' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='b08106ff7a9557a1eee340077b3a7fd244ef5cf8', operation='INSERT', pgid='pgtrigger_reaches_back_a_little_add56', table='milestones_claim', when='BEFORE')),
        ),
    ]
