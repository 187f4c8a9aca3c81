"""Versions of a milestone's approved date and quantity, each in force between two instants."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
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
from backoffice.names import SAID
from backoffice.triggers import Effect, Guard
from projects.models.user import role_held_sql
from projects.permissions import Role

from .milestone import Milestone
from .span_effect import lays_spans_of_its_milestone


@track_history()
class BaselineVersion(models.Model):
    """The approved date and quantity of a milestone. Version 1 comes from its forecast, every later one from a
    change.
    """

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="baselines", verbose_name=_("milestone"))
    number = models.PositiveSmallIntegerField(_("version"))
    due = DayField(_("due"))
    quantity = models.DecimalField(_("cumulative quantity due"), max_digits=18, decimal_places=4, null=True, blank=True)
    change = models.OneToOneField(
        "ChangeRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="baseline",
        verbose_name=_("change"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    note = models.TextField(_("note"), blank=True, max_length=5000)
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    to_at = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("baseline version")
        verbose_name_plural = _("baseline versions")
        ordering = ["milestone", "number"]
        # The as-of reading looks for the version in force at an instant.
        indexes = [models.Index(fields=["milestone", "from_at"], name="baseline_in_force")]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "number"], name="one_baseline_per_number"),
            models.UniqueConstraint(fields=["milestone"], condition=Q(to_at=None), name="one_baseline_in_force"),
            day_range_constraint("due", name="baseline_days_within_reach"),
        ]
        triggers = [
            *present_instant_guards("from_at", "to_at"),
            append_only_guard("to_at", until=BY_HAND, reversible=True),
            Guard(
                name="supervisor_approves",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    IF NOT {role_held_sql("NEW.by_id", Role.SUPERVISOR)} THEN {REFUSE % "a supervisor approves a date"} END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            # At the commit: the plan is approved in the same transaction.
            Guard(
                name="approved_with_its_plan",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                timing=pgtrigger.Deferred,
                func=f"""
                    IF NOT EXISTS (SELECT FROM milestones_milestone m JOIN projects_project p ON p.id = m.project_id
                        WHERE m.id = NEW.milestone_id AND p.approved_at IS NOT NULL) THEN
                        {REFUSE % "a date is approved with its plan"}
                    END IF;
                    RETURN NULL;
                """,
            ),
            Effect(
                name="needs_an_approved_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[
                    ("last", "milestones_baselineversion%ROWTYPE"),
                    ("c", "milestones_changerequest%ROWTYPE"),
                ],
                func=f"""
                    SELECT * INTO last FROM milestones_baselineversion WHERE milestone_id = NEW.milestone_id ORDER BY number DESC LIMIT 1;
                    IF NEW.to_at IS NOT NULL OR NEW.number <> COALESCE(last.number, 0) + 1 THEN
                        {REFUSE % "a baseline version follows the one before it"}
                    END IF;
                    IF last.id IS NULL THEN
                        IF NEW.change_id IS NOT NULL OR NOT EXISTS (
                            SELECT FROM milestones_milestone WHERE id = NEW.milestone_id
                                AND forecast_due = NEW.due AND quantity IS NOT DISTINCT FROM NEW.quantity) THEN
                            {REFUSE % "the first baseline is the forecast as approved"}
                        END IF;
                        IF NEW.due < (NEW.from_at AT TIME ZONE 'Asia/Shanghai')::date AND NEW.note !~ '{SAID}' THEN
                            {REFUSE % "a day that has passed is approved with a word"}
                        END IF;
                        IF NEW.quantity < (SELECT planned_on(target_id, NEW.due, NEW.from_at)
                            FROM milestones_milestone WHERE id = NEW.milestone_id) THEN
                            {REFUSE % "a further milestone asks no less than what is planned for its day"}
                        END IF;
                        RETURN NEW;
                    END IF;
                    SELECT * INTO c FROM milestones_changerequest WHERE id = NEW.change_id;
                    IF c.id IS NULL OR c.state <> 'approved' OR c.milestone_id IS DISTINCT FROM NEW.milestone_id
                        OR c.kind NOT IN ('extend', 'quantity')
                        OR NEW.due IS DISTINCT FROM COALESCE(c.new_due, last.due)
                        OR NEW.quantity IS DISTINCT FROM COALESCE(c.new_quantity, last.quantity) THEN
                        {REFUSE % "a baseline moves only by an approved change"}
                    END IF;
                    UPDATE milestones_baselineversion SET to_at = NEW.from_at WHERE id = last.id;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            lays_spans_of_its_milestone(),
            after_write_effect(
                "repeated_on_the_milestone",
                pgtrigger.Insert,
                """
                PERFORM set_config('tiexi.at', NEW.from_at::text, true);
                UPDATE milestones_milestone SET baseline_due = NEW.due, quantity = NEW.quantity WHERE id = NEW.milestone_id;
                PERFORM set_config('tiexi.at', '', true);
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.due}"
