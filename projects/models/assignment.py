"""Who answered for a project: unit, steward and leader, from when to when."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.guards import (
    RECORDED_EARLIER,
    after_write_effect,
    append_only_guard,
    present_instant_guards,
    track_history,
)
from backoffice.triggers import Effect

from .project import Project
from .succession import SuccessionQuerySet
from .unit import Unit, open_unit_guard

# A project that nobody has approved may be deleted on the day on which it was recorded, and its facts with it.
KEPT = f"""(
    SELECT approved_at IS NOT NULL OR {RECORDED_EARLIER.format(at="at")} FROM projects_project WHERE id = OLD.project_id)"""  # noqa: E501


@track_history()
class Assignment(models.Model):
    """Unit, steward and leader of a project from one instant to another; a new row ends the one before it."""

    history_repeats_parent = True

    project = models.ForeignKey(Project, models.CASCADE, related_name="assignments", verbose_name=_("project"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible unit"))
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

    objects = SuccessionQuerySet.as_manager()

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
            *present_instant_guards("from_at", "to_at"),
            append_only_guard("to_at", until=KEPT),
            open_unit_guard(),
            Effect(
                name="ends_the_one_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE projects_assignment SET to_at = NEW.from_at WHERE project_id = NEW.project_id AND to_at IS NULL;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            after_write_effect(
                "repeated_on_the_project",
                pgtrigger.Insert,
                """
                UPDATE projects_project SET unit_id = NEW.unit_id, steward_id = NEW.steward_id, leader_id = NEW.leader_id
                WHERE id = NEW.project_id AND (unit_id, steward_id, leader_id)
                    IS DISTINCT FROM (NEW.unit_id, NEW.steward_id, NEW.leader_id);
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.unit or ''}"


def is_named_by_decision(unit: Unit) -> bool:
    """Whether a unit answers, or answered, for a project that was approved: no edit changes its name then."""
    return Assignment.objects.filter(unit=unit, project__approved_at__isnull=False).exists()


def assignments_on(day: dt.date, projects: Iterable[int] | None = None) -> dict[int, Assignment]:
    """Who answered for each of the projects (all of them) at the end of a day, by the project's key, in one query."""
    known = Assignment.objects.all() if projects is None else Assignment.objects.filter(project__in=projects)
    found = known.on(day).select_related("unit", "steward", "leader")
    return {charge.project_id: charge for charge in found}


def rows_of_leader(rows: models.QuerySet, leader: Any, bound: dt.datetime) -> models.QuerySet:
    """Rows with `of_project` for whose project the leader answered just before an instant."""
    charge = Assignment.objects.before(bound).filter(project=models.OuterRef("of_project"))
    return rows.annotate(of_leader=models.Subquery(charge.values("leader")[:1])).filter(of_leader=leader.pk)
