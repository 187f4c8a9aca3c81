"""Change requests (延期申请 and its kin): asked by one person, decided by another."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.days import DayField, day_range_constraint
from backoffice.guards import (
    BY_HAND,
    REFUSE,
    after_write_effect,
    append_only_guard,
    present_instant_guards,
    track_history,
)
from backoffice.names import NameField, one_line_constraints
from backoffice.triggers import Guard
from projects.models import READS_ALL, Project, Target, User

from .change_verbs import ChangeKind, ChangeVerbs
from .milestone import Milestone
from .milestone_fact import decided_by_a_supervisor, person_foreign_key
from .retraction import Retractable

# What was asked about must still be what it was: then each record gets its words, which its own trigger dates.
CORRECTS_WORDS = f"""
IF OLD.state = 'pending' AND NEW.state = 'approved' AND NEW.kind = 'words' THEN
    PERFORM set_config('tiexi.at', NEW.decided_at::text, true);
    UPDATE milestones_milestone SET name = NEW.new_words->>'name', version = version + 1
    WHERE id = NEW.milestone_id AND name = NEW.old_words->>'name';
    UPDATE projects_target SET version = version + 1, measure = COALESCE(NEW.new_words->>'measure', measure),
        as_written = COALESCE(NEW.new_words->>'as_written', as_written),
        qualifier = COALESCE(NEW.new_words->>'qualifier', qualifier)
    WHERE id = NEW.target_id AND to_jsonb(projects_target) @> NEW.old_words;
    UPDATE projects_project p SET version = version + 1, name = COALESCE(NEW.new_words->>'name', name),
        label = COALESCE(NEW.new_words->>'label', label),
        continues_id = CASE WHEN NEW.new_words ? 'continues'
            THEN (SELECT id FROM projects_project WHERE code = NEW.new_words->>'continues') ELSE continues_id END
    WHERE id = NEW.project_id AND to_jsonb(p) || jsonb_build_object(
        'continues', (SELECT code FROM projects_project WHERE id = p.continues_id)) @> NEW.old_words;
    IF NOT EXISTS (SELECT FROM milestones_milestone WHERE id = NEW.milestone_id AND name = NEW.new_words->>'name'
        UNION ALL SELECT FROM projects_target t WHERE id = NEW.target_id AND to_jsonb(t) @> NEW.new_words
        UNION ALL SELECT FROM projects_project p WHERE id = NEW.project_id AND to_jsonb(p) || jsonb_build_object(
            'continues', (SELECT code FROM projects_project WHERE id = p.continues_id)) @> NEW.new_words) THEN
        {REFUSE % "the words are no longer those that were asked about"}
    END IF;
    PERFORM set_config('tiexi.at', '', true);
END IF;
"""


class ChangeQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, user: User) -> "ChangeQuerySet":
        if user.role in READS_ALL:
            return self
        projects = Project.objects.visible_to(user)
        return self.filter(
            Q(milestone__in=Milestone.objects.visible_to(user))
            | Q(project__in=projects)
            | Q(target__project__in=projects)
        )


@track_history()
class ChangeRequest(ChangeVerbs, Retractable, models.Model):
    """A request to change what was approved: one form, one approval, one list for all kinds."""

    retracted_as, decided_as = "change", "approve"

    Kind = ChangeKind

    class ReasonClass(models.TextChoices):
        LAND = "land", _("Land and relocation")
        FUNDS = "funds", _("Funds")
        PERMITS = "permits", _("Permits")
        DESIGN = "design", _("Design")
        WEATHER = "weather", _("Weather")
        FORCE_MAJEURE = "force_majeure", _("Force majeure")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.EXTEND)
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("milestone")
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("quantity")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("project")
    )
    new_due = DayField(_("new date"), null=True, blank=True)
    new_quantity = models.DecimalField(
        _("new quantity"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    new_words = models.JSONField(_("new words"), null=True, blank=True)
    old_words = models.JSONField(_("old words"), null=True, blank=True)
    reason_class = models.CharField(_("reason class"), max_length=14, choices=ReasonClass)
    text = models.TextField(_("reason"))
    by = person_foreign_key(verbose_name=_("asked by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    decided_by = person_foreign_key(null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason of the decision"), null=True, blank=True)
    document_number = NameField(_("document number"), max_length=60, null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["milestone", "decided_at"], name="change_of_milestone"),
            models.Index(fields=["target", "decided_at"], name="change_of_target", condition=Q(target__isnull=False)),
        ]
        constraints = [
            day_range_constraint("new_due", name="change_days_within_reach"),
            *one_line_constraints("changerequest", "document_number"),
            models.CheckConstraint(
                name="change_names_what_it_changes",
                condition=Q(kind="extend", milestone__isnull=False, target=None, project=None, new_due__isnull=False)
                | Q(
                    kind="quantity",
                    milestone__isnull=False,
                    target=None,
                    project=None,
                    new_quantity__isnull=False,
                )
                | Q(
                    kind="quantity",
                    milestone=None,
                    target__isnull=False,
                    project=None,
                    new_quantity__isnull=False,
                )
                | Q(kind__in=["suspend", "resume"], milestone=None, target=None, project__isnull=False)
                | Q(kind="cancel", milestone__isnull=False, target=None, project=None)
                | Q(kind="cancel", milestone=None, target=None, project__isnull=False)
                | Q(
                    Q(project__isnull=False, milestone=None, target=None)
                    | Q(project=None, milestone__isnull=False, target=None)
                    | Q(project=None, milestone=None, target__isnull=False),
                    kind="words",
                    new_words__isnull=False,
                    old_words__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="change_decider_is_not_the_asker",
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=models.F("by")),
            ),
            models.CheckConstraint(
                name="change_decided_as_its_state_says",
                condition=Q(state="pending", decided_at=None)
                | (~Q(state="pending") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            # A correction of words holds no date and no quantity up.
            models.UniqueConstraint(
                fields=["milestone", "target", "project"],
                nulls_distinct=False,
                name="one_pending_change",
                condition=Q(state="pending") & ~Q(kind="words"),
            ),
            models.UniqueConstraint(
                fields=["milestone", "target", "project"],
                nulls_distinct=False,
                name="one_pending_correction",
                condition=Q(state="pending", kind="words"),
            ),
        ]
        triggers = [
            *present_instant_guards("at", "decided_at"),
            decided_by_a_supervisor(),
            Guard(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF {BY_HAND} AND OLD.state <> 'pending' AND (NEW.state, NEW.reason, NEW.document_number)
                        IS DISTINCT FROM (OLD.state, OLD.reason, OLD.document_number) THEN
                        {REFUSE % "a change is decided once"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            append_only_guard(
                "decided_by_id", "decided_at", "reason", "document_number", free=("state",), reversible=True
            ),
            after_write_effect("corrects_words", pgtrigger.Update, CORRECTS_WORDS),
            after_write_effect(
                "takes_effect",
                pgtrigger.Update,
                """
                IF OLD.state = 'pending' AND NEW.state = 'approved' AND NEW.kind = 'cancel' THEN
                    UPDATE milestones_milestone SET cancelled_on = (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date
                    WHERE cancelled_on IS NULL AND (id = NEW.milestone_id OR project_id IN (
                        SELECT id FROM projects_project WHERE NEW.project_id IN (id, parent_id)));
                    UPDATE projects_project SET cancel_reason = NEW.text,
                        cancelled_on = (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date
                    WHERE cancelled_on IS NULL AND NEW.project_id IN (id, parent_id);
                END IF;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.milestone or self.target or self.project}"
