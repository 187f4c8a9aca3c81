"""What people do to an instruction: give it, answer it with a progress report, close it."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any, Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import DayField, day_range_constraint, require_day_in_range
from backoffice.errors import NotAllowed
from backoffice.guards import BY_APPLICATION, REFUSE, append_only_guard, present_instant_guards, track_history
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.models import READS_ALL, Project, Role, Unit, User
from projects.permissions import WORKERS, may_perform

from .checks import lock_row, recording_instant, require_text, show_month_day, state_conflict
from .milestone import Milestone
from .milestone_fact import person_foreign_key
from .progress_report import ProgressReport
from .retraction import Retractable


class Addressee(models.TextChoices):
    """Whom an instruction asks: it decides who is mailed, on whose desk it stands and who may answer. A unit's head may
    answer for its stewards, nobody for a head.
    """

    STEWARD = "steward", _("Steward")
    HEAD = "head", _("Head of the responsible unit")
    UNIT = "unit", _("Another unit")


def heads_of(unit_id: int | None) -> models.QuerySet[User]:
    """Who heads a unit, as its own head or of a unit above it."""
    above = Unit.objects.filter(pk=unit_id or 0).values_list("pk", "parent", "parent__parent").first() or ()
    return User.objects.with_role(Role.UNIT_HEAD).filter(unit__in=[pk for pk in above if pk])


def check_addressee(to: str, unit: Unit | None, project: Project, owner: User | None) -> None:
    """Raise ValidationError at `to` or `unit` unless there is somebody to answer."""
    if (to == Addressee.UNIT) != (unit is not None):
        text = _t("Name the other unit.") if unit is None else _t("A unit is named only where another unit is asked.")
        raise ValidationError({"unit": ValidationError(text, "required" if unit is None else "invalid")})
    if unit is not None and unit.closed_at:
        text = _t("This unit was closed by a reorganization; choose the one that took over.")
        raise ValidationError({"unit": ValidationError(text, "closed")})
    # Where nobody answers for a project yet, the instruction waits for who will.
    if to == Addressee.STEWARD and not (project.steward_id or owner) and heads_of(project.unit_id).exists():
        text = _t("The project has no steward yet: assign one first, or ask the unit head.")
        raise ValidationError({"to": ValidationError(text, "nobody")})
    if unit is not None and unit.pk == project.unit_id:
        text = _t("This unit is responsible for the project itself: ask its head.")
        raise ValidationError({"unit": ValidationError(text, "responsible")})
    asked = unit.pk if unit else project.unit_id
    if to != Addressee.STEWARD and not heads_of(asked).exists():
        text = _t("Nobody has an account as head of this unit; ask somebody else.")
        raise ValidationError({"unit" if unit else "to": ValidationError(text, "nobody")})


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

    pk: Any
    reply: Any
    reply_id: int | None
    objects: Any
    to: Any
    addressee: Any
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
        to: str = Addressee.STEWARD,
        unit: Unit | None = None,
        at: dt.datetime | None = None,
    ) -> "Instruction":
        """Ask the addressee something about one milestone or one project, with a day to reply by."""
        at = recording_instant(at)
        if not may_perform(by, "instruct"):
            raise NotAllowed(_t("Only a leader or a supervisor gives instructions."))
        if (milestone is None) == (project is None):
            raise ValidationError({"milestone": ValidationError(_t("Name one milestone or one project."), "required")})
        check_reply_by(reply_by, at)
        owner = milestone.owner if milestone else None
        check_addressee(to, unit, project or milestone.project, owner)  # type: ignore[union-attr]
        return cls.objects.create(
            milestone=milestone,
            project=project,
            to=to,
            unit=unit,
            kind=cls.kind_of(by),
            by=by,
            text=require_text(text, "text"),
            reply_by=reply_by,
            at=at,
        )

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
        """Answer with a progress report on the instruction's milestone, or on one of its project's.

        Raise NotAllowed for anybody but the addressee and, where that is the steward, the unit's head. Another unit
        answers with a note and files alone: figures, forecasts and problems are the steward's to report.
        """
        instruction = lock_row(self)
        instruction.check_answerable(by)
        instruction._check_reported(reported)
        elsewhere = instruction.to == Addressee.UNIT
        report = instruction._subject(milestone).report(by=by, note=note, at=at, asked=elsewhere, **reported)
        instruction.reply = report
        instruction.save(update_fields=["reply"])
        self.refresh_from_db()
        return report

    def check_answerable(self, by: User) -> None:
        """Raise Conflict where it is closed or answered, NotAllowed for whom it does not ask."""
        self.refuse_closed()
        if self.reply_id:
            raise state_conflict(_t("This instruction is answered already."), self.reply.by, self.reply.at)
        if not type(self).objects.editable_by(by).filter(pk=self.pk).exists():
            raise NotAllowed(_t("Only whom it asks may answer it: %(who)s.") % {"who": self.addressee})

    def _check_reported(self, reported: dict[str, Any]) -> None:
        if self.to == Addressee.UNIT:
            for name in sorted(name for name, value in reported.items() if value and name != "files"):
                text = _t("Another unit answers in words and files only.")
                raise ValidationError({name: ValidationError(text, "invalid")})

    def _subject(self, milestone: Milestone | None) -> Milestone:
        if self.milestone_id:
            return self.milestone
        if milestone is None or self.project_id not in (milestone.project_id, milestone.project.parent_id):
            raise ValidationError({"milestone": ValidationError(_t("Name a milestone of this project."), "required")})
        return milestone

    def refuse_closed(self) -> None:
        """Raise Conflict where somebody closed it."""
        if self.closed_at:
            raise state_conflict(_t("This instruction is closed."), self.closed_by, self.closed_at)

    @recorded_action
    def close(self, *, by: User, reason: str = "", at: dt.datetime | None = None) -> Self:
        """Strike the instruction off; one that nobody answered with a reason."""
        instruction, at = lock_row(self), recording_instant(at)
        if by != instruction.by and by.role != Role.SUPERVISOR:
            raise NotAllowed(_t("Only who gave the instruction, or a supervisor, may close it."))
        instruction.refuse_closed()
        if not instruction.reply_id:
            reason = require_text(reason, "reason")
        instruction.closed_at, instruction.closed_by, instruction.close_reason = at, by, reason.strip() or None
        instruction.save(update_fields=["closed_at", "closed_by", "close_reason"])
        self.refresh_from_db()
        return self


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, user: User) -> "InstructionQuerySet":
        if user.role in READS_ALL:
            return self
        return self.filter(
            Q(milestone__in=Milestone.objects.visible_to(user))
            | Q(project__in=Project.objects.visible_to(user))
            | Q(by=user)
            | Q(pk__in=self.model.objects.editable_by(user).values("pk"))
        )

    def editable_by(self, user: User) -> "InstructionQuerySet":
        """Those which one may answer, and which stand on one's desk: as the steward or owner what asks these, as a
        unit's head all that the unit is asked, its stewards included. Twin: `Instruction.answered_by`.
        """
        if user.role not in WORKERS:
            return self.none()
        steward = Q(milestone__owner=user) | Q(milestone__project__steward=user) | Q(project__steward=user)
        asked = Q(to=Addressee.STEWARD) & steward
        if user.role == Role.UNIT_HEAD and user.unit_id:
            units = Unit.objects.within(user.unit_id)
            own = Q(milestone__project__unit__in=units) | Q(project__unit__in=units)
            asked |= Q(unit__in=units) | Q(unit=None) & own
        return self.filter(asked)

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
        return self.select_related("milestone__project", "project", "by", "unit")


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
    to = models.CharField(
        _("addressee"), max_length=7, choices=Addressee, default=Addressee.STEWARD, db_default="steward"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit asked")
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
    close_reason = models.TextField(_("reason of the closing"), null=True, blank=True)

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
            models.CheckConstraint(
                name="instruction_names_the_unit_it_asks",
                condition=Q(to="unit", unit__isnull=False) | ~Q(to="unit") & Q(unit=None),
            ),
        ]
        triggers = [
            *present_instant_guards("at", "closed_at"),
            append_only_guard("reply_id", "closed_at", "closed_by_id", "close_reason", reversible=True),
            Guard(
                name="closed_with_an_answer_or_a_reason",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NEW.reply_id IS NULL"
                ),
                func=f"""
                    IF btrim(COALESCE(NEW.close_reason, '')) = '' THEN
                        {REFUSE % "an instruction without an answer is closed with a reason"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            Guard(
                name="answered_by_a_report_of_now",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("reply_id"),
                condition=pgtrigger.Condition(f"{BY_APPLICATION} AND NEW.reply_id IS NOT NULL"),
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM milestones_progressreport r JOIN milestones_milestone m ON m.id = r.milestone_id
                        JOIN projects_project p ON p.id = m.project_id
                        WHERE r.id = NEW.reply_id AND is_now(r.at)
                            AND (m.id = NEW.milestone_id OR NEW.project_id IN (p.id, p.parent_id))) THEN
                        {REFUSE % "an instruction is answered by a report of now on what it is about"}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 30 else f"{self.text[:30]}…"

    @classmethod
    def kind_of(cls, giver: User) -> Kind:
        """What such a person gives; kept with the record, for roles change hands."""
        return cls.Kind.DIRECTIVE if giver.role == Role.LEADER else cls.Kind.SUPERVISION

    @property
    def addressee(self) -> str:
        """Whom it asks, in words."""
        return str(self.unit) if self.unit else self.get_to_display()

    def answered_by(self, person: User, units: Collection[int]) -> bool:
        """Whether this person, who heads these units if any, may answer it. Twin: `InstructionQuerySet.editable_by`."""
        as_head = person.role == Role.UNIT_HEAD and (self.unit_id or self.concerns.unit_id) in units
        return as_head or (person.role in WORKERS and self.asks_steward(person))

    def asks_steward(self, person: User) -> bool:
        """Whether it asks this person as the project's steward or the milestone's owner."""
        owner = self.milestone.owner_id if self.milestone else None
        return self.to == Addressee.STEWARD and person.pk in (owner, self.concerns.steward_id)

    def asked_people(self) -> list[User]:
        """Who is asked, by name: the owner or the steward, or who heads the unit."""
        if self.to == Addressee.STEWARD:
            person = (self.milestone and self.milestone.owner) or self.concerns.steward
            return [person] if person else []
        return list(heads_of(self.unit_id or self.concerns.unit_id))

    @property
    def concerns(self) -> Project:
        """The project that the instruction is about."""
        return self.project or self.milestone.project  # type: ignore[union-attr]
