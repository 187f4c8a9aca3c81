"""An official calendar year has its days."""

import pgtrigger.compiler
import pgtrigger.migrations
import backoffice.triggers
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0008_guards_without_a_switch'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='official_year_keeps_days', sql=backoffice.triggers.GuardSQL(constraint='CONSTRAINT', func="\n            IF EXISTS (SELECT FROM milestones_calendaryear WHERE year = extract(year FROM OLD.day) AND status = 'official') AND NOT EXISTS (\n                SELECT FROM milestones_calendarday WHERE extract(year FROM day) = extract(year FROM OLD.day)) THEN\n                RAISE EXCEPTION 'a calendar year is official only with its days' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='c82f60c05400f2c48b95e8ba3e7195d1703d3c01', operation='DELETE OR UPDATE OF "day"', pgid='pgtrigger_official_year_keeps_days_ff864', table='milestones_calendarday', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaryear',
            trigger=pgtrigger.compiler.Trigger(name='official_only_with_its_days', sql=backoffice.triggers.GuardSQL(constraint='CONSTRAINT', func="\n            IF EXISTS (SELECT FROM milestones_calendaryear WHERE year = NEW.year AND status = 'official') AND NOT EXISTS (\n                SELECT FROM milestones_calendarday WHERE extract(year FROM day) = NEW.year) THEN\n                RAISE EXCEPTION 'a calendar year is official only with its days' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='6300072bae2b3fe793e7b307d988dab7c66f9462', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_official_only_with_its_days_cb3cc', table='milestones_calendaryear', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
