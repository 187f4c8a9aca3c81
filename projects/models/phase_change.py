"""In which phase a project was, and who said so."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.guards import after_write_effect, append_only_guard, present_instant_guards, track_history

from .assignment import KEPT
from .project import Project
from .succession import SuccessionQuerySet
from .vocabulary import Phase


@track_history()
class PhaseChange(models.Model):
    """The phase of a project from an instant on."""

    history_repeats_parent = True

    project = models.ForeignKey(Project, models.CASCADE, related_name="phase_changes", verbose_name=_("project"))
    phase = models.CharField(_("phase"), max_length=12, choices=Phase)
    from_at = models.DateTimeField(_("from"))

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of phase")
        verbose_name_plural = _("changes of phase")
        ordering = ["from_at", "id"]
        indexes = [models.Index(fields=["project", "from_at"], name="phase_in_force")]
        triggers = [
            *present_instant_guards("from_at"),
            append_only_guard(until=KEPT),
            after_write_effect(
                "repeated_on_the_project",
                pgtrigger.Insert,
                "UPDATE projects_project SET phase = NEW.phase WHERE id = NEW.project_id AND phase IS DISTINCT FROM "
                "NEW.phase;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_phase_display()}"
