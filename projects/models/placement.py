"""Under which programme a project stood, from when to when."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.clock import end_of_day
from backoffice.guards import append_only_guard, same_day_guard, track_history, triggers_only_guard

from .assignment import KEPT
from .project import Project


class PlacementQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> "PlacementQuerySet":
        """Those in force at the end of a day."""
        bound = end_of_day(day)
        return self.filter(Q(to_at=None) | Q(to_at__gte=bound), from_at__lt=bound)


@track_history()
class Placement(models.Model):
    """A project stands under a programme from one instant to another; written by triggers when `parent` changes."""

    history_repeats_parent = True

    project = models.ForeignKey(Project, models.CASCADE, related_name="placements", verbose_name=_("project"))
    parent = models.ForeignKey(Project, models.PROTECT, related_name="placed_under", verbose_name=_("programme"))
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a programme")
        verbose_name_plural = _("places in a programme")
        ordering = ["from_at", "id"]
        # The as-of reading looks for what stood under a programme, and for where a project stood.
        indexes = [
            models.Index(fields=["parent", "from_at"], name="placement_under"),
            models.Index(fields=["project", "from_at"], name="placement_in_force"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(to_at=None), name="one_open_placement"),
            models.CheckConstraint(
                name="placement_ends_after_it_begins",
                condition=Q(to_at=None) | Q(to_at__gte=models.F("from_at")),
            ),
        ]
        triggers = [
            triggers_only_guard(),
            append_only_guard("to_at", until=KEPT),
            same_day_guard("from_at", "to_at"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.parent}"
