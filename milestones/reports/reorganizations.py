"""What became of units between two days: renamed, merged, split or closed, by whose decision."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import show_day
from projects.models import Reorganization, Unit

CLOSING = (Reorganization.Kind.MERGE, Reorganization.Kind.CLOSE)


@dataclass(frozen=True)
class UnitReorganization:
    """One that was carried out, in the words of the day that is read."""

    pk: int
    on: dt.date
    kind: str
    unit: str
    unit_name: str
    into: str | None
    into_name: str | None
    name: str  # the new one, where it was renamed
    document_number: str
    people: tuple[str, str]  # who asked, who decided
    what: str

    @property
    def told(self) -> str:
        """What became of the unit, and when."""
        return _("%(what)s (%(day)s)") % {"what": self.what, "day": show_day(self.on, self.on)}

    @property
    def how(self) -> str:
        """When, by whose decision, and on which paper."""
        asked, decided = self.people
        said = _("%(day)s, asked by %(asked)s, decided by %(decided)s") % {
            "day": show_day(self.on, self.on),
            "asked": asked,
            "decided": decided,
        }
        return (
            _("%(said)s; %(paper)s") % {"said": said, "paper": self.document_number} if self.document_number else said
        )

    @property
    def facts(self) -> tuple:
        """All that is printed of it, for a checksum; nothing that is translated."""
        names = (self.unit_name, self.into_name or "", self.name, self.document_number, *self.people)
        return (self.pk, str(self.on), self.kind, *names)

    def as_json(self) -> dict:
        """Plain JSON values."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "into": self.into,
            "into_name": self.into_name,
            "name": self.name,
            "document_number": self.document_number,
            "what": self.what,
            "how": self.how,
        }


def unit_reorganizations(since: dt.date | None, on: dt.date) -> list[UnitReorganization]:
    """Those carried out after one day (ever, without it) and up to another, in that order; one query."""
    found = Reorganization.objects.carried_out_by(on)
    if since:
        found = found.filter(carried_out_at__gte=end_of_day(since))
    return [unit_reorganization(row) for row in found.select_related("unit", "into", "asked_by", "decided_by")]


def unit_reorganization(row: Reorganization) -> UnitReorganization:
    return UnitReorganization(
        pk=row.pk,
        on=day_of_instant(row.carried_out_at),  # type: ignore[arg-type]
        kind=row.kind,
        unit=row.unit.code,
        unit_name=row.former_name,
        into=row.into.code if row.into else None,
        into_name=row.into_name or None,
        name=row.name,
        document_number=row.document_number,
        people=(str(row.asked_by), str(row.decided_by)),
        what=str(row),
    )


def closing_of(unit: Unit, on: dt.date) -> UnitReorganization | None:
    """The one that had closed a unit by the end of a day; a query only where one has since."""
    if unit.closed_at is None or unit.closed_at >= end_of_day(on):
        return None
    found = Reorganization.objects.carried_out_by(on).filter(unit=unit, kind__in=CLOSING)
    return unit_reorganization(found.select_related("unit", "into", "asked_by", "decided_by").get())


def reorganizations_by_unit(on: dt.date) -> dict[str, tuple[UnitReorganization, ...]]:
    """Of each unit, by its code, those of the year up to a day, and for ever the one that closed it; one query."""
    touching: dict[str, list[UnitReorganization]] = defaultdict(list)
    for one in unit_reorganizations(None, on):
        of_year = one.on.year == on.year
        if of_year or one.kind in CLOSING:
            touching[one.unit].append(one)
        if of_year and one.into:
            touching[one.into].append(one)
    return {code: tuple(rows) for code, rows in touching.items()}
