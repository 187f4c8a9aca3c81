"""Flags are events: when lateness was noticed, escalated and cleared. Pages compute; they never read these."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.guards import BY_APPLICATION, REFUSE, same_day_guard
from backoffice.triggers import Guard
from projects.models import User

from .milestone import Milestone
from .milestone_fact import VisibleThroughMilestone, person_foreign_key
from .policy import TODAY


def nightly_date_guard(name: str, operation: pgtrigger.Operation, column: str) -> Guard:
    """What the nightly job writes bears the day on which it is written, and is written once."""
    return Guard(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        condition=pgtrigger.Condition(BY_APPLICATION),
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.{column} IS NOT NULL OR NEW.{column} <> {TODAY} THEN
                {REFUSE % "a flag is of the night that raises or clears it"}
            END IF;
            RETURN NEW;
        """,
    )


class OverdueFlag(models.Model):
    """A milestone was found overdue by the nightly job."""

    class Why(models.TextChoices):
        FINISHED = "finished", _("Finished")
        EXTENDED = "extended", _("Extended")
        CANCELLED = "cancelled", _("Cancelled")

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="flags", verbose_name=_("milestone"))
    baseline_due = models.DateField(_("baseline"))
    since = models.DateField(_("overdue since"))
    raised_on = models.DateField(_("raised on"))
    cleared_on = models.DateField(_("cleared on"), null=True, blank=True)
    why = models.CharField(_("cleared by"), max_length=12, blank=True, choices=Why)

    objects = VisibleThroughMilestone.as_manager()

    class Meta:
        verbose_name = _("overdue flag")
        verbose_name_plural = _("overdue flags")
        ordering = ["-raised_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["milestone"], condition=Q(cleared_on=None), name="one_open_flag")
        ]
        triggers = [
            nightly_date_guard("raised_tonight", pgtrigger.Insert, "raised_on"),
            nightly_date_guard("cleared_tonight", pgtrigger.Insert | pgtrigger.UpdateOf("cleared_on"), "cleared_on"),
            same_day_guard(),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.since}"


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, user: User) -> "EscalationQuerySet":
        return self.filter(flag__milestone__in=Milestone.objects.visible_to(user))


class Escalation(models.Model):
    """A step of the ladder was reached; `LADDER` of the policy says whom each calls in."""

    flag = models.ForeignKey(OverdueFlag, models.PROTECT, related_name="escalations", verbose_name=_("flag"))
    step = models.PositiveSmallIntegerField(_("step"))
    on = models.DateField(_("day"))
    to = person_foreign_key(null=True, blank=True, verbose_name=_("to"))

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-on", "flag", "step"]
        constraints = [models.UniqueConstraint(fields=["flag", "step"], name="each_step_once")]
        triggers = [
            nightly_date_guard("climbed_tonight", pgtrigger.Insert, "on"),
            same_day_guard(),
            Guard(
                name="climbs_what_is_late",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM milestones_overdueflag f JOIN milestones_policy p ON p.effective_from <= NEW."on"
                        WHERE f.id = NEW.flag_id AND f.cleared_on IS NULL
                            AND NEW."on" - f.since + 1 >= p.ladder[NEW.step]) THEN
                        {REFUSE % "a step is taken on its day"}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flag} {self.step}"
