"""What a person keeps for themselves: a filtered list under a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.guards import edit_version_field, edit_version_guard, track_history
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import PinyinKey
from backoffice.uniqueness import TellsUniqueness
from projects.models import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> "SavedFilterQuerySet":
        """One's own, by name; nobody reads another's."""
        return self.filter(user=user).order_by(PinyinKey("name"), "pk")

    editable_by = visible_to


@track_history()
class SavedFilter(TellsUniqueness, models.Model):
    """The address of a list with its filters, under a name that its owner gave it."""

    history_is_private = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    list = models.CharField(max_length=60, editable=False)  # the label of the model listed: milestones.milestone
    name = NameField(_("name"), max_length=30)
    query = models.CharField(_("filter"), max_length=500, editable=False)
    version = edit_version_field()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        triggers = [edit_version_guard()]
        constraints = [
            *one_line_constraints("savedfilter", "name"),
            models.UniqueConstraint(fields=["user", "list", "name"], name="one_saved_filter_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
