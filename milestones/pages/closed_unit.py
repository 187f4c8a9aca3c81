"""What became of a unit that is closed, with a link to where its work is found: for every page that takes a unit."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backoffice.requests import PersonRequest
from milestones.reports.reorganizations import UnitReorganization, closing_of
from projects.models import Unit


@dataclass(frozen=True)
class ClosedUnitNote:
    """The sentence, and the link behind it."""

    text: str
    link: str
    label: str


def closed_unit_note(request: PersonRequest, unit: Any, on: dt.date) -> ClosedUnitNote | None:
    """For a list narrowed to a unit: nothing while the unit stands, or where none is asked for."""
    closing = closing_of(unit, on) if isinstance(unit, Unit) else None
    if closing is None:
        return None
    link = f"?{kept_query(request, unit=closing.into)}" if closing.into else day_before_link(request, closing)
    return note_of(closing, link)


def closed_unit_page_note(request: PersonRequest, closing: UnitReorganization) -> ClosedUnitNote:
    """For the unit's own page, whose address names it."""
    if closing.into:
        return note_of(closing, f"{reverse('unit', args=[closing.into])}?{kept_query(request)}")
    return note_of(closing, day_before_link(request, closing))


def note_of(closing: UnitReorganization, link: str) -> ClosedUnitNote:
    said = {"unit": closing.unit_name, "into": closing.into_name, "day": date_format(closing.on, "DATE_FORMAT")}
    if closing.into:
        text = _("%(unit)s was merged into %(into)s on %(day)s.")
        return ClosedUnitNote(text % said, link, _("See %(unit)s") % {"unit": closing.into_name})
    return ClosedUnitNote(_("%(unit)s was closed on %(day)s.") % said, link, _("See the day before"))


def day_before_link(request: PersonRequest, closing: UnitReorganization) -> str:
    """The same page for the last day on which the unit stood."""
    return f"?{kept_query(request, on=(closing.on - dt.timedelta(1)).isoformat())}"


def kept_query(request: PersonRequest, **changed: str) -> str:
    """The address's conditions, some of them changed, from the first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()
