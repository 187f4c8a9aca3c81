"""What a steward claims to be finished, and what became of the claim."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.days import DayField, within_reach
from projects.guards import REFUSE, append_only, follows, records_now, tracked
from projects.triggers import Guard

from .facts import VisibleThroughMilestone, decided_by_a_supervisor, person
from .schedule import Milestone
from .verbs import ClaimVerbs


@tracked()
class Claim(ClaimVerbs, models.Model):
    """A steward says that a milestone is finished (申报); someone else confirms or returns it (销号)."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        CONFIRMED = "confirmed", _("Confirmed")
        RETURNED = "returned", _("Returned")
        REOPENED = "reopened", _("Reopened")

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="claims", verbose_name=_("milestone")
    )
    finished_on = DayField(_("finished on"))
    note = models.TextField(_("note"))
    late_reason = models.CharField(_("reason for lateness"), max_length=200, blank=True)
    by = person(verbose_name=_("claimed by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    decided_by = person(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason of the return"), null=True, blank=True)
    reopened_by = person(null=True, blank=True, verbose_name=_("reopened by"))
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    reopen_reason = models.TextField(_("reason of the reopening"), null=True, blank=True)

    objects = VisibleThroughMilestone.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["milestone", "at"], name="claim_in_force")]
        constraints = [
            within_reach("finished_on", name="claim_days_within_reach"),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(state__in=["pending", "confirmed"]),
                name="one_standing_claim",
            ),
            models.CheckConstraint(
                name="claim_takes_two_people", condition=Q(decided_by=None) | ~Q(decided_by=models.F("by"))
            ),
            models.CheckConstraint(
                name="claim_decided_as_its_state_says",
                condition=Q(state="pending", decided_at=None, reopened_at=None)
                | Q(state__in=["confirmed", "returned"], decided_at__isnull=False, reopened_at=None)
                | Q(state="reopened", decided_at__isnull=False, reopened_at__isnull=False),
            ),
        ]
        triggers = [
            *records_now("at", "decided_at", "reopened_at"),
            decided_by_a_supervisor(reopened=True),
            Guard(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF NOT ((OLD.state, NEW.state) IN (('pending','pending'), ('pending','confirmed'), ('pending','returned'),
                        ('confirmed','confirmed'), ('confirmed','reopened'), ('returned','returned'), ('reopened','reopened'))) THEN
                        {REFUSE % "a claim is decided once"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            # `state` moves along the path above; the rest is written once.
            append_only(
                "decided_by_id",
                "decided_at",
                "reason",
                "reopened_by_id",
                "reopened_at",
                "reopen_reason",
                free=("state",),
            ),
            follows(
                "repeated_on_the_milestone",
                pgtrigger.Insert | pgtrigger.Update,
                """
                UPDATE milestones_milestone m SET
                    claimed_on = (s.at AT TIME ZONE 'Asia/Shanghai')::date, finished_on = s.finished_on,
                    confirmed_on = CASE WHEN s.state = 'confirmed' THEN (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date END,
                    confirmed_by_id = CASE WHEN s.state = 'confirmed' THEN s.decided_by_id END,
                    claimed_again = s.state IS NOT DISTINCT FROM 'pending' AND EXISTS (
                        SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state = 'returned')
                FROM (SELECT 1) one LEFT JOIN milestones_claim s
                    ON s.milestone_id = NEW.milestone_id AND s.state IN ('pending', 'confirmed')
                WHERE m.id = NEW.milestone_id;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.milestone} {self.finished_on}"
