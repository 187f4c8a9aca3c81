"""Instructions (批示督办): what a leader or supervisor asks, by when, and the report that answers it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.clock import end_of
from projects.days import DayField, within_reach
from projects.guards import append_only, records_now, tracked
from projects.models import Project, Role

from .facts import ProgressReport, person
from .instruction_verbs import InstructionVerbs
from .schedule import Milestone


class InstructionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            Q(milestone__in=Milestone.objects.visible_to(user))
            | Q(project__in=Project.objects.visible_to(user))
            | Q(by=user)
        )

    def editable_by(self, user):
        """Those which one may answer."""
        return self.filter(
            Q(milestone__in=Milestone.objects.editable_by(user))
            | Q(project__in=Project.objects.editable_by(user))
        )

    def open_on(self, on):
        """Recorded, and neither answered nor closed, by the end of a day."""
        bound = end_of(on)
        unread = Q(reply=None) | Q(reply__at__gte=bound)
        return self.filter(unread, Q(closed_at=None) | Q(closed_at__gte=bound), at__lt=bound)

    def unanswered(self, on):
        """Past the day by which a reply was asked, with none given by the end of `on`."""
        return self.open_on(on).filter(reply_by__lt=on)

    def waiting(self, on):
        """Not answered by the end of `on`, with the day to reply by not yet past."""
        return self.open_on(on).filter(reply_by__gte=on)

    def with_names(self):
        """Everything that a line shows, in one query."""
        return self.select_related("milestone__project", "project", "by")


@tracked()
class Instruction(InstructionVerbs, models.Model):
    """A leader's instruction (批示) or a supervision notice (督办) with a day to reply by."""

    class Kind(models.TextChoices):
        DIRECTIVE = "directive", _("Leader's instruction")
        SUPERVISION = "supervision", _("Supervision notice")

    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name=_("milestone"),
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="instructions", verbose_name=_("project")
    )
    by = person(verbose_name=_("given by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("what is asked"))
    reply_by = DayField(_("reply by"))
    reply = models.ForeignKey(
        ProgressReport, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("reply")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = person(null=True, blank=True, verbose_name=_("closed by"))

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["-at"]
        constraints = [
            within_reach("reply_by", name="instruction_days_within_reach"),
            models.CheckConstraint(
                name="instruction_has_one_subject",
                condition=Q(milestone=None, project__isnull=False) | Q(milestone__isnull=False, project=None),
            ),
        ]
        triggers = [*records_now("at", "closed_at"), append_only("reply_id", "closed_at", "closed_by_id")]

    def __str__(self):
        return self.text if len(self.text) <= 30 else f"{self.text[:30]}…"

    @classmethod
    def kind_of(cls, giver) -> Kind:
        """What such a person gives; kept with the record, for roles change hands."""
        return cls.Kind.DIRECTIVE if giver.role == Role.LEADER else cls.Kind.SUPERVISION

    @property
    def concerns(self):
        """The project that the instruction is about."""
        return self.project or self.milestone.project
