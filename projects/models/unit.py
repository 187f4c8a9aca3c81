"""Units: bureaus, subdistricts and companies, and their sub-units."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.errors import NotAllowed
from backoffice.guards import (
    REFUSE,
    edit_version_field,
    edit_version_guard,
    locked_fields_guard,
    track_history,
    wording_history_effect,
)
from backoffice.history.events import events_of_model
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import KEYS, pinyin_key_field, pinyin_keys_guard
from backoffice.triggers import Guard
from projects.permissions import Role, may_perform

from .wording import DatedForeignKey, Worded

if TYPE_CHECKING:
    from projects.models.user import User


LEVELS = 3  # bureau, office, station; a reach over a unit goes as deep


def quoted_role_list(roles: Iterable[str]) -> str:
    """Roles as a list in SQL."""
    return ", ".join(f"'{role}'" for role in sorted(roles))


def open_unit_guard(column: str = "unit") -> Guard:
    """Nothing new is given to a unit that was closed; whoever closes it at the same moment waits, or is waited for."""
    return Guard(
        name="unit_is_open",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(f"{column}_id"),
        declare=[("closed", "timestamptz")],
        func=f"""
            SELECT closed_at INTO closed FROM projects_unit WHERE id = NEW.{column}_id FOR KEY SHARE;
            IF closed IS NOT NULL THEN {REFUSE % "a closed unit takes nothing on"} END IF;
            RETURN NEW;
        """,
    )


class UnitQuerySet(models.QuerySet["Unit"]):
    def get_by_natural_key(self, code: str) -> "Unit":
        return self.get(code=code)

    def open(self) -> "UnitQuerySet":
        """Those that no reorganization has closed."""
        return self.filter(closed_at=None)

    def closed_places(self) -> Iterator[tuple[int, str, int | None, int | None, Any]]:
        """Key and code of closed units, who was closed last first: below which they stand, below which they stood until
        then, and when that was.
        """
        until = events_of_model(Unit).filter(pgh_obj=OuterRef("pk"), closed_at=None).order_by("-pgh_id")
        closed = self.filter(closed_at__isnull=False).annotate(stood=Subquery(until.values("parent")[:1]))
        places = closed.order_by("-closed_at", "-pk").values_list("pk", "code", "parent", "stood", "closed_at")
        return iter(places)

    def without_head(self) -> "UnitQuerySet":
        """Those that answer for projects and have no head who could answer for them."""
        answering = self.open().filter(projects__isnull=False, projects__cancelled_on=None)
        return answering.exclude(head__isnull=False, head__is_active=True).distinct()

    def within(self, unit_id: int | None) -> "UnitQuerySet":
        """A unit and its sub-units, three levels deep: bureau, office, station."""
        return self.filter(Q(pk=unit_id) | Q(parent=unit_id) | Q(parent__parent=unit_id))

    def visible_to(self, user: "User") -> "UnitQuerySet":
        """Units are no secret: everybody with a role sees them all."""
        return self if user.role else self.none()


# An SQL condition on a unit: it answers, or answered, for a project that was approved.
ANSWERED = """EXISTS (
    SELECT FROM projects_assignment given JOIN projects_project one ON one.id = given.project_id
    WHERE given.unit_id = OLD.id AND one.approved_at IS NOT NULL)"""

# A choice of units, for new records.
OPEN = {"closed_at": None}


@track_history(exclude=KEYS)
class Unit(Worded):
    """A responsible unit (责任单位); `head` is the person to whom its escalations go."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        STREET = "street", _("Street")
        COMPANY = "company", _("Company")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = NameField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    # A unit that was merged belongs to the one that received it, whose people answer for it and read its record.
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("belongs to"), limit_choices_to=OPEN
    )
    head = DatedForeignKey(
        "projects.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit head")
    )
    # By a reorganization, which the database alone carries out.
    closed_at = models.DateTimeField(_("unit closed at"), null=True, blank=True, editable=False)
    generated = models.BooleanField(_("demonstration"), default=False)
    version = edit_version_field()
    name_key = pinyin_key_field()
    search_key = pinyin_key_field()

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_key", "code"]
        constraints = one_line_constraints("unit", "name")
        triggers = [
            edit_version_guard(*KEYS),
            pinyin_keys_guard("code"),
            wording_history_effect("unit", "name", "kind", "head_id"),
            open_unit_guard("parent"),
            Guard(
                name="stands_on_three_levels",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                condition=pgtrigger.Q(new__parent__isnull=False),
                declare=[("levels", "integer")],
                func=f"""
                    IF EXISTS (
                        WITH RECURSIVE above AS (
                            SELECT id, parent_id FROM projects_unit WHERE id = NEW.parent_id
                            UNION SELECT up.id, up.parent_id
                            FROM projects_unit up JOIN above ON up.id = above.parent_id)
                        SELECT FROM above WHERE id = NEW.id) THEN
                        {REFUSE % "a unit belongs to none that stands below it"}
                    END IF;
                    WITH RECURSIVE above AS (
                        SELECT parent_id, 1 AS n FROM projects_unit WHERE id = NEW.parent_id
                        UNION ALL SELECT up.parent_id, n + 1 FROM projects_unit up JOIN above ON up.id = above.parent_id
                        WHERE n <= {LEVELS}
                    ), below AS (
                        SELECT NEW.id AS id, 1 AS n
                        UNION ALL SELECT down.id, n + 1 FROM projects_unit down JOIN below ON down.parent_id = below.id
                        WHERE down.closed_at IS NULL AND n <= {LEVELS}
                    ) SELECT (SELECT max(n) FROM above) + (SELECT max(n) FROM below) INTO levels;
                    IF levels > {LEVELS} THEN {REFUSE % "units stand on three levels"} END IF;
                    RETURN NEW;
                """,
            ),
            locked_fields_guard(
                "closed_stays", ("parent_id", "head_id"), "OLD.closed_at IS NOT NULL", "a closed unit stays as it was"
            ),
            locked_fields_guard("closed_by_decision", ("closed_at",), "TRUE", "a unit is closed by a reorganization"),
            locked_fields_guard(
                "renamed_by_decision",
                ("name",),
                ANSWERED,
                "a unit that answers for approved projects is renamed by decision",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def line_up(self) -> list["Unit"]:
        """The unit and those above it, to the top."""
        line: list[Unit] = [self]
        while (above := line[-1].parent) and above not in line:
            line.append(above)
        return line

    def place_fault(self, parent: "Unit | None", height: int) -> str:
        """Why this unit, with so many levels from itself down, cannot stand under that one; nothing where it can."""
        above = parent.line_up() if parent else []
        if self in above:
            return _t("A unit cannot belong to itself or to a unit below it.")
        if len(above) + height > LEVELS:
            return _t("Units stand on three levels at most: bureau, office, station.")
        return ""

    def clean(self) -> None:
        """Raise ValidationError at `parent` for a ring or a fourth level."""
        super().clean()
        if fault := self.place_fault(self.parent, self.height()):
            raise ValidationError({"parent": ValidationError(fault, "place")})

    def height(self) -> int:
        """How many levels stand from here down, this one included."""
        below = Unit.objects.open().filter(parent=self.pk) if self.pk else Unit.objects.none()
        return 1 + max((unit.height() for unit in below), default=0)

    def hand_to(self, head: "User", *, by: "User") -> None:
        """Give the unit another head. Supervisors do so anywhere, a unit head within the own unit."""
        within = (
            may_perform(by, "assign") and by.unit_id and Unit.objects.within(by.unit_id).filter(pk=self.pk).exists()
        )
        if by.role != Role.SUPERVISOR and not within:
            raise NotAllowed(_t("Only a supervisor, or the unit head within the unit, may hand over a unit."))
        if head.role != Role.UNIT_HEAD:
            raise ValidationError({"head": _t("%(person)s is not a unit head.") % {"person": head}})
        self.head = head
        self.save(update_fields=["head"])
