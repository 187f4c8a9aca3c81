"""Units stand on three levels at most, in no ring."""

import backoffice.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0024_reorganizations'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='unit',
            name='stands_in_no_ring',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='stands_on_three_levels', sql=backoffice.triggers.GuardSQL(condition='WHEN (NEW."parent_id" IS NOT NULL)', declare='DECLARE levels integer;', func="\n                    IF EXISTS (\n                        WITH RECURSIVE above AS (\n                            SELECT id, parent_id FROM projects_unit WHERE id = NEW.parent_id\n                            UNION SELECT up.id, up.parent_id\n                            FROM projects_unit up JOIN above ON up.id = above.parent_id)\n                        SELECT FROM above WHERE id = NEW.id) THEN\n                        RAISE EXCEPTION 'a unit belongs to none that stands below it' USING ERRCODE = 'check_violation';\n                    END IF;\n                    WITH RECURSIVE above AS (\n                        SELECT parent_id, 1 AS n FROM projects_unit WHERE id = NEW.parent_id\n                        UNION ALL SELECT up.parent_id, n + 1 FROM projects_unit up JOIN above ON up.id = above.parent_id\n                        WHERE n <= 3\n                    ), below AS (\n                        SELECT NEW.id AS id, 1 AS n\n                        UNION ALL SELECT down.id, n + 1 FROM projects_unit down JOIN below ON down.parent_id = below.id\n                        WHERE down.closed_at IS NULL AND n <= 3\n                    ) SELECT (SELECT max(n) FROM above) + (SELECT max(n) FROM below) INTO levels;\n                    IF levels > 3 THEN RAISE EXCEPTION 'units stand on three levels' USING ERRCODE = 'check_violation'; END IF;\n                    RETURN NEW;\n                ", hash='fffbb4ef324e120e71d4b2637de0ffa7c6f997d4', operation='INSERT OR UPDATE OF "parent_id"', pgid='pgtrigger_stands_on_three_levels_9dd5a', table='projects_unit', when='BEFORE')),
        ),
    ]
