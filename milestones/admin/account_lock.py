"""An account that too many wrong passwords locked: opened again before its half-hour is over."""

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from projects.models import AccountUnlock, User

from .lights import local_time_text
from .outcome import OutcomeActionForm


def locking_attempts(person: User) -> QuerySet[AccessAttempt]:
    """The failures, by address, for which nobody may log in to this account from there now."""
    wait = get_cool_off()
    found = AccessAttempt.objects.filter(
        username=person.username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    return found.filter(attempt_time__gt=timezone.now() - wait) if wait else found


class UnlockAccountForm(OutcomeActionForm):
    """Offered while it is locked."""

    verb, line, title = "unlock", "keep", _("Unlock the log-in")
    done = _("The account may log in again.")
    explain = _("Ask first who tried: somebody may be guessing the password. The password stays as it is.")

    @classmethod
    def fits(cls, user: User, subject: User) -> bool:
        return super().fits(user, subject) and locking_attempts(subject).exists()

    def unfit(self) -> tuple[str, int]:
        return _t("This account is not locked."), 409

    def about(self) -> list[str]:
        """From where, and when last."""
        text = _t("%(count)s wrong passwords from %(address)s, the last at %(when)s.")
        rows = locking_attempts(self.subject).order_by("-attempt_time")
        said = [
            text
            % {
                "count": row.failures_since_start,
                "address": row.ip_address,
                "when": local_time_text(row.attempt_time),
            }
            for row in rows
        ]
        return [f"{self.subject}（{self.subject.username}）", *(said or [_t("This account is not locked.")])]

    def act(self) -> None:
        """Both or neither; the unlocking is kept in the person's history."""
        AccountUnlock.record(self.subject, by=self.user)
        reset(username=self.subject.username)
