"""What people report and claim about a milestone: append-only rows, each with the instant it was recorded."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.access import Role
from projects.days import DayField, within_reach
from projects.guards import BY_APPLICATION, REFUSE, append_only, follows, records_now, tracked
from projects.models import Target
from projects.models.people import holds
from projects.triggers import Guard

from .figures import ReportVerbs, believed
from .schedule import Milestone


def person(**options: Any) -> models.ForeignKey:
    """A person whom a fact names; they cannot be deleted while it does."""
    options = {"on_delete": models.PROTECT, "related_name": "+", **options}
    return models.ForeignKey(settings.AUTH_USER_MODEL, **options)


def decided_by_a_supervisor(reopened: bool = False) -> Guard:
    """A fact begins undecided, and somebody who is a supervisor decides it; only who asked withdraws."""
    again = "ELSIF NEW.state = 'reopened' THEN decider := NEW.reopened_by_id;" if reopened else ""
    return Guard(
        name="decided_by_a_supervisor",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
        condition=pgtrigger.Condition(BY_APPLICATION),
        declare=[("decider", "bigint")],
        func=f"""
            decider := NEW.decided_by_id;
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('pending', 'clear') THEN {REFUSE % "a fact begins undecided"} END IF;
                RETURN NEW;
            END IF;
            IF NEW.state = OLD.state THEN
                RETURN NEW;
            {again}
            ELSIF NEW.state = 'withdrawn' THEN
                IF NEW.decided_by_id IS DISTINCT FROM NEW.by_id THEN {REFUSE % "only who asked withdraws"} END IF;
                RETURN NEW;
            END IF;
            IF NOT {holds("decider", Role.SUPERVISOR)} THEN {REFUSE % "a supervisor decides this"} END IF;
            RETURN NEW;
        """,
    )


class VisibleThroughMilestone(models.QuerySet):
    """Facts are seen and edited with their milestone."""

    def visible_to(self, user):
        return self.filter(milestone__in=Milestone.objects.visible_to(user))

    def editable_by(self, user):
        return self.filter(milestone__in=Milestone.objects.editable_by(user))


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            Q(milestone__in=Milestone.objects.visible_to(user))
            | Q(milestone=None, target__in=Target.objects.visible_to(user))
        )

    def editable_by(self, user):
        return self.filter(milestone__in=Milestone.objects.editable_by(user))

    def in_question(self):
        """Whose figure waits for a supervisor, or was returned and none was reported since."""
        later = ProgressReport.objects.filter(target=models.OuterRef("target"), quantity__isnull=False)
        answered = models.Exists(later.filter(at__gt=models.OuterRef("decided_at")))
        return self.filter(Q(state="pending") | Q(state="returned") & ~Q(answered))

    def counted(self, bound):
        """Those with a figure that counts before the instant: never doubtful, or accepted by then."""
        return self.filter(believed(bound))


@tracked()
class ProgressReport(ReportVerbs, models.Model):
    """A progress report (填报), never edited: a mistake is corrected by a later report that names it.

    A figure that is hard to believe is doubtful: it waits for a supervisor, and counts from the day on which it is accepted.
    """

    class State(models.TextChoices):
        CLEAR = "clear", _("Not doubtful")
        PENDING = "pending", _("Doubtful, waits")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

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
    by = person(verbose_name=_("reported by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    day = DayField(_("day of the figure"))
    reason = models.TextField(_("reason for the figure"), blank=True, default="", db_default="")
    state = models.CharField(
        _("state of the figure"), max_length=10, choices=State, default=State.CLEAR, db_default="clear"
    )
    decided_by = person(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the return"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["milestone", "at"], name="report_on_milestone"),
            models.Index(
                fields=["target", "at"], name="report_on_target", condition=Q(quantity__isnull=False)
            ),
        ]
        constraints = [
            within_reach("forecast_due", "day", name="report_days_within_reach"),
            models.CheckConstraint(
                name="report_names_its_subject",
                condition=Q(milestone__isnull=False) | Q(target__isnull=False),
            ),
            models.CheckConstraint(
                name="figure_needs_a_target", condition=Q(quantity=None) | Q(target__isnull=False)
            ),
            models.CheckConstraint(
                name="doubtful_figure_says_why",
                condition=Q(state="clear") | Q(quantity__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="figure_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("by")),
            ),
            models.CheckConstraint(
                name="figure_decided_as_its_state_says",
                condition=Q(
                    state__in=["clear", "pending"], decided_by=None, decided_at=None, decision_reason=None
                )
                | Q(
                    state="accepted", decided_by__isnull=False, decided_at__isnull=False, decision_reason=None
                )
                | Q(state="returned", decided_by__isnull=False, decided_at__isnull=False)
                & Q(decision_reason__isnull=False)
                & ~Q(decision_reason=""),
            ),
        ]
        triggers = [
            *records_now("at", "decided_at"),
            decided_by_a_supervisor(),
            # Who replays passes the verb, which asks the same rule of the instant that is replayed.
            Guard(
                name="judged_by_the_rule",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"{BY_APPLICATION} AND NEW.quantity IS NOT NULL"),
                func=f"""
                    IF NEW.state IS DISTINCT FROM
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
                    IF OLD.state <> 'pending' AND NEW IS DISTINCT FROM OLD OR NEW.state = 'clear' AND OLD.state <> 'clear' THEN
                        {REFUSE % "a figure is decided once"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            # `state` moves from waiting to decided alone; the rest is written once.
            append_only("decided_by_id", "decided_at", "decision_reason", free=("state",)),
            follows(
                "repeated_on_the_milestone",
                pgtrigger.Insert,
                """
                IF NEW.milestone_id IS NOT NULL AND NEW.forecast_due IS NOT NULL THEN
                    UPDATE milestones_milestone SET forecast_due = (
                        SELECT forecast_due FROM milestones_progressreport
                        WHERE milestone_id = NEW.milestone_id AND forecast_due IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1)
                    WHERE id = NEW.milestone_id;
                END IF;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.milestone or self.target} {self.day}"


def evidence_path(attachment, filename):
    """Where an uploaded file is kept: by day, under a name that says nothing about its content."""
    return f"evidence/{timezone.localdate():%Y/%m}/{timezone.now():%H%M%S%f}-{filename[-60:]}"


@tracked()
class Attachment(models.Model):
    """A photo or paper that goes with a report, a claim or a change request."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("report")
    )
    claim = models.ForeignKey(
        "Claim", models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("claim")
    )
    change = models.ForeignKey(
        "ChangeRequest", models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("change")
    )
    file = models.FileField(_("file"), upload_to=evidence_path)
    by = person(verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                name="file_goes_with_one_fact",
                condition=Q(report__isnull=False, claim=None, change=None)
                | Q(report=None, claim__isnull=False, change=None)
                | Q(report=None, claim=None, change__isnull=False),
            )
        ]
        triggers = [*records_now("at"), append_only()]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The name as it was uploaded; the stored one begins with an instant."""
        return str(self.file.name).rpartition("/")[2].partition("-")[2]

    @property
    def is_picture(self) -> bool:
        return self.title.lower().endswith((".jpg", ".jpeg", ".png", ".webp"))
