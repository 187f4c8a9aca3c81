"""A unit is renamed, merged into another, split or closed (机构改革): an administrator asks, a supervisor decides, and
it is carried out on its day as a whole.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant, end_of_day, today
from backoffice.days import DayField, day_range_constraint, require_day_in_range
from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import REFUSE, after_write_effect, append_only_guard, present_instant_guards, track_history
from backoffice.history.events import events_of_model
from backoffice.names import NameField, normalise_name, one_line_constraints
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.permissions import Role, may_perform

from .assignment import Assignment
from .decided_by_another import DecidedByAnother
from .moving_parts import MovingParts
from .project import Project
from .unit import Unit
from .user import User, role_held_sql

logger = logging.getLogger(__name__)

FARTHEST = 366  # days ahead for which a reorganization is decided

# What the reorganization does to the record, in the order in which guards expect it; the day before stays as it was.
CARRIES_OUT = """
    IF NEW.carried_out_at IS NULL OR OLD.carried_out_at IS NOT NULL THEN RETURN NULL; END IF;
    PERFORM set_config('tiexi.at', NEW.carried_out_at::text, true);
    whole := NEW.kind = 'merge';
    IF NEW.kind = 'rename' THEN
        UPDATE projects_unit SET name = NEW.name, version = version + 1 WHERE id = NEW.unit_id;
    ELSIF NEW.kind IN ('merge', 'split') THEN
        INSERT INTO projects_assignment (project_id, unit_id, steward_id, leader_id, from_at)
        SELECT id, NEW.into_id, steward_id, leader_id, NEW.carried_out_at FROM projects_project
        WHERE unit_id = NEW.unit_id AND (whole OR NEW.parts->'projects' @> to_jsonb(id)) ORDER BY id;
        UPDATE projects_user SET unit_id = NEW.into_id, version = version + 1
        WHERE unit_id = NEW.unit_id AND (whole OR NEW.parts->'people' @> to_jsonb(id));
        UPDATE projects_unit SET parent_id = NEW.into_id, version = version + 1
        WHERE parent_id = NEW.unit_id AND (whole OR NEW.parts->'units' @> to_jsonb(id));
        DELETE FROM projects_project_co_units shared USING projects_project one
        WHERE one.id = shared.project_id AND one.unit_id = NEW.into_id AND shared.unit_id = NEW.into_id;
        UPDATE projects_unit bereft SET head_id = NULL, version = bereft.version + 1 FROM projects_user head
        WHERE bereft.id = NEW.unit_id AND head.id = bereft.head_id AND head.unit_id = NEW.into_id;
    END IF;
    IF whole THEN
        INSERT INTO projects_project_co_units (project_id, unit_id)
        SELECT shared.project_id, NEW.into_id FROM projects_project_co_units shared
        JOIN projects_project one ON one.id = shared.project_id
        WHERE shared.unit_id = NEW.unit_id AND one.unit_id IS DISTINCT FROM NEW.into_id
        ON CONFLICT DO NOTHING;
        DELETE FROM projects_project_co_units WHERE unit_id = NEW.unit_id;
    END IF;
    IF NEW.kind IN ('merge', 'close') THEN
        -- Its name is free from then on, and whoever meets it in a list sees that it is closed.
        mark := '（' || to_char(NEW.carried_out_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '年撤并）';
        UPDATE projects_unit SET closed_at = NEW.carried_out_at, head_id = NULL, version = version + 1,
            parent_id = COALESCE(NEW.into_id, parent_id), name = left(name, 40) || CASE
                WHEN EXISTS (SELECT FROM projects_unit other WHERE other.name = left(projects_unit.name, 40) || mark)
                THEN left(code, 12) ELSE '' END || mark
        WHERE id = NEW.unit_id;
    END IF;
    PERFORM set_config('tiexi.at', '', true);
"""

# What still hangs on a unit, so that it cannot just be closed.
HANGS = """
    EXISTS (SELECT FROM projects_project WHERE unit_id = NEW.unit_id)
    OR EXISTS (SELECT FROM projects_user WHERE unit_id = NEW.unit_id)
    OR EXISTS (SELECT FROM projects_unit WHERE parent_id = NEW.unit_id AND closed_at IS NULL)
    OR EXISTS (SELECT FROM projects_project_co_units WHERE unit_id = NEW.unit_id)
"""


class ReorganizationQuerySet(models.QuerySet["Reorganization"]):
    def visible_to(self, user: User) -> "ReorganizationQuerySet":
        """What becomes of a unit is no secret."""
        return self if user.role else self.none()

    def open(self) -> "ReorganizationQuerySet":
        """What waits for its decision or for its day."""
        states = Reorganization.State
        return self.filter(state__in=[states.PENDING, states.APPROVED], carried_out_at=None)

    def about(self, unit: Unit) -> "ReorganizationQuerySet":
        """Of a unit, or into it, newest first; what was refused or withdrawn is not."""
        states = Reorganization.State
        mine = self.filter(Q(unit=unit) | Q(into=unit), state__in=[states.PENDING, states.APPROVED])
        return mine.select_related("unit", "into").order_by("-at", "-pk")

    def due_on(self, day: dt.date) -> "ReorganizationQuerySet":
        """Approved and not carried out although its day has come."""
        return self.filter(state=Reorganization.State.APPROVED, carried_out_at=None, day__lte=day)

    def carried_out_by(self, on: dt.date) -> "ReorganizationQuerySet":
        """Carried out by the end of a day, in the order in which they were."""
        found = self.filter(carried_out_at__lt=end_of_day(on)).select_related("unit", "into")
        return found.order_by("carried_out_at", "pk")


@track_history()
class Reorganization(DecidedByAnother, models.Model):
    """What becomes of a unit from a day on. Its people, projects, sub-units and co-operation move with it; records of
    earlier days name the former unit.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", _("Renamed")
        MERGE = "merge", _("Merged into another")
        SPLIT = "split", _("Split")
        CLOSE = "close", _("Closed")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reorganizations", verbose_name=_("unit"))
    into = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="received", verbose_name=_("receiving unit"))
    name = NameField(_("new name"), max_length=60, blank=True)
    former_name = NameField(_("name before"), max_length=60, blank=True, default="", db_default="")
    into_name = NameField(_("name of the receiving unit then"), max_length=60, blank=True, default="", db_default="")
    # Of a split: the keys of what goes over, as {"projects": [...], "people": [...], "units": [...]}.
    parts = models.JSONField(_("what goes over"), default=dict)
    day = DayField(_("takes effect on"))
    document_number = NameField(_("document number"), max_length=60, blank=True)
    text = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason of the decision"), null=True)
    carried_out_at = models.DateTimeField(_("carried out at"), null=True)

    objects = ReorganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reorganization")
        verbose_name_plural = _("reorganizations")
        ordering = ["-at", "-id"]
        constraints = [
            *one_line_constraints("reorganization", "name", "former_name", "into_name", "document_number"),
            models.CheckConstraint(
                name="reorganization_says_what_becomes",
                condition=Q(kind="rename", into=None) & ~Q(name="")
                | Q(kind__in=["merge", "split"], name="", into__isnull=False) & ~Q(into=models.F("unit"))
                | Q(kind="close", name="", into=None),
            ),
            models.CheckConstraint(
                name="reorganization_decided_as_its_state_says",
                condition=Q(state="pending", decided_at=None) | ~Q(state="pending") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reorganization_takes_a_second_person",
                condition=~Q(state__in=["approved", "refused"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="reorganization_carried_out_once_approved",
                condition=Q(carried_out_at=None) | Q(state="approved"),
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state__in=["pending", "approved"], carried_out_at=None),
                name="one_open_reorganization",
            ),
            day_range_constraint("day", name="reorganization_days_within_reach"),
        ]
        triggers = [
            *present_instant_guards("at", "decided_at", "carried_out_at"),
            Guard(
                name="waits_for_a_supervisor",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF NOT {role_held_sql("NEW.asked_by_id", Role.ADMIN)} THEN
                        {REFUSE % "a reorganization is asked by an administrator"}
                    END IF;
                    NEW.state := 'pending';
                    NEW.decided_by_id := NULL;
                    NEW.decided_at := NULL;
                    NEW.carried_out_at := NULL;
                    NEW.former_name := '';
                    NEW.into_name := '';
                    RETURN NEW;
                """,
            ),
            Guard(
                name="decided_once_by_a_supervisor",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF NEW.state <> OLD.state AND OLD.state <> 'pending'
                        AND NOT (OLD.state = 'approved' AND NEW.state = 'withdrawn' AND OLD.carried_out_at IS NULL) THEN
                        {REFUSE % "a reorganization is decided once"}
                    END IF;
                    IF NEW.state IN ('approved', 'refused') AND OLD.state = 'pending'
                        AND NOT {role_held_sql("NEW.decided_by_id", Role.SUPERVISOR)} THEN
                        {REFUSE % "a reorganization is decided by a supervisor"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            Guard(
                name="on_its_day",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("carried_out_at"),
                func=f"""
                    IF NEW.carried_out_at IS NULL OR OLD.carried_out_at IS NOT NULL THEN RETURN NEW; END IF;
                    IF NEW.day > (NEW.carried_out_at AT TIME ZONE 'Asia/Shanghai')::date THEN
                        {REFUSE % "a reorganization is carried out on its day"}
                    END IF;
                    PERFORM FROM projects_unit WHERE id IN (NEW.unit_id, NEW.into_id) ORDER BY id FOR UPDATE;
                    IF EXISTS (SELECT FROM projects_unit
                        WHERE id IN (NEW.unit_id, NEW.into_id) AND closed_at IS NOT NULL) THEN
                        {REFUSE % "a closed unit takes nothing on"}
                    END IF;
                    IF NEW.kind = 'close' AND ({HANGS}) THEN
                        {REFUSE % "a unit that answers for something is not closed"}
                    END IF;
                    NEW.former_name := (SELECT name FROM projects_unit WHERE id = NEW.unit_id);
                    NEW.into_name := COALESCE((SELECT name FROM projects_unit WHERE id = NEW.into_id), '');
                    RETURN NEW;
                """,
            ),
            append_only_guard(
                "decided_by_id", "decided_at", "reason", "carried_out_at", free=("state", "former_name", "into_name")
            ),
            after_write_effect(
                "carries_out",
                pgtrigger.UpdateOf("carried_out_at"),
                CARRIES_OUT,
                declare=[("whole", "boolean"), ("mark", "text")],
            ),
        ]

    def __str__(self) -> str:
        into = self.into_name or (self.into.name if self.into else "")
        said = {"unit": self.former_name or self.unit.name, "into": into, "name": self.name}
        return sentences()[self.kind] % said

    @property
    def is_open(self) -> bool:
        """Whether it waits for its decision or for its day."""
        return self.state in (self.State.PENDING, self.State.APPROVED) and self.carried_out_at is None

    @property
    def moving(self) -> MovingParts:
        """What would go over now: all that hangs on the unit, or the chosen parts of one that is split."""
        return MovingParts(self.unit, self.parts if self.kind == self.Kind.SPLIT else None)

    @property
    def went_over(self) -> dict[str, int]:
        """Of the chosen parts, how many the act itself moved, by the rows that it wrote; nothing before it is done."""
        if self.carried_out_at is None:
            return {}
        acts = events_of_model(Reorganization).filter(pgh_obj=self.pk, carried_out_at__isnull=False).order_by("pgh_id")
        end = Subquery(acts.values("pgh_created_at")[:1])
        chosen = self.parts.get("projects", [])
        given = Assignment.objects.filter(unit=self.into, from_at=self.carried_out_at, project__in=chosen)
        moved = {"projects": given.count()}
        for name, model, column in (("people", User, "unit"), ("units", Unit, "parent")):
            written = events_of_model(model).filter(pgh_obj__in=self.parts.get(name, []), **{column: self.into})
            during = written.filter(pgh_created_at__gte=self.carried_out_at, pgh_created_at__lte=end)
            moved[name] = during.values("pgh_obj").distinct().count()
        return moved

    @classmethod
    @recorded_action
    def ask(
        cls,
        kind: str,
        unit: Unit,
        *,
        by: User,
        day: dt.date,
        text: str,
        into: Unit | None = None,
        name: str = "",
        parts: dict[str, Iterable[Any]] | None = None,
        document_number: str = "",
    ) -> "Reorganization":
        """Ask that a unit be renamed (`name`), merged (`into`), split (`into`, and which `parts` of it) or closed, from
        a day on.

        Raise NotAllowed, Conflict where another one waits, or ValidationError at the argument that does not fit.
        """
        if not may_perform(by, "ask-reorganization"):
            raise NotAllowed(_t("Only an administrator may ask for this."))
        asked = cls(kind=kind, unit=unit, into=into, name=normalise_name(name), day=day, text=text.strip(), asked_by=by)
        asked.document_number = normalise_name(document_number)
        asked.parts = {key: sorted(one.pk for one in rows) for key, rows in (parts or {}).items() if rows}
        asked.check_day()
        asked.check_possible()
        asked.save()
        return asked

    def check_day(self) -> None:
        """Raise ValidationError at `day` unless it is today or to come, and no more than a year away."""
        require_day_in_range(self.day, "day")
        if not today() <= self.day <= today() + dt.timedelta(FARTHEST):
            text = _t("A reorganization takes effect today at the earliest, and within a year.")
            raise ValidationError({"day": ValidationError(text, "out_of_range")})

    def check_possible(self) -> None:
        """Raise ValidationError at what does not fit, or Conflict where another reorganization of a unit waits."""
        if not self.text:
            raise ValidationError({"text": ValidationError(_t("Write a reason or a note here."), "required")})
        for field, unit in (("unit", self.unit), ("into", self.into)):
            if unit and unit.closed_at:
                raise ValidationError({field: ValidationError(_t("%(unit)s is closed.") % {"unit": unit}, "closed")})
        if other := self._crossing().select_related("unit", "into").first():
            text = _t(
                "Another reorganization of these units waits: %(what)s. It is carried out, refused or withdrawn first."
            )
            raise Conflict(text % {"what": other})
        {"rename": self._check_name, "close": self._check_nothing_hangs}.get(self.kind, self._check_receiver)()

    def _crossing(self) -> ReorganizationQuerySet:
        """Others that wait for the same unit, or would reorganize what this one moves or moves to. Several may go into
        one unit, and a new name is in nobody's way.
        """
        crossing = Q(unit=self.unit)
        if self.kind != self.Kind.RENAME:
            crossing |= Q(into=self.unit) | Q(unit=self.into) & ~Q(kind=self.Kind.RENAME)
        return Reorganization.objects.open().exclude(pk=self.pk).filter(crossing)

    @property
    def obstacle(self) -> str:
        """Why it cannot be carried out as things are; nothing where it can."""
        try:
            self.check_possible()
        except ValidationError as error:
            return " ".join(error.messages)
        except Conflict as error:
            return str(error)
        return ""

    def _check_name(self) -> None:
        if not self.name:
            raise ValidationError({"name": ValidationError(_t("Give the new name."), "required")})
        same = Reorganization.objects.open().exclude(pk=self.pk).filter(name=self.name)
        if Unit.objects.filter(name=self.name).exists() or same.exists():
            text = _t("A unit is called so already.")
            raise ValidationError({"name": ValidationError(text, "unique")})

    def _check_receiver(self) -> None:
        if self.into is None:
            raise ValidationError({"into": ValidationError(_t("Name the receiving unit."), "required")})
        if self.into == self.unit:
            raise ValidationError({"into": ValidationError(_t("The receiving unit must be another one."), "own")})
        heights = {unit: unit.height() for unit in self.moving.units}
        if self.kind == self.Kind.MERGE:
            heights[self.unit] = 1  # what stands below goes beside it
        if fault := next(filter(None, (unit.place_fault(self.into, high) for unit, high in heights.items())), ""):
            raise ValidationError({"into": ValidationError(fault, "place")})
        if self.kind == self.Kind.SPLIT and not any(count for _label, count in self.moving.counts):
            text = _t("Choose what goes over: projects, people or sub-units.")
            raise ValidationError({"projects": ValidationError(text, "required")})

    def _check_nothing_hangs(self) -> None:
        if counts := [f"{label} {count}" for label, count in self.moving.counts if count]:
            text = _t("This still hangs on the unit: %(what)s. Merge it into the unit that takes it over.")
            raise ValidationError({"unit": ValidationError(text % {"what": _t(", ").join(counts)}, "hangs")})

    def _check_decider(self, action: str, by: User) -> None:
        if not may_perform(by, action):
            raise NotAllowed(_t("Only a supervisor may decide this."))
        if by.pk == self.asked_by_id:
            raise NotAllowed(_t("You asked for this yourself; somebody else must decide it."))
        self.refuse_decided()

    @recorded_action
    def approve(self, *, by: User, reason: str = "") -> "Reorganization":
        """Let it be so from its day on; where the day has come, at once."""
        asked = self.locked()
        asked._check_decider("approve-reorganization", by)
        asked.check_possible()
        asked.end(self.State.APPROVED, by, reason)
        if asked.day <= day_of_instant(asked.decided_at or asked.at):
            asked.carry_out()
        self.refresh_from_db()
        return asked

    @recorded_action
    def refuse(self, *, by: User, reason: str) -> "Reorganization":
        """Refuse with a reason; nothing changes."""
        asked = self.locked()
        asked._check_decider("refuse-reorganization", by)
        if not reason.strip():
            raise ValidationError({"reason": ValidationError(_t("Write a reason or a note here."), "required")})
        return asked.end(self.State.REFUSED, by, reason)

    @recorded_action
    def withdraw(self, *, by: User) -> "Reorganization":
        """Take the request back before it is carried out: any administrator, for who asked may be away."""
        asked = self.locked()
        if not may_perform(by, "ask-reorganization"):
            raise NotAllowed(_t("Only an administrator may ask for this."))
        if asked.state == self.State.APPROVED and asked.is_open:
            asked.state = self.State.WITHDRAWN
            asked.save(update_fields=["state"])
            return asked
        return asked.end(self.State.WITHDRAWN, by, "")

    @recorded_action
    def carry_out(self) -> None:
        """Do it as a whole, once; the database moves people, projects, sub-units and co-operation."""
        asked = self.locked()
        if asked.carried_out_at is None:
            # What is being assigned at this moment comes first, and with an earlier instant.
            units = Unit.objects.select_for_update().filter(pk__in=[asked.unit_id, asked.into_id or 0]).order_by("pk")
            list(Project.objects.select_for_update(of=("self",)).filter(unit__in=list(units)).order_by("pk"))
            asked.check_possible()
            asked.carried_out_at = timezone.now()
            asked.save(update_fields=["carried_out_at"])
        self.refresh_from_db()


def carry_out_due(now: dt.datetime) -> int:
    """Carry out what was approved for a day that has come, each by itself; answer how many.

    One that no longer fits is logged and stays approved, where its list shows that its day has passed.
    """
    due = Reorganization.objects.due_on(day_of_instant(now)).order_by("day", "pk")
    return sum(is_carried_out(one) for one in due)


def is_carried_out(asked: Reorganization) -> bool:
    """Carry one out; whether it could be."""
    try:
        asked.carry_out()
    except (ValidationError, Conflict, DatabaseError):
        logger.exception("The reorganization %s could not be carried out", asked.pk)
        return False
    return True


def sentences() -> dict[str, str]:
    """What becomes of a unit, by kind."""
    return {
        "rename": _t("%(unit)s is renamed %(name)s"),
        "merge": _t("%(unit)s is merged into %(into)s"),
        "split": _t("%(unit)s gives a part to %(into)s"),
        "close": _t("%(unit)s is closed"),
    }
