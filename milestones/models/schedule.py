"""What is due: milestones, the versions of their approved dates, and who owns them."""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.access import WORKERS, Role
from projects.days import DayField, within_reach
from projects.guards import (
    BY_APPLICATION,
    RECORDED_EARLIER,
    REFUSE,
    append_only,
    counts_edits,
    edit_count,
    follows,
    keeps_words,
    locked,
    records_now,
    tracked,
)
from projects.models import READS_ALL, Project, Target
from projects.models.people import holds
from projects.models.wording import Worded
from projects.names import SAID, NameField, one_line
from projects.pinyin import KEYS, key_field, spells
from projects.triggers import Effect, Guard

from .checks import not_before
from .verbs import MilestoneVerbs

NO_TOTAL = _(
    "This quantity is promised anew each time and has no total: leave the quantity empty, and report each figure."
)


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Milestones of the projects one may see, and those one owns."""
        if user.role in READS_ALL:
            return self
        return (
            self.filter(Q(project__in=Project.objects.visible_to(user)) | Q(owner=user))
            if user.role
            else self.none()
        )

    def editable_by(self, user):
        """Milestones of the projects one may edit, and those one owns."""
        owned = Q(owner=user) if user.role in WORKERS else Q(pk__in=[])
        return self.filter(Q(project__in=Project.objects.editable_by(user)) | owned)


@tracked(exclude=KEYS)
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
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="owned_milestones",
        verbose_name=_("owner"), help_text=_("Empty: the project's steward."),
    )  # fmt: skip
    weight = models.DecimalField(
        _("weight"), max_digits=8, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    starts_on = DayField(_("starts on"), null=True, blank=True)
    at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    origin = models.CharField(_("origin of the date"), max_length=8, choices=Origin, default=Origin.MANUAL)
    target = models.ForeignKey(
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
    version = edit_count()
    name_key = key_field()
    search_key = key_field()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "sequence", "id"]
        # The list of milestones begins with the overdue ones: what no claim pauses and nobody cancelled, by its baseline.
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
            *one_line("milestone", "name"),
            models.CheckConstraint(
                name="quantity_needs_a_target",
                condition=Q(quantity=None) | Q(target__isnull=False),
                violation_error_message=_("Choose which quantity of the project this milestone counts."),
            ),
            models.CheckConstraint(
                name="milestone_ends_after_its_start",
                condition=Q(starts_on=None) | Q(forecast_due__gte=models.F("starts_on")),
                violation_error_code="before_start",
                violation_error_message=_("The finish must not be before the start."),
            ),
            within_reach("starts_on", "first_forecast", name="milestone_days_within_reach"),
        ]
        triggers = [
            *records_now("at"),
            counts_edits(*KEYS),
            spells(),
            locked(
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
            locked(
                "approval_locks",
                ("project_id", "name", "target_id", "quantity", "weight", "starts_on", "origin"),
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
            keeps_words(
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
                """,
            ),
            Guard(
                name="approved_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF OLD.baseline_due IS NOT NULL THEN {REFUSE % "an approved milestone is never deleted"} END IF;
                    IF {RECORDED_EARLIER.format(at="OLD.at")} THEN {REFUSE % "what was recorded on an earlier day is never deleted"} END IF;
                    RETURN OLD;
                """,
            ),
            follows(
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

    def __str__(self):
        return self.name

    def clean(self):
        """Raise ValidationError for a finish before the start, for a milestone that the project has already, or a quantity of what has no total."""
        not_before(self.starts_on, self.forecast_due, "forecast_due")
        if self.quantity is not None and self.target and not self.target.adds_up:
            raise ValidationError({"quantity": ValidationError(NO_TOTAL, "no_total")})
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
    SELECT baseline_due IS NOT NULL OR {RECORDED_EARLIER.format(at="at")} FROM milestones_milestone WHERE id = OLD.milestone_id)"""


@tracked()
class Ownership(models.Model):
    """Who owned a milestone from one instant to another (null: the project's steward)."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="ownerships")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        indexes = [models.Index(fields=["milestone", "from_at"], name="ownership_in_force")]
        triggers = [
            *records_now("from_at"),
            append_only(until=KEPT),
            follows(
                "repeated_on_the_milestone",
                pgtrigger.Insert,
                "UPDATE milestones_milestone SET owner_id = NEW.owner_id WHERE id = NEW.milestone_id AND owner_id IS DISTINCT FROM NEW.owner_id;",
            ),
        ]


@tracked()
class BaselineVersion(models.Model):
    """The approved date and quantity of a milestone. Version 1 comes from its forecast, every later one from a change."""

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="baselines", verbose_name=_("milestone")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    due = DayField(_("due"))
    quantity = models.DecimalField(
        _("cumulative quantity due"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    change = models.OneToOneField(
        "ChangeRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="baseline",
        verbose_name=_("change"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
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
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(to_at=None), name="one_baseline_in_force"
            ),
            within_reach("due", name="baseline_days_within_reach"),
        ]
        triggers = [
            *records_now("from_at", "to_at"),
            append_only("to_at"),
            Guard(
                name="supervisor_approves",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    IF NOT {holds("NEW.by_id", Role.SUPERVISOR)} THEN {REFUSE % "a supervisor approves a date"} END IF;
                    RETURN NEW;
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
                """,
            ),
            follows(
                "repeated_on_the_milestone",
                pgtrigger.Insert,
                "UPDATE milestones_milestone SET baseline_due = NEW.due, quantity = NEW.quantity WHERE id = NEW.milestone_id;",
            ),
        ]

    def __str__(self):
        return f"{self.milestone} {self.due}"
