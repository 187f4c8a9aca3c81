"""What a steward claims to be finished, and what became of the claim."""

import datetime as dt
from collections.abc import Callable
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.days import DayField, day_range_constraint
from backoffice.guards import (
    BY_APPLICATION,
    BY_HAND,
    REFUSE,
    after_write_effect,
    append_only_guard,
    present_instant_guards,
    track_history,
)
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.models import User

from .checks import (
    already_decided_conflict,
    lock_row,
    recording_instant,
    require_supervisor,
    require_text,
    state_conflict,
)
from .milestone import LONGEST_REST, REACH, Milestone
from .milestone_fact import VisibleThroughMilestone, decided_by_a_supervisor, person_foreign_key
from .retraction import Retractable
from .span_effect import lays_spans_of_its_milestone


class ClaimVerbs:
    """Confirm, return, reopen: the actions of a supervisor who neither claimed nor runs the project."""

    refresh_from_db: Callable[..., None]

    def _decide(self, action: str, by: User, at: dt.datetime | None) -> "Claim":
        claim, at = lock_row(self), recording_instant(at)
        require_supervisor(by, action, asker=claim.by, project=claim.milestone.project, milestone=claim.milestone)
        if claim.state != Claim.State.PENDING:
            raise already_decided_conflict(claim)
        claim.decided_by, claim.decided_at = by, at
        return claim

    @recorded_action
    def confirm(self, *, by: User, at: dt.datetime | None = None) -> Self:
        """Strike the milestone off (销号): it is finished on the claimed day, for ever."""
        claim = self._decide("confirm", by, at)
        claim.state = Claim.State.CONFIRMED
        claim.save()
        self.refresh_from_db()
        return self

    @recorded_action
    def send_back(self, *, by: User, reason: str, at: dt.datetime | None = None) -> Self:
        """Return the claim with a reason: from today on it counts as never made."""
        claim = self._decide("return", by, at)
        claim.state, claim.reason = Claim.State.RETURNED, require_text(reason, "reason")
        claim.save()
        self.refresh_from_db()
        return self

    @recorded_action
    def reopen(self, *, by: User, reason: str, at: dt.datetime | None = None) -> Self:
        """Take a confirmation back, from today on, with a reason."""
        claim, at = lock_row(self), recording_instant(at)
        require_supervisor(by, "reopen", asker=claim.by, project=claim.milestone.project, milestone=claim.milestone)
        if claim.state != Claim.State.CONFIRMED:
            said = _t("Only a confirmed claim can be reopened; this one is: %(state)s.")
            last = (claim.reopened_by, claim.reopened_at) if claim.reopened_by else (claim.decided_by, claim.decided_at)
            raise state_conflict(said % {"state": claim.get_state_display()}, *last)
        claim.state, claim.reopened_by, claim.reopened_at = Claim.State.REOPENED, by, at
        claim.reopen_reason = require_text(reason, "reason")
        claim.save()
        self.refresh_from_db()
        return self


@track_history()
class Claim(ClaimVerbs, Retractable, models.Model):
    """A steward says that a milestone is finished (申报); someone else confirms or returns it (销号)."""

    retracted_as, decided_as = "claim", "confirm"

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        CONFIRMED = "confirmed", _("Confirmed")
        RETURNED = "returned", _("Returned")
        REOPENED = "reopened", _("Reopened")

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="claims", verbose_name=_("milestone"))
    finished_on = DayField(_("finished on"))
    note = models.TextField(_("note"))
    late_reason = models.CharField(_("reason for lateness"), max_length=200, blank=True)
    by = person_foreign_key(verbose_name=_("claimed by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    decided_by = person_foreign_key(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason of the return"), null=True, blank=True)
    reopened_by = person_foreign_key(null=True, blank=True, verbose_name=_("reopened by"))
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    reopen_reason = models.TextField(_("reason of the reopening"), null=True, blank=True)

    objects = VisibleThroughMilestone.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["milestone", "at"], name="claim_in_force")]
        constraints = [
            day_range_constraint("finished_on", name="claim_days_within_reach"),
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
            *present_instant_guards("at", "decided_at", "reopened_at"),
            decided_by_a_supervisor(reopened=True),
            Guard(
                name="may_be_claimed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                declare=[("today", "date"), ("reach", "integer"), ("waited", "integer"), ("rested", "integer")],
                func=f"""
                    today := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;
                    reach := COALESCE((
                        SELECT w.claim_backdate_workdays FROM milestones_policy w
                        JOIN milestones_milestone m ON m.id = NEW.milestone_id JOIN projects_project p ON p.id = m.project_id
                        WHERE w.effective_from <= today AND (w.category_id = p.category_id OR w.category_id IS NULL)
                        ORDER BY w.category_id NULLS LAST, w.effective_from DESC LIMIT 1), {REACH});
                    -- Of the days since, those do not count on which a claim of the same finish lay undecided.
                    SELECT COALESCE(SUM(workdays(claimed, decided, today)), 0), COALESCE(SUM(decided - claimed), 0)
                    INTO waited, rested FROM (
                        SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS claimed,
                            (decided_at AT TIME ZONE 'Asia/Shanghai')::date AS decided
                        FROM milestones_claim
                        WHERE milestone_id = NEW.milestone_id AND finished_on = NEW.finished_on AND decided_at <= NEW.at) c;
                    IF NEW.finished_on > today OR workdays(NEW.finished_on, today, today) - waited > reach
                        OR today - NEW.finished_on - rested > 2 * reach + {LONGEST_REST} THEN
                        {REFUSE % "a finish is claimed within the days that the policy allows"}
                    END IF;
                    IF EXISTS (SELECT FROM milestones_milestone m JOIN projects_target t ON t.id = m.target_id
                        WHERE m.id = NEW.milestone_id AND t.per = 'total' AND m.quantity > COALESCE(figure_on(t.id, today), 0)) THEN
                        {REFUSE % "a finish is claimed with its whole quantity"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            Guard(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF {BY_HAND} AND NOT ((OLD.state, NEW.state) IN (('pending','pending'), ('pending','confirmed'), ('pending','returned'),
                        ('confirmed','confirmed'), ('confirmed','reopened'), ('returned','returned'), ('reopened','reopened'))) THEN
                        {REFUSE % "a claim is decided once"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            # `state` moves along the path above; the rest is written once.
            append_only_guard(
                "decided_by_id",
                "decided_at",
                "reason",
                "reopened_by_id",
                "reopened_at",
                "reopen_reason",
                free=("state",),
                reversible=True,
            ),
            lays_spans_of_its_milestone(),
            after_write_effect(
                "repeated_on_the_milestone",
                pgtrigger.Insert | pgtrigger.Update,
                """
                UPDATE milestones_milestone m SET
                    claimed_on = (s.at AT TIME ZONE 'Asia/Shanghai')::date, finished_on = s.finished_on,
                    confirmed_on = CASE WHEN s.state = 'confirmed' THEN (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date END,
                    confirmed_by_id = CASE WHEN s.state = 'confirmed' THEN s.decided_by_id END,
                    claimed_again = s.state IS NOT DISTINCT FROM 'pending' AND EXISTS (
                        SELECT FROM milestones_claim r WHERE r.milestone_id = m.id AND r.state IN ('returned', 'reopened'))
                FROM (SELECT 1) one LEFT JOIN milestones_claim s
                    ON s.milestone_id = NEW.milestone_id AND s.state IN ('pending', 'confirmed')
                WHERE m.id = NEW.milestone_id;
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.finished_on}"
