"""Who owned a milestone, from when to when."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.guards import after_write_effect, append_only_guard, present_instant_guards, track_history

from .milestone import KEPT, Milestone


@track_history()
class Ownership(models.Model):
    """Who owned a milestone from one instant to another (null: the project's steward)."""

    history_repeats_parent = True

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="ownerships")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        indexes = [models.Index(fields=["milestone", "from_at"], name="ownership_in_force")]
        triggers = [
            *present_instant_guards("from_at"),
            append_only_guard(until=KEPT),
            after_write_effect(
                "repeated_on_the_milestone",
                pgtrigger.Insert,
                "UPDATE milestones_milestone SET owner_id = NEW.owner_id WHERE id = NEW.milestone_id AND owner_id IS "
                "DISTINCT FROM NEW.owner_id;",
            ),
        ]
