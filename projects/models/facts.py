"""Dated facts about a project: who answered for it, in which phase it was; and which units co-operate on it."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.clock import end_of
from projects.guards import (
    RECORDED_EARLIER,
    append_only,
    by_triggers_alone,
    counts_as_edit_of,
    follows,
    records_now,
    tracked,
)
from projects.triggers import Effect

from .people import Unit
from .project import Project
from .vocabulary import Phase

# A project that nobody has approved may be deleted on the day on which it was recorded, and its facts with it.
KEPT = f"""(
    SELECT approved_at IS NOT NULL OR {RECORDED_EARLIER.format(at="at")} FROM projects_project WHERE id = OLD.project_id)"""


@tracked()
class Assignment(models.Model):
    """Unit, steward and leader of a project from one instant to another; a new row ends the one before it."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="assignments", verbose_name=_("project")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible unit")
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("steward")
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("leader in charge"),
    )
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["from_at", "id"]
        # The as-of reading looks for the row in force at an instant.
        indexes = [models.Index(fields=["project", "from_at"], name="assignment_in_force")]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(to_at=None), name="one_open_assignment"),
            models.CheckConstraint(
                name="assignment_ends_after_it_begins",
                condition=Q(to_at=None) | Q(to_at__gte=models.F("from_at")),
            ),
        ]
        triggers = [
            *records_now("from_at", "to_at"),
            append_only("to_at", until=KEPT),
            Effect(
                name="ends_the_one_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE projects_assignment SET to_at = NEW.from_at WHERE project_id = NEW.project_id AND to_at IS NULL;
                    RETURN NEW;
                """,
            ),
            follows(
                "repeated_on_the_project",
                pgtrigger.Insert,
                """
                UPDATE projects_project SET unit_id = NEW.unit_id, steward_id = NEW.steward_id, leader_id = NEW.leader_id
                WHERE id = NEW.project_id AND (unit_id, steward_id, leader_id)
                    IS DISTINCT FROM (NEW.unit_id, NEW.steward_id, NEW.leader_id);
                """,
            ),
        ]

    def __str__(self):
        return f"{self.project} {self.unit or ''}"


@tracked()
class PhaseChange(models.Model):
    """The phase of a project from an instant on."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="phase_changes", verbose_name=_("project")
    )
    phase = models.CharField(_("phase"), max_length=12, choices=Phase)
    from_at = models.DateTimeField(_("from"))

    class Meta:
        verbose_name = _("change of phase")
        verbose_name_plural = _("changes of phase")
        ordering = ["from_at", "id"]
        indexes = [models.Index(fields=["project", "from_at"], name="phase_in_force")]
        triggers = [
            *records_now("from_at"),
            append_only(until=KEPT),
            follows(
                "repeated_on_the_project",
                pgtrigger.Insert,
                "UPDATE projects_project SET phase = NEW.phase WHERE id = NEW.project_id AND phase IS DISTINCT FROM NEW.phase;",
            ),
        ]

    def __str__(self):
        return f"{self.project} {self.get_phase_display()}"


class PlacementQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> "PlacementQuerySet":
        """Those in force at the end of a day."""
        bound = end_of(day)
        return self.filter(Q(to_at=None) | Q(to_at__gte=bound), from_at__lt=bound)


@tracked()
class Placement(models.Model):
    """A project stands under a programme from one instant to another; written by triggers when `parent` changes."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="placements", verbose_name=_("project"))
    parent = models.ForeignKey(
        Project, models.PROTECT, related_name="placed_under", verbose_name=_("programme")
    )
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a programme")
        verbose_name_plural = _("places in a programme")
        ordering = ["from_at", "id"]
        # The as-of reading looks for what stood under a programme, and for where a project stood.
        indexes = [
            models.Index(fields=["parent", "from_at"], name="placement_under"),
            models.Index(fields=["project", "from_at"], name="placement_in_force"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(to_at=None), name="one_open_placement"),
            models.CheckConstraint(
                name="placement_ends_after_it_begins",
                condition=Q(to_at=None) | Q(to_at__gte=models.F("from_at")),
            ),
        ]
        triggers = [by_triggers_alone(), append_only("to_at", until=KEPT)]

    def __str__(self) -> str:
        return f"{self.project} {self.parent}"


@tracked(obj_field=None)
class CoUnit(Project.co_units.through):  # type: ignore[name-defined]
    """A unit co-operates on a project; giving and taking it is an edit of the project."""

    class Meta:
        proxy = True
        verbose_name = _("co-operating unit")
        verbose_name_plural = _("co-operating units")
        triggers = [counts_as_edit_of("projects_project", "project_id")]


def in_charge(rows: models.QuerySet, leader, bound) -> models.QuerySet:
    """Rows with `of_project` for whose project the leader answered just before an instant."""
    charge = Assignment.objects.filter(project=models.OuterRef("of_project"), from_at__lt=bound)
    newest = charge.order_by("-from_at", "-id").values("leader")[:1]
    return rows.annotate(of_leader=models.Subquery(newest)).filter(of_leader=leader.pk)
