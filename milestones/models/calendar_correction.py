"""A correction of calendar days that have come: one administrator asks, somebody else decides, and it works from
then.
"""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import today
from backoffice.day_spans import show_days
from backoffice.errors import NotAllowed
from backoffice.guards import (
    BY_APPLICATION,
    REFUSE,
    after_write_effect,
    append_only_guard,
    same_day_guard,
    track_history,
)
from backoffice.triggers import Guard
from projects.models import User
from projects.models.decided_by_another import DecidedByAnother
from projects.models.user import earlier_grantor_sql, role_held_sql
from projects.permissions import Role, may_perform

from .calendar import CalendarDay
from .checks import require_text

OTHERS = earlier_grantor_sql("NEW.asked_by_id")


class CorrectionQuerySet(models.QuerySet["CalendarCorrection"]):
    def visible_to(self, user: User) -> "CorrectionQuerySet":
        """What the calendar is to say is no secret."""
        return self if user.role else self.none()

    def pending(self) -> "CorrectionQuerySet":
        return self.filter(state=CalendarCorrection.State.PENDING)


@track_history()
class CalendarCorrection(DecidedByAnother, models.Model):
    """Asked by one administrator, decided by another or by the auditor; as of earlier days the calendar stays as it
    was.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    days = models.JSONField(_("calendar days"))  # a list of {day, is_workday, name}
    text = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    alone = models.BooleanField(_("without a second person"), default=False, db_default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason of the decision"), null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar correction")
        verbose_name_plural = _("calendar corrections")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="correction_takes_a_second_person",
                condition=~Q(state__in=["approved", "refused"])
                | Q(alone=True, state="approved")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="correction_decided_as_its_state_says",
                condition=Q(state="pending", decided_at=None) | ~Q(state="pending") & Q(decided_at__isnull=False),
            ),
        ]
        triggers = [
            Guard(
                name="waits_for_a_second_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF NOT {role_held_sql("NEW.asked_by_id", Role.ADMIN)} THEN
                        {REFUSE % "a correction of the calendar is asked by an administrator"}
                    END IF;
                    IF {BY_APPLICATION} THEN NEW.at := clock_timestamp(); END IF;
                    NEW.alone := NOT {OTHERS};
                    NEW.state := CASE WHEN NEW.alone THEN 'approved' ELSE 'pending' END;
                    NEW.decided_by_id := NULL;
                    NEW.decided_at := CASE WHEN NEW.alone THEN NEW.at END;
                    RETURN NEW;
                """,
            ),
            Guard(
                name="decided_once_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN
                        {REFUSE % "a correction of the calendar is decided once"}
                    END IF;
                    IF NEW.state IN ('approved', 'refused') AND OLD.state = 'pending'
                        AND NOT {role_held_sql("NEW.decided_by_id", Role.ADMIN, Role.AUDITOR)} THEN
                        {REFUSE % "a correction of the calendar is decided by another administrator or by the auditor"}
                    END IF;
                    IF {BY_APPLICATION} AND OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL THEN
                        NEW.decided_at := clock_timestamp();
                    END IF;
                    RETURN NEW;
                """,
            ),
            append_only_guard("decided_by_id", "decided_at", "reason", free=("state",)),
            same_day_guard(),
            after_write_effect(
                "corrects_the_calendar",
                pgtrigger.Insert | pgtrigger.Update,
                """
                IF NEW.state <> 'approved' OR (TG_OP = 'UPDATE' AND OLD.state = 'approved') THEN RETURN NULL; END IF;
                INSERT INTO milestones_calendarday AS was (day, is_workday, name, from_at)
                SELECT (one ->> 'day')::date, (one ->> 'is_workday')::boolean, one ->> 'name', NEW.decided_at
                FROM jsonb_array_elements(NEW.days) one
                ON CONFLICT (day) DO UPDATE SET
                    is_workday = EXCLUDED.is_workday, name = EXCLUDED.name, from_at = EXCLUDED.from_at, version = was.version + 1
                WHERE ROW(was.is_workday, was.name) IS DISTINCT FROM ROW(EXCLUDED.is_workday, EXCLUDED.name);
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return show_days((dt.date.fromisoformat(one["day"]) for one in self.days), today(), 3)

    @classmethod
    @transaction.atomic
    def ask(cls, days: list[CalendarDay], *, by: User, text: str) -> "CalendarCorrection":
        """Ask that these days be as given here; without a second person they are at once.

        Raise NotAllowed, or ValidationError where no reason is given, nothing would change or too much is wrong with a
        day.
        """
        if not may_perform(by, "correct-calendar"):
            raise NotAllowed(_t("Only an administrator may ask for this."))
        text = require_text(text, "text")
        stored = CalendarDay.objects.in_bulk([one.day for one in days])
        asked = [one for one in days if not one.same_as(stored.get(one.day))]
        if not asked:
            raise ValidationError(_t("The calendar says so already."), "unchanged")
        for one in asked:
            one.clean_fields()
        rows = [
            {"day": one.day.isoformat(), "is_workday": one.is_workday, "name": one.name}
            for one in sorted(asked, key=lambda one: one.day)
        ]
        correction = cls.objects.create(days=rows, text=text, asked_by=by)
        correction.refresh_from_db()
        return correction

    def _decide(self, action: str, state: str, by: User, reason: str) -> "CalendarCorrection":
        correction = self.locked()
        if not may_perform(by, action):
            raise NotAllowed(_t("Only another administrator or the auditor decides this."))
        if by.pk == correction.asked_by_id:
            raise NotAllowed(_t("You asked for this yourself; somebody else must decide it."))
        correction.end(state, by, reason).refresh_from_db()
        return correction

    @transaction.atomic
    def approve(self, *, by: User, reason: str) -> "CalendarCorrection":
        """Let the calendar say so from now on; reports as of earlier days stay."""
        return self._decide("approve-correction", self.State.APPROVED, by, require_text(reason, "reason"))

    @transaction.atomic
    def refuse(self, *, by: User, reason: str) -> "CalendarCorrection":
        """Refuse with a reason; nothing changes."""
        return self._decide("refuse-correction", self.State.REFUSED, by, require_text(reason, "reason"))

    @transaction.atomic
    def withdraw(self, *, by: User) -> "CalendarCorrection":
        """Take one's own request back while it is pending."""
        correction = self.locked()
        if by.pk != correction.asked_by_id or not may_perform(by, "correct-calendar"):
            raise NotAllowed(_t("Only who asked may withdraw the request."))
        return correction.end(self.State.WITHDRAWN, by)
