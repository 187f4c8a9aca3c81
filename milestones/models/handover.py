"""A leaver's work goes to a successor in one action: all of it or nothing, and the action itself is kept."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import append_only_guard, present_instant_guards, track_history
from backoffice.recording import recorded_action
from projects.models import Project, Role, Unit, User
from projects.permissions import WORKERS, may_perform

from .change_request import ChangeRequest
from .checks import lock_row, recording_instant, require_text
from .claim import Claim
from .instruction import Instruction
from .milestone import Milestone
from .milestone_fact import person_foreign_key


def count_words(parts: Iterable[tuple[Any, int]]) -> str:
    """“projects as steward: 3, units as head: 1”; what is none is left out."""
    said = _t("%(what)s: %(count)s")
    return _t(", ").join(said % {"what": what, "count": count} for what, count in parts if count)


@dataclass(frozen=True)
class AssignedWork:
    """What hangs on a person: moved by a hand-over, and, as facts, left where it is."""

    stewarded: models.QuerySet
    led: models.QuerySet
    owned: models.QuerySet
    headed: models.QuerySet
    instructions: models.QuerySet
    claims: models.QuerySet
    requests: models.QuerySet

    @property
    def moving(self) -> list[tuple[Promise, models.QuerySet]]:
        """Label and rows of what a successor takes over."""
        return [
            (_("projects as steward"), self.stewarded),
            (_("projects as leader in charge"), self.led),
            (_("milestones owned"), self.owned),
            (_("units as head"), self.headed),
        ]

    @property
    def following(self) -> list[tuple[Promise, models.QuerySet]]:
        """Label and rows of what is owed on those and so goes with them."""
        return [(_("open instructions on these"), self.instructions)]

    @property
    def staying(self) -> list[tuple[Promise, models.QuerySet]]:
        """Label and rows of what was said under the leaver's name and stays said."""
        return [(_("claims pending"), self.claims), (_("requests pending"), self.requests)]

    def hangs(self) -> bool:
        return any(rows.exists() for _label, rows in self.moving)

    def roles(self) -> frozenset:
        """The roles in which one successor may take all of this over."""
        fitting = frozenset(Role)
        for rows, roles in (
            (self.led, {Role.LEADER}),
            (self.stewarded, WORKERS),
            (self.owned, WORKERS),
            (self.headed, {Role.UNIT_HEAD}),
        ):
            fitting &= roles if rows.exists() else fitting
        return fitting


def work_assigned_to(someone: User) -> AssignedWork:
    """What is not finished or cancelled and names this person."""
    stewarded = Project.objects.filter(steward=someone, cancelled_on=None)
    owned = Milestone.objects.filter(owner=someone, cancelled_on=None, confirmed_on=None)
    concerned = Q(project__in=stewarded) | Q(milestone__project__in=stewarded) | Q(milestone__in=owned)
    return AssignedWork(
        stewarded=stewarded,
        led=Project.objects.filter(leader=someone, cancelled_on=None),
        owned=owned,
        headed=Unit.objects.filter(head=someone),
        instructions=Instruction.objects.filter(concerned, closed_at=None, reply=None),
        claims=Claim.objects.filter(by=someone, state=Claim.State.PENDING),
        requests=ChangeRequest.objects.filter(by=someone, state=ChangeRequest.State.PENDING),
    )


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User) -> "HandoverQuerySet":
        """Who took whose work over is no secret among colleagues."""
        return self if user.role else self.none()

    def about(self, someone: User) -> "HandoverQuerySet":
        """What somebody gave away or took over, newest first."""
        return self.filter(Q(leaver=someone) | Q(successor=someone)).select_related("leaver", "successor", "by")


@track_history()
class Handover(models.Model):
    """The action: who took over from whom, by whose order, when, and how much; never edited."""

    leaver = person_foreign_key(related_name="handed_over", verbose_name=_("leaver"))
    successor = person_foreign_key(related_name="taken_over", verbose_name=_("successor"))
    by = person_foreign_key(verbose_name=_("handed over by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    note = models.TextField(_("note"))
    stewarded = models.PositiveIntegerField(_("projects as steward"), default=0)
    led = models.PositiveIntegerField(_("projects as leader in charge"), default=0)
    owned = models.PositiveIntegerField(_("milestones owned"), default=0)
    headed = models.PositiveIntegerField(_("units as head"), default=0)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-at", "-id"]
        triggers = [*present_instant_guards("at"), append_only_guard()]

    def __str__(self) -> str:
        return f"{self.leaver} → {self.successor}"

    @property
    def moved(self) -> str:
        """What it moved, in words."""
        names = ("stewarded", "led", "owned", "headed")
        return count_words((self._meta.get_field(name).verbose_name, getattr(self, name)) for name in names)  # type: ignore[union-attr]


def check_successor(work: AssignedWork, leaver: User, successor: User) -> None:
    """Active, somebody else, and in a role that can hold all of the work."""
    if successor == leaver:
        text = _t("The successor must be somebody else.")
    elif not successor.is_active or successor.left_at:
        text = _t("The account of %(person)s is closed.") % {"person": successor}
    elif successor.role not in work.roles():
        words = _t(", ").join(str(Role(role).label) for role in Role if role in work.roles())
        text = _t("%(person)s cannot take this over; it needs the role: %(roles)s.")
        text %= {"person": successor, "roles": words or _t("none; hand the parts over one by one")}
    else:
        return
    raise ValidationError({"successor": ValidationError(text, "invalid")})


@recorded_action
def hand_over(
    leaver: User, successor: User, *, by: User, note: str, leaves: bool = False, at: dt.datetime | None = None
) -> Handover:
    """Move everything that hangs on the leaver; every part is moved by its own verb, which asks who may. Whoever leaves
    decides nothing from then on, and the administrator is asked to close the account.

    Raise NotAllowed, Conflict where nothing hangs on the leaver, or ValidationError at successor or note.
    """
    at = recording_instant(at)
    if not may_perform(by, "hand-over"):
        raise NotAllowed(_t("Only a supervisor, or the unit head within the unit, hands work over."))
    for someone in sorted({leaver, successor}, key=lambda each: each.pk):
        lock_row(someone)
    note, work = require_text(note, "note"), work_assigned_to(leaver)
    if not work.hangs():
        raise Conflict(_t("No work hangs on this account."))
    check_successor(work, leaver, successor)
    done = move_work(work, leaver, successor, by, note, at)
    if leaves:
        leaver.leave(at)
    return done


def move_work(work: AssignedWork, leaver: User, successor: User, by: User, note: str, at: dt.datetime) -> Handover:
    """Each part by its verb, and the action itself as a row."""
    parts = {name: list(getattr(work, name)) for name in ("owned", "stewarded", "led", "headed")}
    for milestone in parts["owned"]:
        milestone.assign(successor, by=by, at=at)
    for project in parts["stewarded"]:
        project.assign(by=by, steward=successor, at=at)
    for project in parts["led"]:
        project.assign(by=by, leader=successor, at=at)
    for unit in parts["headed"]:
        unit.hand_to(successor, by=by)
    counts = {name: len(rows) for name, rows in parts.items()}
    return Handover.objects.create(leaver=leaver, successor=successor, by=by, at=at, note=note, **counts)
