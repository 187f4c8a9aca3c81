"""An official calendar year has its days."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0007_days_within_reach'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='official_year_keeps_days', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF EXISTS (SELECT FROM milestones_calendaryear WHERE year = extract(year FROM OLD.day) AND status = 'official') AND NOT EXISTS (\n                SELECT FROM milestones_calendarday WHERE extract(year FROM day) = extract(year FROM OLD.day)) THEN\n                RAISE EXCEPTION 'a calendar year is official only with its days' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='5fa85aad957ce8fa5a3379b88e9ef04704e2d097', operation='DELETE OR UPDATE OF "day"', pgid='pgtrigger_official_year_keeps_days_ff864', table='milestones_calendarday', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='official_only_with_its_days', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF EXISTS (SELECT FROM milestones_calendaryear WHERE year = NEW.year AND status = 'official') AND NOT EXISTS (\n                SELECT FROM milestones_calendarday WHERE extract(year FROM day) = NEW.year) THEN\n                RAISE EXCEPTION 'a calendar year is official only with its days' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='8688793222a1f034cef539eb0bb59f7ac512df34', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_official_only_with_its_days_cb3cc', table='milestones_calendaryear', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
