"""What people do to an instruction: give it, answer it with a progress report, close it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import DayField, day_range_constraint, require_day_in_range
from backoffice.errors import NotAllowed
from backoffice.guards import append_only_guard, present_instant_guards, track_history
from backoffice.recording import recorded_action
from projects.models import Project, Role, User
from projects.permissions import may_perform

from .checks import lock_row, recording_instant, require_text, show_month_day, state_conflict
from .milestone import Milestone
from .milestone_fact import person_foreign_key
from .progress_report import ProgressReport
from .retraction import Retractable


def check_reply_by(reply_by: dt.date | None, at: dt.datetime) -> None:
    """A day to reply by is not past when the instruction is given."""
    if reply_by is None:
        raise ValidationError({"reply_by": ValidationError(_t("Give the day to reply by."), "required")})
    if reply_by < day_of_instant(at):
        text = _t("The day to reply by must not be before today (%(today)s).") % {
            "today": show_month_day(day_of_instant(at))
        }
        raise ValidationError({"reply_by": ValidationError(text, "past")})
    require_day_in_range(reply_by, "reply_by")


class InstructionVerbs:
    """Leaders and supervisors give; the steward answers; the giver or a supervisor closes."""

    objects: Any
    kind_of: Callable[[User], Any]
    refresh_from_db: Callable[..., None]
    milestone: Any
    milestone_id: int | None
    project_id: int | None
    closed_at: Any
    closed_by: Any

    @classmethod
    @recorded_action
    def give(
        cls,
        *,
        by: User,
        text: str,
        reply_by: dt.date | None,
        milestone: Milestone | None = None,
        project: Project | None = None,
        at: dt.datetime | None = None,
    ) -> "Instruction":
        """Instruct on one milestone or one project, with a day to reply by."""
        at = recording_instant(at)
        if not may_perform(by, "instruct"):
            raise NotAllowed(_t("Only a leader or a supervisor gives instructions."))
        if (milestone is None) == (project is None):
            raise ValidationError({"milestone": ValidationError(_t("Name one milestone or one project."), "required")})
        check_reply_by(reply_by, at)
        text = require_text(text, "text")
        about = {"milestone": milestone, "project": project}
        return cls.objects.create(**about, kind=cls.kind_of(by), by=by, text=text, reply_by=reply_by, at=at)

    @recorded_action
    def answer(
        self,
        *,
        by: User,
        note: str,
        milestone: Milestone | None = None,
        at: dt.datetime | None = None,
        **reported: Any,
    ) -> ProgressReport:
        """Answer with a progress report on the instruction's milestone, or on one of its project's."""
        instruction = lock_row(self)
        instruction._refuse_closed()
        if instruction.reply_id:
            raise state_conflict(
                _t("This instruction is answered already."), instruction.reply.by, instruction.reply.at
            )
        report = instruction._subject(milestone).report(by=by, note=note, at=at, **reported)
        instruction.reply = report
        instruction.save(update_fields=["reply"])
        self.refresh_from_db()
        return report

    def _subject(self, milestone: Milestone | None) -> Milestone:
        if self.milestone_id:
            return self.milestone
        if milestone is None or self.project_id not in (milestone.project_id, milestone.project.parent_id):
            raise ValidationError({"milestone": ValidationError(_t("Name a milestone of this project."), "required")})
        return milestone

    def _refuse_closed(self) -> None:
        if self.closed_at:
            raise state_conflict(_t("This instruction is closed."), self.closed_by, self.closed_at)

    @recorded_action
    def close(self, *, by: User, at: dt.datetime | None = None) -> Self:
        """Strike the instruction off, answered or not."""
        instruction, at = lock_row(self), recording_instant(at)
        if by != instruction.by and by.role != Role.SUPERVISOR:
            raise NotAllowed(_t("Only who gave the instruction, or a supervisor, may close it."))
        instruction._refuse_closed()
        instruction.closed_at, instruction.closed_by = at, by
        instruction.save(update_fields=["closed_at", "closed_by"])
        self.refresh_from_db()
        return self


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, user: User) -> "InstructionQuerySet":
        return self.filter(
            Q(milestone__in=Milestone.objects.visible_to(user))
            | Q(project__in=Project.objects.visible_to(user))
            | Q(by=user)
        )

    def editable_by(self, user: User) -> "InstructionQuerySet":
        """Those which one may answer."""
        return self.filter(
            Q(milestone__in=Milestone.objects.editable_by(user)) | Q(project__in=Project.objects.editable_by(user))
        )

    def open_on(self, on: dt.date) -> "InstructionQuerySet":
        """Recorded, and neither answered nor closed, by the end of a day."""
        bound = end_of_day(on)
        unread = Q(reply=None) | Q(reply__at__gte=bound)
        return self.filter(unread, Q(closed_at=None) | Q(closed_at__gte=bound), at__lt=bound)

    def unanswered(self, on: dt.date) -> "InstructionQuerySet":
        """Past the day by which a reply was asked, with none given by the end of `on`."""
        return self.open_on(on).filter(reply_by__lt=on)

    def waiting(self, on: dt.date) -> "InstructionQuerySet":
        """Not answered by the end of `on`, with the day to reply by not yet past."""
        return self.open_on(on).filter(reply_by__gte=on)

    def with_names(self) -> "InstructionQuerySet":
        """Everything that a line shows, in one query."""
        return self.select_related("milestone__project", "project", "by")


@track_history()
class Instruction(InstructionVerbs, Retractable, models.Model):
    """A leader's instruction (批示) or a supervision notice (督办) with a day to reply by."""

    retracted_as, decided_as = "instruction", "close"
    decision_columns = ("closed_by", "closed_at")

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
    by = person_foreign_key(verbose_name=_("given by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("what is asked"))
    reply_by = DayField(_("reply by"))
    reply = models.ForeignKey(
        ProgressReport, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("reply")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = person_foreign_key(null=True, blank=True, verbose_name=_("closed by"))

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["-at"]
        constraints = [
            day_range_constraint("reply_by", name="instruction_days_within_reach"),
            models.CheckConstraint(
                name="instruction_has_one_subject",
                condition=Q(milestone=None, project__isnull=False) | Q(milestone__isnull=False, project=None),
            ),
        ]
        triggers = [
            *present_instant_guards("at", "closed_at"),
            append_only_guard("reply_id", "closed_at", "closed_by_id", reversible=True),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 30 else f"{self.text[:30]}…"

    @classmethod
    def kind_of(cls, giver: User) -> Kind:
        """What such a person gives; kept with the record, for roles change hands."""
        return cls.Kind.DIRECTIVE if giver.role == Role.LEADER else cls.Kind.SUPERVISION

    @property
    def concerns(self) -> Project:
        """The project that the instruction is about."""
        return self.project or self.milestone.project  # type: ignore[union-attr]
