"""Suspensions that approved change requests begin and end."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.guards import BY_HAND, REFUSE, append_only_guard, present_instant_guards, track_history
from backoffice.triggers import Guard
from projects.models import Project

from .span_effect import lays_spans

# The milestones of the suspended project; nobody adds one meanwhile.
STEPS = "ARRAY(SELECT id FROM milestones_milestone WHERE project_id = COALESCE(NEW.project_id, OLD.project_id))"
NONE_IS_ADDED = "PERFORM FROM projects_project WHERE id = COALESCE(NEW.project_id, OLD.project_id) FOR NO KEY UPDATE;"


@track_history()
class Suspension(models.Model):
    """A project stands still by decision, from one instant to another."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="suspensions", verbose_name=_("project"))
    change = models.ForeignKey("ChangeRequest", models.PROTECT, related_name="suspensions", verbose_name=_("change"))
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["from_at"]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(to_at=None), name="one_open_suspension"),
            models.CheckConstraint(
                name="suspension_ends_after_it_begins",
                condition=Q(to_at=None) | Q(to_at__gte=models.F("from_at")),
            ),
        ]
        triggers = [
            *present_instant_guards("from_at", "to_at"),
            append_only_guard("to_at", until=BY_HAND, reversible=True),
            Guard(
                name="needs_an_approved_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM milestones_changerequest c JOIN projects_project p ON p.id = NEW.project_id
                        WHERE c.id = NEW.change_id AND c.kind = 'suspend' AND c.state = 'approved'
                            AND c.decided_at = NEW.from_at AND c.project_id IN (p.id, p.parent_id)) THEN
                        {REFUSE % "a project stands still only by an approved change"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            lays_spans(pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete, STEPS, first=NONE_IS_ADDED),
        ]

    def __str__(self) -> str:
        return str(self.project)
