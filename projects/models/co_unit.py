"""Units that co-operate on a project."""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from backoffice.guards import FROM_APPLICATION, parent_edit_effect, same_day_guard, track_history
from backoffice.history.declared import MemberList
from backoffice.triggers import Effect

from .project import Project
from .unit import open_unit_guard


@track_history(obj_field=None)
class CoUnit(Project.co_units.through):  # type: ignore[name-defined]
    """A unit co-operates on a project; giving and taking it is an edit of the project."""

    member_list = MemberList("project", "unit", "co_units", _("co-operating units"))

    class Meta:
        proxy = True
        verbose_name = _("co-operating unit")
        verbose_name_plural = _("co-operating units")
        triggers = [
            parent_edit_effect("projects_project", "project_id"),
            same_day_guard(),
            open_unit_guard(),
            # Before each row, so that the first of several changes keeps the whole list. What was recorded today has no
            # earlier page.
            Effect(
                name="keeps_co_units",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                condition=pgtrigger.Condition(FROM_APPLICATION),
                func="""
                    INSERT INTO projects_wording (kind, record, words, to_at)
                    SELECT 'co_units', one.id, jsonb_build_object('units', COALESCE((
                        SELECT jsonb_agg(unit_id) FROM projects_project_co_units WHERE project_id = one.id), '[]')),
                        clock_timestamp()
                    FROM projects_project one
                    WHERE day_has_ended(at)
                        AND id = CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]
