"""The register: what the district has promised, as the source says it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.channel import refuse_stale_edit
from backoffice.days import DayField, day_range_constraint, validate_year
from backoffice.errors import NotAllowed
from backoffice.guards import (
    BY_APPLICATION,
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
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import KEYS, pinyin_key_field, pinyin_keys_guard
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.permissions import READS_ALL, WORKERS, Role, may_perform

from .category import CODE, CODE_PATTERN, Category
from .unit import OPEN, Unit
from .user import User, role_held_sql
from .vocabulary import List, Phase
from .wording import DatedForeignKey, Worded, wording_value

if TYPE_CHECKING:
    from projects.models.assignment import Assignment


class ProjectQuerySet(models.QuerySet["Project"]):
    def get_by_natural_key(self, code: str) -> "Project":
        return self.get(code=code)

    def visible_to(self, user: User) -> "ProjectQuerySet":
        """The whole district for those who read all; else one's own unit, co-units and stewardship."""
        if user.role in READS_ALL:
            return self
        if not user.role:
            return self.none()
        scope = Q(steward=user) | Q(parent__steward=user)
        if user.unit_id:
            units = Unit.objects.within(user.unit_id).values("pk")
            shared = Project.co_units.through.objects.filter(unit__in=units).values("project")
            scope |= Q(unit__in=units) | Q(pk__in=shared)
        return self.filter(scope)

    def editable_by(self, user: User) -> "ProjectQuerySet":
        """Supervisors write everywhere, a unit head in the unit, a steward where they are the steward."""
        if user.role == Role.SUPERVISOR:
            return self
        if user.role == Role.UNIT_HEAD and user.unit_id:
            return self.filter(unit__in=Unit.objects.within(user.unit_id).values("pk"))
        return self.filter(steward=user) if user.role == Role.STEWARD else self.none()


APPROVAL_LOCKS = (
    "code",
    "name",
    "label",
    "category",
    "plan_year",
    "parent",
    "continues",
    "source_line",
    "starts_on",
)


def check_own_programme(own: bool) -> None:
    """Raise ValidationError for a programme that is not one's own to edit."""
    if not own:
        text = _t("You may not edit this programme, so you may put nothing under it.")
        raise ValidationError(text, "out_of_scope")


def check_may_assign(by: User, within: bool) -> None:
    """Raise NotAllowed for whoever is no supervisor, unless it is all `within` the unit that the person heads."""
    if by.role != Role.SUPERVISOR and not within:
        raise NotAllowed(_t("Only a supervisor, or the unit head within the unit, may assign a project."))


@track_history(exclude=KEYS)
class Project(Worded):
    """A key project (重点项目), or a programme of works when others name it as parent."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    name = NameField(_("name"), max_length=120)
    plan_year = models.PositiveSmallIntegerField(_("plan year"), validators=[validate_year])
    category = DatedForeignKey(Category, models.PROTECT, related_name="projects", verbose_name=_("category"))
    list = models.GeneratedField(
        expression=Case(
            When(code__regex=r"^\d{4}-CJ", then=Value("urban")),
            When(code__regex=r"^\d{4}-MS", then=Value("livelihood")),
            default=Value("industry"),
        ),
        output_field=models.CharField(_("list"), max_length=12, choices=List),
        db_persist=True,
    )
    label = NameField(_("label as printed"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="works", verbose_name=_("programme")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("responsible unit"),
        limit_choices_to=OPEN,
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stewarded",
        verbose_name=_("steward"),
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led",
        verbose_name=_("leader in charge"),
    )
    co_units = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="shared_projects",
        verbose_name=_("co-operating units"),
        limit_choices_to=OPEN,
    )
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.PLANNED)
    starts_on = DayField(_("starts on"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    continues = DatedForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("carries on from"),
    )
    location = NameField(_("location"), max_length=120, blank=True)
    source_line = models.PositiveSmallIntegerField(_("line of the source"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True, editable=False)
    cancel_reason = models.TextField(_("reason of cancellation"), blank=True, editable=False)
    version = edit_version_field()
    name_key = pinyin_key_field()
    search_key = pinyin_key_field()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["code"]
        # The lists of the admin and of the API sort by it.
        indexes = [models.Index(fields=["name_key", "id"], name="project_by_name")]
        constraints = [
            *one_line_constraints("project", "name", "label", "location"),
            models.CheckConstraint(name="project_code_is_well_formed", condition=Q(code__regex=CODE_PATTERN)),
            models.CheckConstraint(name="project_is_not_its_own_programme", condition=~Q(parent=models.F("id"))),
            day_range_constraint("starts_on", name="project_days_within_reach"),
        ]
        triggers = [
            *present_instant_guards("at", "approved_at"),
            edit_version_guard(*KEYS),
            pinyin_keys_guard("code"),
            locked_fields_guard(
                "approval_locks",
                (
                    *field_columns(APPROVAL_LOCKS, "category", "parent", "continues"),
                    "approved_at",
                    "approved_by_id",
                    "at",
                ),
                "OLD.approved_at IS NOT NULL",
                "approved: code, names, category, year, programme and start are locked",
            ),
            locked_fields_guard(
                "follows_decisions",
                ("cancelled_on", "cancel_reason"),
                "TRUE",
                "a cancellation needs an approved request",
            ),
            wording_history_effect(
                "project",
                "name",
                "label",
                "list",
                "category_id",
                "plan_year",
                "continues_id",
                "starts_on",
                "location",
                "source_line",
                "note",
            ),
            Guard(
                name="supervisor_approves",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("approved_at", "approved_by_id"),
                condition=pgtrigger.Condition(f"{BY_APPLICATION} AND NEW.approved_at IS NOT NULL"),
                func=f"""
                    IF NOT {role_held_sql("NEW.approved_by_id", Role.SUPERVISOR)} THEN
                        {REFUSE % "a supervisor approves a plan"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            after_write_effect(
                "keeps_the_promise",
                pgtrigger.UpdateOf("approved_at"),
                """
                IF OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL THEN
                    INSERT INTO projects_promise (project_id) VALUES (NEW.id) ON CONFLICT (project_id) DO NOTHING;
                END IF;
                """,
            ),
            Guard(
                name="approved_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF OLD.approved_at IS NOT NULL THEN {REFUSE % "an approved project is never deleted"} END IF;
                    IF {RECORDED_EARLIER.format(at="OLD.at")} THEN {REFUSE % "what was recorded on an earlier day is never deleted"} END IF;
                    RETURN OLD;
                """,  # noqa: E501
            ),
            after_write_effect(
                "records_people",
                pgtrigger.Insert | pgtrigger.UpdateOf("unit_id", "steward_id", "leader_id"),
                """
                IF pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR (OLD.unit_id, OLD.steward_id, OLD.leader_id)
                        IS DISTINCT FROM (NEW.unit_id, NEW.steward_id, NEW.leader_id)) THEN
                    INSERT INTO projects_assignment (project_id, unit_id, steward_id, leader_id, from_at)
                    VALUES (NEW.id, NEW.unit_id, NEW.steward_id, NEW.leader_id,
                            CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END);
                END IF;
                """,
            ),
            Guard(
                name="stands_under_a_programme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                condition=pgtrigger.Q(new__parent__isnull=False),
                func=f"""
                    -- One at a time, so that of two moves at once the second sees the first.
                    PERFORM pg_advisory_xact_lock(hashtext('programmes'));
                    IF EXISTS (SELECT FROM projects_project WHERE id = NEW.parent_id AND parent_id IS NOT NULL)
                        OR EXISTS (SELECT FROM projects_project WHERE parent_id = NEW.id) THEN
                        {REFUSE % "programme and works are two levels: a programme stands under no other"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            after_write_effect(
                "records_parent",
                pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "at"),
                """
                IF TG_OP = 'UPDATE' AND OLD.at IS DISTINCT FROM NEW.at THEN
                    -- What nobody has approved may count as recorded at another instant: its place and words with it.
                    DELETE FROM projects_placement WHERE project_id = NEW.id;
                    DELETE FROM projects_wording WHERE kind IN ('project', 'co_units') AND record = NEW.id;
                    INSERT INTO projects_placement (project_id, parent_id, from_at)
                    SELECT NEW.id, NEW.parent_id, NEW.at WHERE NEW.parent_id IS NOT NULL;
                ELSIF TG_OP = 'INSERT' OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN
                    UPDATE projects_placement SET to_at = GREATEST(clock_timestamp(), from_at)
                    WHERE project_id = NEW.id AND to_at IS NULL;
                    INSERT INTO projects_placement (project_id, parent_id, from_at)
                    SELECT NEW.id, NEW.parent_id, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END
                    WHERE NEW.parent_id IS NOT NULL;
                END IF;
                """,
            ),
            after_write_effect(
                "records_phase",
                pgtrigger.Insert | pgtrigger.UpdateOf("phase"),
                """
                IF pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR OLD.phase IS DISTINCT FROM NEW.phase) THEN
                    INSERT INTO projects_phasechange (project_id, phase, from_at)
                    VALUES (NEW.id, NEW.phase, CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE clock_timestamp() END);
                END IF;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["projects.category", "projects.unit", "projects.user"]  # type: ignore[attr-defined]

    @property
    def facts(self) -> tuple[Any, ...]:
        """What a checksum of its page covers. A later field only where it says something: earlier checksums stay."""
        return (self.name, self.label, self.location, self.note, self.continues_id)

    @property
    def sharing_units(self) -> tuple[Unit, ...]:
        """The co-operating units by name, those of the day that is read."""
        then = wording_value("co_units", self.pk, "units", None)
        found = self.co_units.all() if then is None else Unit.objects.filter(pk__in=then)
        return tuple(sorted(found, key=lambda unit: (unit.name, unit.pk)))

    def clean(self) -> None:
        """Raise ValidationError at `parent` for a third level."""
        super().clean()
        try:
            self.check_levels(self.parent)
        except ValidationError as error:
            raise ValidationError({"parent": error}) from None

    def check_levels(self, parent: "Project | None") -> None:
        """Programme and works are two levels: a programme stands under no other, and under itself least of all."""
        if parent and (parent.pk == self.pk or parent.parent_id or (self.pk and self.works.exists())):
            raise ValidationError(_t("A programme cannot stand under another one or under itself."), "invalid")

    def check_parent(self, parent: "Project | None", by: User) -> None:
        """Raise ValidationError for a programme that is not the person's own to edit, or a third level."""
        self.check_levels(parent)
        if parent and parent.pk != self.parent_id:
            check_own_programme(Project.objects.editable_by(by).filter(pk=parent.pk).exists())

    @recorded_action
    def assign(
        self,
        *,
        by: User,
        unit: Unit | None = None,
        steward: User | None = None,
        leader: User | None = None,
        at: dt.datetime | None = None,
        snapshot: Any = None,
    ) -> "Assignment":
        """Hand the project to a unit, a steward or a leader (what is not given stays); the old assignment is ended.

        Supervisors assign anywhere, a unit head within the unit. `snapshot` is the assignment that the form showed:
        another one in force is a Conflict. Raise NotAllowed or ValidationError.
        """
        unit = unit or self.unit
        self.check_assigner(by, unit)
        if steward and steward.role not in WORKERS:
            raise ValidationError({"steward": _t("%(person)s is not a project steward.") % {"person": steward}})
        if leader and leader.role != Role.LEADER:
            raise ValidationError({"leader": _t("%(person)s is not a district leader.") % {"person": leader}})
        locked = Project.objects.select_for_update().get(pk=self.pk)
        refuse_stale_edit(self.assignments, snapshot)
        assignment = self.assignments.create(
            unit=unit,
            steward=steward or locked.steward,
            leader=leader or locked.leader,
            from_at=at or timezone.now(),
        )
        self.refresh_from_db()
        return assignment

    def check_assigner(self, by: User, unit: Unit | None) -> None:
        """Raise NotAllowed for who may not hand this project, or a milestone of it, to that unit."""
        within = (
            by.role != Role.SUPERVISOR
            and may_perform(by, "assign")
            and Project.objects.editable_by(by).filter(pk=self.pk).exists()
            and unit in Unit.objects.within(by.unit_id)
        )
        check_may_assign(by, within)

    @recorded_action
    def move_to(self, phase: str, *, by: User, at: dt.datetime | None = None, snapshot: Any = None) -> None:
        """Move the project to a phase: forward for whoever edits it, backward for a supervisor only."""
        if not may_perform(by, "phase") or not Project.objects.editable_by(by).filter(pk=self.pk).exists():
            raise NotAllowed(_t("You may not edit this project."))
        order = list(Phase)
        if by.role != Role.SUPERVISOR and order.index(Phase(phase)) < order.index(Phase(self.phase)):
            raise NotAllowed(_t("Only a supervisor may correct a phase backwards."))
        Project.objects.select_for_update().get(pk=self.pk)
        refuse_stale_edit(self.phase_changes, snapshot)
        self.phase_changes.create(phase=phase, from_at=at or timezone.now())
        self.refresh_from_db()
