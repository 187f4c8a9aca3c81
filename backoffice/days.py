"""Which days the system holds: from 2000 to ten years ahead of today, in every channel and in the database."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .clock import today

EARLIEST = dt.date(2000, 1, 1)
YEARS_AHEAD = 10


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day of a later year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def validate_day(day: dt.date) -> None:
    """Raise ValidationError for a day before 2000 or more than ten years ahead."""
    last = years_after(today(), YEARS_AHEAD)
    if not EARLIEST <= day <= last:
        bounds = {"first": date_format(EARLIEST, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")}
        raise ValidationError(_("Write a day from %(first)s to %(last)s.") % bounds, "out_of_reach", {"value": day})


def validate_year(year: int) -> None:
    """Raise ValidationError for a year before 2000 or more than ten ahead."""
    last = today().year + YEARS_AHEAD
    if not EARLIEST.year <= year <= last:
        bounds = {"first": EARLIEST.year, "last": last}
        raise ValidationError(_("Write a year from %(first)s to %(last)s.") % bounds, "out_of_reach")


def require_day_in_range(day: dt.date | None, field: str) -> None:
    """Raise ValidationError at the field for a day out of reach; none is nothing to refuse."""
    if day is not None:
        try:
            validate_day(day)
        except ValidationError as error:
            raise ValidationError({field: error}) from None


class DayField(models.DateField):
    """A day that people write. In migrations a plain date: what it may be, `within_reach` says to the database."""

    default_validators = [validate_day]

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


# Ten years after the database's own day in Shenyang.
HORIZON = RawSQL(
    f"((CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Shanghai') + INTERVAL '{YEARS_AHEAD} years')::date",
    (),
    models.DateField(),
)


def day_range_constraint(*fields: str, name: str) -> models.CheckConstraint:
    """The same bounds in the database, for columns that hold a day or nothing."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": EARLIEST, f"{field}__lte": HORIZON})
    message = gettext_lazy("A day lies before 2000 or more than ten years ahead.")
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def show_day(day: dt.date | None, on: dt.date) -> str:
    """A day as the reader writes it; the year is named only when it is not that of `on`, the day reported."""
    if day is None:
        return _("—")
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == on.year else "DATE_FORMAT")
