"""Milestones: what is due, and what people do to them."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.channel import refuse_stale_edit
from backoffice.clock import day_of_instant
from backoffice.days import DayField, day_range_constraint, require_day_in_range
from backoffice.guards import (
    RECORDED_EARLIER,
    REFUSE,
    after_write_effect,
    edit_version_field,
    edit_version_guard,
    field_columns,
    locked_fields_guard,
    present_instant_guards,
    track_history,
    wording_history_effect,
)
from backoffice.keys import key_among_q
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import KEYS, pinyin_key_field, pinyin_keys_guard
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from milestones.models.status import State
from projects.models import READS_ALL, Project, Target, User
from projects.models.wording import DatedForeignKey, Worded
from projects.permissions import WORKERS
from projects.quantities import format_quantity

from .checks import (
    attach_files,
    lock_row,
    milestone_standing,
    recording_instant,
    refuse_before_start,
    refuse_below_plan,
    refuse_future_day,
    refuse_past_forecast,
    refuse_states,
    require_text,
    require_worker,
    workdays_between,
)
from .figures import FigureState, check_figure
from .policy import Policy
from .span_effect import lays_spans

if TYPE_CHECKING:
    from milestones.models.change_request import ChangeRequest
    from milestones.models.claim import Claim
    from milestones.models.progress_report import ProgressReport
    from milestones.models.standing import Standing

UNREPORTABLE = (State.CANCELLED,)  # states in which no progress is reported
APPROVAL_LOCKS = ("project", "name", "target", "quantity", "weight", "starts_on")
REACH = 3  # working days that a claim reaches back where there is no policy
LONGEST_REST = 10  # days of the longest holiday with its weekends, so that no calendar opens the way further back


class MilestoneVerbs:
    """Report, claim and ask: the actions of steward, owner and unit head."""

    changes: Any
    claims: Any
    ownerships: Any
    reports: Any
    project: Any
    refresh_from_db: Callable[..., None]

    @recorded_action
    def report(
        self,
        *,
        by: User,
        note: str,
        quantity: Decimal | None = None,
        day: dt.date | None = None,
        forecast_due: dt.date | None = None,
        problem: str = "",
        need: str | None = None,
        next_step: str = "",
        corrects: "ProgressReport | None" = None,
        reason: str = "",
        files: Sequence[File] = (),
        asked: bool = False,
        at: dt.datetime | None = None,
    ) -> "ProgressReport":
        """File progress: the quantity so far, a new forecast, a problem, what is asked of the leader.

        What is asked of the leader stays until a report says otherwise, or empties it. A figure that is hard to believe
        needs a reason, and counts once a supervisor accepts it. Who was `asked` by an
        instruction answers also where the milestone is not one's own.
        """
        at = recording_instant(at)
        if not asked:
            require_worker(by, "report", self)
        note = require_text(note, "note")
        milestone = lock_row(self)
        refuse_states(milestone_standing(milestone, at), *UNREPORTABLE)
        self._check_days(milestone, day, forecast_due, at)
        day = day or day_of_instant(at)
        state = FigureState.CLEAR.value
        if quantity is not None:
            state = check_figure(milestone, quantity, corrects, reason, at)
        report = milestone.reports.create(
            target=milestone.target if quantity is not None else None,
            quantity=quantity,
            forecast_due=forecast_due,
            note=note,
            problem=problem,
            need=self.standing_need() if need is None else need,
            next_step=next_step,
            corrects=corrects,
            reason=reason.strip(),
            state=state,
            by=by,
            at=at,
            day=day,
        )
        attach_files(report, files, by, at)
        self.refresh_from_db()
        return report

    def standing_need(self) -> str:
        """What the project's newest report on it asks of the leader."""
        said: str | None = self.reports.of_the_project().order_by("-at", "-id").values_list("need", flat=True).first()
        return said or ""

    @staticmethod
    def _check_days(milestone: "Milestone", day: dt.date | None, forecast_due: dt.date | None, at: dt.datetime) -> None:
        """A stated day of the figure lies between the project's start and today, a forecast after today and the
        start.
        """
        refuse_future_day(day, at, "day")
        refuse_before_start(milestone.project.starts_on, day, "day")
        refuse_past_forecast(forecast_due, at, "forecast_due")
        require_day_in_range(forecast_due, "forecast_due")
        refuse_before_start(milestone.starts_on, forecast_due, "forecast_due")

    @recorded_action
    def claim(
        self,
        *,
        by: User,
        finished_on: dt.date,
        note: str,
        late_reason: str = "",
        files: Sequence[File] = (),
        at: dt.datetime | None = None,
    ) -> "Claim":
        """Say that the milestone is finished, on a stated day; the note says why where that day is late."""
        at = recording_instant(at)
        require_worker(by, "claim", self)
        milestone = lock_row(self)
        standing = milestone_standing(milestone, at)
        refuse_states(standing, State.CANCELLED, State.FINISHED, State.AWAITING, State.SUSPENDED, State.UNPLANNED)
        note = require_text(note, "note")
        self._check_finish(milestone, standing, finished_on, at)
        if standing.policy and standing.policy.evidence == Policy.Evidence.FILE and not files:
            raise ValidationError(
                {"files": ValidationError(_t("Add a photo or a paper that shows the finish."), "required")}
            )
        self._check_whole(milestone, standing)
        claim = milestone.claims.create(finished_on=finished_on, note=note, late_reason=late_reason, by=by, at=at)
        attach_files(claim, files, by, at)
        self.refresh_from_db()
        return claim

    @staticmethod
    def _check_whole(milestone: "Milestone", standing: "Standing") -> None:
        """A claim needs the whole quantity, of figures that count."""
        target: Any = milestone.target  # always there where there is a quantity
        if standing.quantity is None or not target.adds_up or (standing.reported or 0) >= standing.quantity:
            return
        said = {
            "done": format_quantity(standing.reported or 0, target.unit),
            "asked": target.amount(standing.quantity),
        }
        text = _t("%(done)s of %(asked)s reported: report the full quantity before you claim the finish.")
        if target.reports.filter(state=target.reports.model.State.PENDING, quantity__gte=standing.quantity).exists():
            text = _t(
                "%(done)s of %(asked)s counted: the figure reported since waits for a supervisor; claim the finish "
                "once it is accepted."
            )
        raise ValidationError({"finished_on": ValidationError(text % said, "quantity")})

    @staticmethod
    def _check_finish(milestone: "Milestone", standing: "Standing", finished_on: dt.date, at: dt.datetime) -> None:
        """A finish is of today or of the few days that the policy lets a claim reach back; of these, those do not count
        on which an earlier claim of the same finish lay undecided. Twin: the guard `may_be_claimed`.
        """
        refuse_future_day(finished_on, at, "finished_on")
        refuse_before_start(milestone.starts_on or standing.project.starts_on, finished_on, "finished_on")
        reach = standing.policy.claim_backdate_workdays if standing.policy else REACH
        most = 2 * reach + LONGEST_REST
        spent, passed = milestone.days_since_finish(finished_on, at)
        if spent > reach or passed > most:
            text = _t("A finish may be claimed at most %(days)d working days back, and %(most)d days in all.") % {
                "days": reach,
                "most": most,
            }
            raise ValidationError({"finished_on": ValidationError(text, "too_far_back")})

    def days_since_finish(self, finished_on: dt.date, at: dt.datetime) -> tuple[int, int]:
        """Working days and days since a finish, less those on which claims of it lay undecided."""
        today = day_of_instant(at)
        spent, passed = workdays_between(finished_on, today), (today - finished_on).days
        decided = self.claims.filter(finished_on=finished_on, decided_at__lte=at)
        for claimed, end in decided.values_list("at", "decided_at"):
            first, last = day_of_instant(claimed), day_of_instant(end)
            spent, passed = spent - workdays_between(first, last, today), passed - (last - first).days
        return spent, passed

    def request_change(self, **asked: Any) -> "ChangeRequest":
        """Ask to extend, to change the quantity or to cancel; see `ChangeRequest.ask`."""
        change = type(self).changes.rel.related_model.ask(milestone=self, **asked)
        self.refresh_from_db()
        return change

    @recorded_action
    def assign(self, owner: User | None, *, by: User, at: dt.datetime | None = None, snapshot: object = None) -> None:
        """Give the milestone an owner of its own, or back to the project's steward (None); `snapshot` as in
        `Project.assign`.
        """
        self.project.check_assigner(by, self.project.unit)
        lock_row(self)
        refuse_stale_edit(self.ownerships, snapshot)
        self.ownerships.create(owner=owner, from_at=recording_instant(at))
        self.refresh_from_db()


NO_TOTAL = _(
    "This quantity is promised anew each time and has no total: leave the quantity empty, and report each figure."
)

NO_MEASURE = _("Choose which quantity of the project this milestone counts.")


def check_quantity_due(quantity: Decimal | None, target: Target | None) -> None:
    """Raise ValidationError at `quantity` for one of what has no total to count up to."""
    if quantity is not None and target and not target.adds_up:
        raise ValidationError({"quantity": ValidationError(NO_TOTAL, "no_total")})


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User) -> "MilestoneQuerySet":
        """Milestones of the projects one may see, and those one owns."""
        if user.role in READS_ALL:
            return self
        if not user.role:
            return self.none()
        return self.filter(key_among_q("project_id", Project.objects.visible_to(user)) | Q(owner=user))

    def editable_by(self, user: User) -> "MilestoneQuerySet":
        """Milestones of the projects one may edit, and those one owns."""
        owned = Q(owner=user) if user.role in WORKERS else Q(pk__in=[])
        return self.filter(Q(project__in=Project.objects.editable_by(user)) | owned)


def projects_open_to(user: User) -> Q:
    """The projects of one's scope, and those of the milestones one owns: their pages open."""
    seen = Q(pk__in=Project.objects.visible_to(user).values("pk"))
    return seen | Q(pk__in=Milestone.objects.visible_to(user).values("project"))


@track_history(exclude=KEYS)
class Milestone(MilestoneVerbs, Worded):
    """A dated promise inside a project.

    `forecast_due` is the steward's own and free; `baseline_due` is the approved date and only an approved change moves
    it. What is repeated here from the dated facts is written by database triggers and refused to everyone else.
    """

    class Origin(models.TextChoices):
        SOURCE = "source", _("Source")
        TEMPLATE = "template", _("Template")
        MANUAL = "manual", _("Entered")
        IMPORTED = "imported", _("Imported")

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name=_("project"))
    name = NameField(_("name"), max_length=80)
    sequence = models.PositiveSmallIntegerField(_("order"), default=1)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_milestones",
        verbose_name=_("owner"),
        help_text=_("Empty: the project's steward."),
    )
    weight = models.DecimalField(
        _("weight"), max_digits=8, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    starts_on = DayField(_("starts on"), null=True, blank=True)
    at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    origin = models.CharField(_("origin of the date"), max_length=8, choices=Origin, default=Origin.MANUAL)
    target = DatedForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("quantity")
    )
    quantity = models.DecimalField(
        _("cumulative quantity due"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    first_forecast = models.DateField(null=True, editable=False)
    forecast_due = DayField(_("forecast"))
    baseline_due = models.DateField(_("baseline"), null=True, blank=True, editable=False)
    claimed_on = models.DateField(_("claimed on"), null=True, blank=True, editable=False)
    claimed_again = models.BooleanField(_("claimed again"), default=False, db_default=False, editable=False)
    finished_on = models.DateField(_("finished on"), null=True, blank=True, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    version = edit_version_field()
    name_key = pinyin_key_field()
    search_key = pinyin_key_field()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "sequence", "id"]
        # The list of milestones begins with the overdue ones: what no claim pauses and nobody cancelled, by its
        # baseline.
        indexes = [
            models.Index(
                fields=["baseline_due", "id"],
                name="milestone_outstanding",
                condition=Q(Q(claimed_on=None) | Q(claimed_again=True), cancelled_on=None),
            ),
            # The list sorted by the head of its column.
            models.Index(fields=["name_key", "id"], name="milestone_by_name"),
        ]
        constraints = [
            *one_line_constraints("milestone", "name"),
            models.CheckConstraint(
                name="quantity_needs_a_target",
                condition=Q(quantity=None) | Q(target__isnull=False),
                violation_error_message=NO_MEASURE,
            ),
            models.CheckConstraint(
                name="milestone_ends_after_its_start",
                condition=Q(starts_on=None) | Q(forecast_due__gte=models.F("starts_on")),
                violation_error_code="before_start",
                violation_error_message=_("The finish must not be before the start."),
            ),
            day_range_constraint("starts_on", "first_forecast", name="milestone_days_within_reach"),
        ]
        triggers = [
            *present_instant_guards("at"),
            edit_version_guard(*KEYS),
            pinyin_keys_guard(),
            locked_fields_guard(
                "follows_facts",
                (
                    "baseline_due",
                    "forecast_due",
                    "first_forecast",
                    "claimed_on",
                    "claimed_again",
                    "finished_on",
                    "confirmed_on",
                    "confirmed_by_id",
                    "cancelled_on",
                    "at",
                ),
                "TRUE",
                "dates of a milestone follow from its facts: report, claim or request a change",
            ),
            locked_fields_guard(
                "approval_locks",
                (*field_columns(APPROVAL_LOCKS, "project", "target"), "origin"),
                "OLD.baseline_due IS NOT NULL",
                "approved: project, name, quantity, weight and start are locked",
            ),
            Guard(
                name="stays_with_its_project",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("project_id"),
                func=f"""
                    IF NEW.project_id <> OLD.project_id AND {RECORDED_EARLIER.format(at="OLD.at")} THEN
                        {REFUSE % "what was recorded on an earlier day stays with its project"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            wording_history_effect(
                "milestone",
                "name",
                "sequence",
                "weight",
                "starts_on",
                "origin",
                "target_id",
                "quantity",
            ),
            Guard(
                name="starts_without_facts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF (NEW.baseline_due, NEW.claimed_on, NEW.finished_on, NEW.confirmed_on, NEW.confirmed_by_id, NEW.cancelled_on)
                        IS DISTINCT FROM (NULL::date, NULL::date, NULL::date, NULL::date, NULL::bigint, NULL::date) THEN
                        {REFUSE % "a new milestone has only its forecast"}
                    END IF;
                    PERFORM FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    IF EXISTS (SELECT FROM milestones_milestone WHERE project_id = NEW.project_id AND name = NEW.name
                        AND first_forecast = NEW.forecast_due AND cancelled_on IS NULL) THEN
                        {REFUSE % "the project has this milestone already"}
                    END IF;
                    NEW.first_forecast := NEW.forecast_due;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            Guard(
                name="approved_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF OLD.baseline_due IS NOT NULL THEN {REFUSE % "an approved milestone is never deleted"} END IF;
                    IF {RECORDED_EARLIER.format(at="OLD.at")} THEN {REFUSE % "what was recorded on an earlier day is never deleted"} END IF;
                    RETURN OLD;
                """,  # noqa: E501
            ),
            lays_spans(
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                "ARRAY[COALESCE(NEW.id, OLD.id)]",
                first="IF TG_OP = 'UPDATE' AND (NEW.project_id, NEW.at, NEW.cancelled_on, NEW.first_forecast) "
                "IS NOT DISTINCT FROM (OLD.project_id, OLD.at, OLD.cancelled_on, OLD.first_forecast) "
                "THEN RETURN NULL; END IF;",
            ),
            after_write_effect(
                "records_owner",
                pgtrigger.Insert | pgtrigger.UpdateOf("owner_id"),
                """
                IF pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR OLD.owner_id IS DISTINCT FROM NEW.owner_id) THEN
                    INSERT INTO milestones_ownership (milestone_id, owner_id, from_at)
                    VALUES (NEW.id, NEW.owner_id, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END);
                END IF;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError for a finish before the start, for a milestone that the project has already, or a
        quantity of what has no total or below what is planned already.
        """
        refuse_before_start(self.starts_on, self.forecast_due, "forecast_due")
        check_quantity_due(self.quantity, self.target)
        if self.baseline_due is None:
            refuse_below_plan(self, self.forecast_due)
        # Of the many rows of an import the database alone is asked.
        if self._state.adding and self.origin != self.Origin.IMPORTED and self.twins().exists():
            text = _("The project has a milestone of this name and date already.")
            raise ValidationError({"name": ValidationError(text, "unique")})

    def twins(self) -> models.QuerySet:
        """Milestones of the project with the same name that were first planned for the same day."""
        found = Milestone.objects.filter(project=self.project_id, name=self.name, cancelled_on=None)
        return found.filter(first_forecast=self.forecast_due)


# A milestone that nobody has approved may be deleted on the day on which it was recorded, and its facts with it.
KEPT = f"""(
    SELECT baseline_due IS NOT NULL OR {RECORDED_EARLIER.format(at="at")} FROM milestones_milestone WHERE id = OLD.milestone_id)"""  # noqa: E501
