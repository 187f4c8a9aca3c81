"""Ask for a change of what was approved, and decide it. A decision works from its day, never backwards."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.clock import day_of_instant
from backoffice.days import years_after
from backoffice.errors import Conflict, NotAllowed
from backoffice.recording import recorded_action
from milestones.models.status import State
from projects.models import Project, Target, User

from .checks import (
    STATE_REFUSALS,
    already_decided_conflict,
    attach_files,
    last_approver,
    lock_row,
    milestone_standing,
    recording_instant,
    refuse_states,
    require_supervisor,
    require_text,
    require_worker,
    show_month_day,
    state_conflict,
)
from .milestone import Milestone
from .suspension import Suspension
from .word_correction import display_word, word_corrections

if TYPE_CHECKING:
    from milestones.models.change_request import ChangeRequest


class ChangeKind(TextChoices):
    """What is asked for."""

    EXTEND = "extend", gettext_lazy("Extension")
    QUANTITY = "quantity", gettext_lazy("Change of quantity")
    SUSPEND = "suspend", gettext_lazy("Suspension")
    RESUME = "resume", gettext_lazy("Resumption")
    CANCEL = "cancel", gettext_lazy("Cancellation")
    WORDS = "words", gettext_lazy("Correction of words")


# Years that one extension may add, from the baseline or, where that is past, from the day asked.
LONGEST_EXTENSION = 2
SUBJECTS: dict[str, tuple[str, ...]] = {
    ChangeKind.EXTEND: ("milestone",),
    ChangeKind.QUANTITY: ("milestone", "target"),
    ChangeKind.SUSPEND: ("project",),
    ChangeKind.RESUME: ("project",),
    ChangeKind.CANCEL: ("milestone", "project"),
    ChangeKind.WORDS: ("milestone", "target", "project"),
}


def check_change_subject(kind: str, subjects: dict[str, Any]) -> None:
    """Each kind changes a subject of its own; say so at the field `kind`."""
    named = [name for name, value in subjects.items() if value is not None]
    if len(named) != 1 or named[0] not in SUBJECTS.get(kind, ()):
        raise ValidationError(
            {"kind": ValidationError(_("This kind of change is not possible here."), "invalid_choice")}
        )


def check_new_quantity(kind: str, new_quantity: Decimal | None) -> None:
    """A change of quantity names one, and none below zero."""
    if kind == ChangeKind.QUANTITY and (new_quantity is None or new_quantity < 0):
        raise ValidationError({"new_quantity": ValidationError(_("Give the new quantity."), "required")})


def check_new_date(standing: Any, new_due: dt.date | None, on: dt.date) -> None:
    """A new date is later than the baseline in force, not before the day of the decision, and two years later at
    most.
    """
    if new_due is None:
        raise ValidationError({"new_due": ValidationError(_("Give the new date."), "required")})
    if new_due <= standing.baseline_due:
        text = _("The new date must be after the approved one (%(due)s).") % {
            "due": show_month_day(standing.baseline_due)
        }
        raise ValidationError({"new_due": ValidationError(text, "not_later")})
    if new_due < on:
        text = _("The new date must not be before the day of the decision (%(day)s).") % {"day": show_month_day(on)}
        raise ValidationError({"new_due": ValidationError(text, "past")})
    last = years_after(max(standing.baseline_due, on), LONGEST_EXTENSION)
    if new_due > last:
        text = _("An extension is of two years at most: ask for a date up to %(last)s.") % {
            "last": show_month_day(last)
        }
        raise ValidationError({"new_due": ValidationError(text, "too_long")})


def check_milestone_change(
    milestone: Milestone, kind: str, new_due: dt.date | None, new_quantity: Decimal | None, at: dt.datetime
) -> None:
    """A claimed or cancelled milestone takes no request; an unapproved one needs none."""
    standing = milestone_standing(milestone, at)
    refuse_states(standing, State.CANCELLED, State.FINISHED, State.AWAITING)
    if kind != ChangeKind.CANCEL:
        refuse_states(standing, State.UNPLANNED)
        if standing.baseline_due is None:  # of a suspended project, which is its state before it is unplanned
            raise Conflict(str(STATE_REFUSALS[State.UNPLANNED]))
    if kind == ChangeKind.EXTEND:
        check_new_date(standing, new_due, day_of_instant(at))
    if kind == ChangeKind.QUANTITY and standing.quantity is None:
        raise ValidationError({"kind": ValidationError(_("This milestone has no quantity."), "invalid_choice")})


def check_project_change(project: Project, kind: str) -> None:
    """Suspend what runs, resume what stands still, cancel or correct what is not cancelled."""
    if project.cancelled_on:
        raise state_conflict(_("This project is cancelled."), *last_approval(project, ChangeKind.CANCEL))
    suspended = project.suspensions.filter(to_at=None).exists()
    if kind == ChangeKind.SUSPEND and suspended:
        raise state_conflict(_("This project is already suspended."), *last_approval(project, ChangeKind.SUSPEND))
    if kind == ChangeKind.RESUME and not suspended:
        raise state_conflict(_("This project is not suspended."), *last_approval(project, ChangeKind.RESUME))


def last_approval(project: Project, kind: str) -> tuple[str | None, dt.datetime | None]:
    """Who last approved a change of this kind of the project or its programme, and when."""
    return last_approver(kind, project, project.parent)


class ChangeVerbs:
    """Ask, approve, refuse, withdraw."""

    ReasonClass: Any
    State: Any
    objects: Any
    refresh_from_db: Callable[..., None]
    milestone: Any
    milestone_id: int | None
    project: Any
    project_id: int | None
    target: Any
    decided_at: Any
    decided_by: Any
    new_due: Any
    new_quantity: Any
    new_words: dict[str, Any] | None
    old_words: dict[str, Any] | None

    @classmethod
    def _reason_class(cls, kind: str, given: str) -> str:
        """The class of reason as given; a correction of words needs none."""
        found = given or (cls.ReasonClass.OTHER if kind == ChangeKind.WORDS else "")
        if found not in cls.ReasonClass.values:
            raise ValidationError({"reason_class": ValidationError(_("Choose a class of reason."), "invalid_choice")})
        return found

    @classmethod
    def _refuse_second_request(cls, kind: str, subject: dict[str, Any]) -> None:
        """One request at a time on a record, and beside it one correction of its words."""
        waiting = cls.objects.filter(**subject, state=cls.State.PENDING)
        corrections = waiting.filter(kind=ChangeKind.WORDS)
        alike = corrections if kind == ChangeKind.WORDS else waiting.exclude(kind=ChangeKind.WORDS)
        if pending := alike.first():
            raise state_conflict(_("A request on this is already waiting for its decision."), pending.by, pending.at)

    @classmethod
    @recorded_action
    def ask(
        cls,
        *,
        by: User,
        kind: str,
        text: str,
        reason_class: str = "",
        milestone: Milestone | None = None,
        target: Target | None = None,
        project: Project | None = None,
        new_due: dt.date | None = None,
        new_quantity: Decimal | None = None,
        words: dict[str, Any] | None = None,
        files: Sequence[File] = (),
        at: dt.datetime | None = None,
    ) -> "ChangeRequest":
        """Record a request. Steward, owner and unit head ask; the supervisor decides.

        `words` are the corrected words of a milestone, target or project, by column.
        """
        at, named = recording_instant(at), {"milestone": milestone, "target": target, "project": project}
        check_change_subject(kind, named)
        require_worker(by, "request-change", milestone, target.project if target else project)
        reason_class = cls._reason_class(kind, reason_class)
        check_new_quantity(kind, new_quantity)
        text = require_text(text, "text")
        subject = {name: lock_row(row) for name, row in named.items() if row}
        cls._refuse_second_request(kind, subject)
        if milestone:
            check_milestone_change(subject["milestone"], kind, new_due, new_quantity, at)
        if project:
            check_project_change(subject["project"], kind)
        corrected = word_corrections(*subject.values(), words, by) if kind == ChangeKind.WORDS else {}  # type: ignore[call-arg]
        change = cls.objects.create(
            **subject,
            **corrected,
            kind=kind,
            reason_class=reason_class,
            text=text,
            by=by,
            at=at,
            new_due=new_due if kind == ChangeKind.EXTEND else None,
            new_quantity=new_quantity if kind == ChangeKind.QUANTITY else None,
        )
        attach_files(change, files, by, at)
        return change

    @property
    def subject(self) -> Milestone | Target | Project:
        """The record that is to change."""
        return self.milestone or self.target or self.project

    @property
    def new_amount(self) -> str:
        """The quantity asked for, with its unit; nothing where none is."""
        target = self.target or (self.milestone and self.milestone.target)
        return target.figure(self.new_quantity) if target and self.new_quantity is not None else ""

    @property
    def present_amount(self) -> str:
        """The quantity of the milestone that a request would change; nothing for another kind of request."""
        target = self.milestone and self.milestone.target
        return target.figure(self.milestone.quantity) if target and self.new_quantity is not None else ""

    @property
    def corrected(self) -> list[tuple[str, str, str]]:
        """Each corrected column in the reader's language, with its old and its new words."""
        new, old = self.new_words or {}, self.old_words or {}
        columns = {name: self.subject._meta.get_field(name) for name in new}
        return [
            (
                str(column.verbose_name),  # type: ignore[union-attr]
                display_word(column, old.get(name)),
                display_word(column, new[name]),
            )
            for name, column in columns.items()
        ]

    @property
    def concerns(self) -> Project:
        """The project that the change is about."""
        return self.project or (self.target.project if self.target else self.milestone.project)

    def _decide(self, action: str, by: User, at: dt.datetime | None) -> "ChangeRequest":
        if self.milestone_id:
            lock_row(self.milestone)
        change, at = lock_row(self), recording_instant(at)
        require_supervisor(by, action, asker=change.by, project=change.concerns, milestone=change.milestone)
        if change.state != change.State.PENDING:
            raise already_decided_conflict(change)
        change.decided_by, change.decided_at = by, at
        return change

    @recorded_action
    def approve(self, *, by: User, document_number: str = "", reason: str = "", at: dt.datetime | None = None) -> Self:
        """Approve, with a remark where there is one, and take effect from the day of the decision on."""
        change = self._decide("approve", by, at)
        at = change.decided_at
        if change.milestone:
            check_milestone_change(change.milestone, change.kind, change.new_due, change.new_quantity, at)  # type: ignore[arg-type]
        if change.project:
            check_project_change(change.project, change.kind)
        if change.kind == ChangeKind.WORDS:
            word_corrections(change.subject, change.new_words, change.by)
        change.state, change.document_number, change.reason = (
            change.State.APPROVED,
            document_number or None,
            reason or None,
        )
        change.save()
        getattr(change, f"_effect_{change.kind}", lambda: None)()
        self.refresh_from_db()
        return self

    def _effect_extend(self) -> None:
        last = self.milestone.baselines.order_by("number").last()
        self.milestone.baselines.create(
            number=last.number + 1,
            due=self.new_due or last.due,
            quantity=last.quantity if self.new_quantity is None else self.new_quantity,
            change=self,
            by=self.decided_by,
            from_at=self.decided_at,
        )

    def _effect_quantity(self) -> None:
        if self.milestone:
            self._effect_extend()

    def _with_works(self) -> QuerySet[Project]:
        return Project.objects.filter(pk=self.project_id) | Project.objects.filter(parent=self.project_id)  # type: ignore[misc]

    def _effect_suspend(self) -> None:
        running = self._with_works().exclude(suspensions__in=Suspension.objects.filter(to_at=None))
        Suspension.objects.bulk_create(
            Suspension(project=project, change=self, from_at=self.decided_at)  # type: ignore[misc]
            for project in running.filter(cancelled_on=None)
        )

    def _effect_resume(self) -> None:
        Suspension.objects.filter(project__in=self._with_works(), to_at=None).update(to_at=self.decided_at)

    @recorded_action
    def refuse(self, *, by: User, reason: str, at: dt.datetime | None = None) -> Self:
        """Refuse with a reason; nothing changes."""
        change = self._decide("refuse", by, at)
        change.state, change.reason = change.State.REFUSED, require_text(reason, "reason")
        change.save()
        self.refresh_from_db()
        return self

    @recorded_action
    def withdraw(self, *, by: User, at: dt.datetime | None = None) -> Self:
        """Take one's own request back while it is pending."""
        change = lock_row(self)
        if by != change.by:
            raise NotAllowed(_("Only who asked may withdraw the request."))
        if change.state != change.State.PENDING:
            raise already_decided_conflict(change)
        change.state, change.decided_by, change.decided_at = change.State.WITHDRAWN, by, recording_instant(at)
        change.save()
        self.refresh_from_db()
        return self
