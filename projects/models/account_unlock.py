"""A log-in that too many wrong passwords had locked, opened again: who did it, for whom and when."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.errors import NotAllowed
from backoffice.guards import append_only_guard, present_instant_guards, track_history
from backoffice.recording import recorded_action
from projects.permissions import may_perform

from .user import User


@track_history()
class AccountUnlock(models.Model):
    """The action; it is told in the history of the person."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="unlocks", verbose_name=_("person")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("unlocked by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("log-in unlocked")
        verbose_name_plural = _("log-ins unlocked")
        ordering = ["-at", "-id"]
        triggers = [*present_instant_guards("at"), append_only_guard()]

    def __str__(self) -> str:
        return str(self.person)

    @classmethod
    @recorded_action
    def record(cls, person: User, *, by: User) -> "AccountUnlock":
        """Keep that an administrator unlocked the log-in. Raise NotAllowed for anybody else."""
        if not may_perform(by, "keep"):
            raise NotAllowed(_t("Only an administrator unlocks a log-in."))
        return cls.objects.create(person=person, by=by)
