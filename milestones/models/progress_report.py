"""Progress reports: append-only rows, each with the instant it was recorded; doubtful figures wait for a supervisor."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.days import DayField, day_range_constraint
from backoffice.errors import Conflict
from backoffice.guards import (
    BY_APPLICATION,
    REFUSE,
    after_write_effect,
    append_only_guard,
    present_instant_guards,
    track_history,
)
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.models import READS_ALL, Target, User
from projects.models.target import MEASURED_BY

from .checks import already_decided_conflict, lock_row, recording_instant, require_supervisor, require_text
from .figures import FigureState, counted_figure_condition
from .milestone import Milestone
from .milestone_fact import decided_by_a_supervisor, person_foreign_key
from .span_effect import lays_spans_of_its_milestone


class ReportVerbs:
    """Accept, return: the actions of a supervisor who neither reported the figure nor runs the project."""

    state: Any
    decided_at: Any
    doubted_at: Any
    reason: Any
    refresh_from_db: Callable[..., None]

    @property
    def doubtful(self) -> bool:
        """Whether the figure was ever hard to believe, whatever was decided since."""
        return self.state != FigureState.CLEAR

    @property
    def doubt(self) -> str:
        """What there is to decide about a doubtful figure: the reason given for it, and whether the promise that it
        was judged by was changed since.
        """
        changed = _t("The quantity promised was changed after this report.") if self.doubted_at else ""
        return " ".join(filter(None, (self.reason, changed)))

    def figure_state_before(self, bound: dt.datetime) -> str:
        """The state of the figure as it was known before an instant."""
        if self.doubted_at and self.doubted_at >= bound:
            return FigureState.CLEAR.value
        return ProgressReport.State.PENDING.value if self.decided_at and self.decided_at >= bound else self.state

    def _decide(self, action: str, by: User, at: dt.datetime | None) -> "ProgressReport":
        report, at = lock_row(self), recording_instant(at)
        project = (report.milestone or report.target).project
        require_supervisor(by, action, asker=report.by, project=project, milestone=report.milestone)
        if report.state == FigureState.CLEAR:
            raise Conflict(_t("This report was never doubtful; there is nothing to decide."))
        if report.state != ProgressReport.State.PENDING:
            raise already_decided_conflict(report)
        report.decided_by, report.decided_at = by, at
        return report

    @recorded_action
    def accept(self, *, by: User, at: dt.datetime | None = None) -> Self:
        """Take the doubtful figure for true: from today on it counts."""
        report = self._decide("accept", by, at)
        report.state = ProgressReport.State.ACCEPTED
        report.save()
        self.refresh_from_db()
        return self

    @recorded_action
    def send_back(self, *, by: User, reason: str, at: dt.datetime | None = None) -> Self:
        """Return the doubtful figure with a reason: it never counts, and a new report may be filed."""
        report = self._decide("return-figure", by, at)
        report.state, report.decision_reason = ProgressReport.State.RETURNED, require_text(reason, "reason")
        report.save()
        self.refresh_from_db()
        return self


class ReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        if user.role in READS_ALL:
            return self
        return self.filter(
            Q(milestone__in=Milestone.objects.visible_to(user))
            | Q(milestone=None, target__in=Target.objects.visible_to(user))
        )

    def editable_by(self, user: User) -> "ReportQuerySet":
        return self.filter(milestone__in=Milestone.objects.editable_by(user))

    def of_the_project(self) -> "ReportQuerySet":
        """But for the answers of other units, which report for nobody and end no silence."""
        return self.exclude(answers__to="unit")

    def in_question(self) -> "ReportQuerySet":
        """Whose figure waits for a supervisor, or was returned and none was reported since."""
        later = ProgressReport.objects.filter(target=models.OuterRef("target"), quantity__isnull=False)
        answered = models.Exists(later.filter(at__gt=models.OuterRef("decided_at")))
        states = ProgressReport.State
        return self.filter(Q(state=states.PENDING) | Q(state=states.RETURNED) & ~Q(answered))

    def counted(self, bound: dt.datetime) -> "ReportQuerySet":
        """Those with a figure that counts before the instant: never doubtful, or accepted by then."""
        return self.filter(counted_figure_condition(bound))


@track_history()
class ProgressReport(ReportVerbs, models.Model):
    """A progress report (填报), never edited: a mistake is corrected by a later report that names it.

    A figure that is hard to believe is doubtful: it waits for a supervisor, and counts from the day on which it is
    accepted. One that was believed on a draft's promise comes into doubt when the draft promises something else.
    """

    State = FigureState

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("milestone")
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("quantity")
    )
    quantity = models.DecimalField(
        _("quantity so far"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    forecast_due = DayField(_("forecast"), null=True, blank=True)
    note = models.TextField(_("progress"))
    problem = models.TextField(_("problem"), blank=True)
    need = models.TextField(_("what is asked of the leader"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    by = person_foreign_key(verbose_name=_("reported by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    day = DayField(_("day of the figure"))
    reason = models.TextField(_("reason for the figure"), blank=True, default="", db_default="")
    state = models.CharField(
        _("state of the figure"), max_length=10, choices=State, default=State.CLEAR, db_default="clear"
    )
    doubted_at = models.DateTimeField(_("in doubt since"), null=True, blank=True, editable=False)
    decided_by = person_foreign_key(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the return"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["milestone", "at"], name="report_on_milestone"),
            models.Index(fields=["target", "at"], name="report_on_target", condition=Q(quantity__isnull=False)),
        ]
        constraints = [
            day_range_constraint("forecast_due", "day", name="report_days_within_reach"),
            models.CheckConstraint(
                name="report_names_its_subject",
                condition=Q(milestone__isnull=False) | Q(target__isnull=False),
            ),
            models.CheckConstraint(name="figure_needs_a_target", condition=Q(quantity=None) | Q(target__isnull=False)),
            models.CheckConstraint(
                name="doubtful_figure_says_why",
                condition=Q(state="clear") | Q(quantity__isnull=False) & (~Q(reason="") | Q(doubted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="figure_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("by")),
            ),
            models.CheckConstraint(
                name="figure_decided_as_its_state_says",
                condition=Q(state__in=["clear", "pending"], decided_by=None, decided_at=None, decision_reason=None)
                | Q(state="accepted", decided_by__isnull=False, decided_at__isnull=False, decision_reason=None)
                | Q(state="returned", decided_by__isnull=False, decided_at__isnull=False)
                & Q(decision_reason__isnull=False)
                & ~Q(decision_reason=""),
            ),
        ]
        triggers = [
            *present_instant_guards("at", "decided_at", "doubted_at"),
            decided_by_a_supervisor(),
            # Who replays passes the verb, which asks the same rule of the instant that is replayed.
            Guard(
                name="judged_by_the_rule",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"{BY_APPLICATION} AND NEW.quantity IS NOT NULL"),
                func=f"""
                    IF NEW.doubted_at IS NOT NULL OR NEW.state IS DISTINCT FROM
                        figure_judged(NEW.target_id, NEW.quantity, (NEW.at AT TIME ZONE 'Asia/Shanghai')::date) THEN
                        {REFUSE % "this figure is doubtful, or beyond all bounds"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            Guard(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF pg_trigger_depth() > 1 AND OLD.state = 'clear' AND NEW.state = 'pending' THEN RETURN NEW; END IF;
                    IF OLD.state <> 'pending' AND NEW IS DISTINCT FROM OLD OR NEW.state = 'clear' AND OLD.state <> 'clear'
                        OR NEW.doubted_at IS DISTINCT FROM OLD.doubted_at THEN
                        {REFUSE % "a figure is decided once"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            # `state` moves from waiting to decided alone, by `promise_doubts_figures` also from clear to waiting; the
            # rest is written once.
            append_only_guard("decided_by_id", "decided_at", "decision_reason", "doubted_at", free=("state",)),
            after_write_effect(
                "repeated_on_the_milestone",
                pgtrigger.Insert,
                """
                IF NEW.milestone_id IS NOT NULL AND NEW.forecast_due IS NOT NULL THEN
                    UPDATE milestones_milestone SET forecast_due = (
                        SELECT forecast_due FROM milestones_progressreport
                        WHERE milestone_id = NEW.milestone_id AND forecast_due IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1)
                    WHERE id = NEW.milestone_id;
                END IF;
                """,  # noqa: E501
            ),
            lays_spans_of_its_milestone("COALESCE(NEW.forecast_due, OLD.forecast_due) IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone or self.target} {self.day}"


# What a draft promises may still be rewritten, and figures were judged by what it promised when they were reported. One
# of more than half of the new promise might have been doubted under it: it waits for a supervisor.
pgtrigger.register(
    after_write_effect(
        "promise_doubts_figures",
        pgtrigger.UpdateOf(*MEASURED_BY),
        f"""
        IF (SELECT approved_at IS NULL FROM projects_project WHERE id = NEW.project_id)
            AND ROW({", ".join(f"NEW.{column}" for column in MEASURED_BY)})
            IS DISTINCT FROM ROW({", ".join(f"OLD.{column}" for column in MEASURED_BY)}) THEN
            UPDATE milestones_progressreport SET state = 'pending', doubted_at = clock_timestamp()
            WHERE target_id = NEW.id AND state = 'clear' AND quantity > GREATEST(COALESCE(NEW.value_max, NEW.value) / 2, 2);
        END IF;
        """,  # noqa: E501
    )
)(Target)
