"""What hangs on a unit: all of it goes over when the unit is merged, chosen parts when it is split."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t

from .project import Project
from .unit import Unit
from .user import User


class MovingParts:
    """Projects, people, open sub-units and projects in co-operation; of a split those of the `chosen` keys, which still
    hang on the unit.
    """

    def __init__(self, unit: Unit, chosen: Mapping[str, list[int]] | None = None) -> None:
        def of(rows: Any, name: str) -> Any:
            return rows if chosen is None else rows.filter(pk__in=chosen.get(name, []))

        self.projects: QuerySet[Project] = of(Project.objects.filter(unit=unit), "projects")
        self.people: QuerySet[User] = of(User.objects.filter(unit=unit), "people")
        self.units: QuerySet[Unit] = of(Unit.objects.open().filter(parent=unit), "units")
        self.shared: QuerySet[Project] = of(Project.objects.filter(co_units=unit), "shared")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Each part with its number."""
        parts: list[tuple[str, QuerySet[Any]]] = [
            (_t("projects"), self.projects),
            (_t("people"), self.people),
            (_t("sub-units"), self.units),
            (_t("projects in co-operation"), self.shared),
        ]
        return [(label, rows.count()) for label, rows in parts]
