"""The working-day calendar: days and years as they stand, and what they said before, with the instants between which
they did.
"""

import datetime as dt

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import today
from backoffice.day_spans import show_days
from backoffice.days import DayField, day_range_constraint, validate_year
from backoffice.guards import (
    BY_APPLICATION,
    REFUSE,
    after_write_effect,
    append_only_guard,
    edit_version_field,
    edit_version_guard,
    same_day_guard,
    track_history,
)
from backoffice.names import NameField, one_line_constraints
from backoffice.triggers import Effect, Guard
from projects.models import User

from .policy import TODAY

# What the owner lays has held from here on: nobody counted with anything else before.
BEGINNING = dt.datetime(1999, 12, 31, 16, tzinfo=dt.UTC)  # 1 January 2000 in Shanghai
SHOWN = 12  # days and spans of days that a refusal names
LAID = f"TIMESTAMPTZ '{BEGINNING.isoformat()}'"


def in_force_since_field() -> models.DateTimeField:
    return models.DateTimeField(_("in force since"), default=BEGINNING, db_default=BEGINNING, editable=False)


def works_from_now(*columns: str, refuse: str = "") -> Guard:
    """What the application writes holds from this moment on; the owner says from when."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return Guard(
        name="works_from_now",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF {BY_APPLICATION} THEN
                {refuse}
                IF TG_OP = 'INSERT' THEN
                    NEW.from_at := clock_timestamp();
                ELSIF TG_OP = 'UPDATE' THEN
                    NEW.from_at := CASE WHEN ROW({old}) IS DISTINCT FROM ROW({new})
                        THEN clock_timestamp() ELSE OLD.from_at END;
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def keeps_what_it_said(table: str, key: str, *columns: str) -> Effect:
    """A version that ends is kept with the instants between which it held; what nobody had said is one, too."""
    names = ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return after_write_effect(
        "keeps_what_it_said",
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        f"""
        IF TG_OP = 'DELETE' THEN
            INSERT INTO {table} ({key}, {names}, from_at, to_at) VALUES (OLD.{key}, {old}, OLD.from_at, clock_timestamp());
        ELSIF TG_OP = 'INSERT' THEN
            IF NEW.from_at > {LAID} THEN
                INSERT INTO {table} ({key}, from_at, to_at) SELECT NEW.{key}, COALESCE(MAX(to_at), {LAID}), NEW.from_at
                FROM {table} WHERE {key} = NEW.{key};
            END IF;
        ELSIF NEW.from_at > OLD.from_at THEN
            INSERT INTO {table} ({key}, {names}, from_at, to_at) VALUES (OLD.{key}, {old}, OLD.from_at, NEW.from_at);
        END IF;
        """,  # noqa: E501
    )


PAST = f"""
                IF (TG_OP <> 'INSERT' AND OLD.day <= {TODAY}) OR (TG_OP <> 'DELETE' AND NEW.day <= {TODAY}) THEN
                    {REFUSE % "a past day of the calendar is corrected by two people"}
                END IF;
                IF TG_OP = 'UPDATE' AND NEW.day <> OLD.day THEN
                    {REFUSE % "facts are never changed"}
                END IF;
"""


def official_year_guard(name: str, operation: pgtrigger.Operation, year: str) -> Guard:
    """An official year has days of its own; asked at the commit, so that either may be written first."""
    return Guard(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (SELECT FROM milestones_calendaryear WHERE year = {year} AND status = 'official') AND NOT EXISTS (
                SELECT FROM milestones_calendarday WHERE extract(year FROM day) = {year}) THEN
                {REFUSE % "a calendar year is official only with its days"}
            END IF;
            RETURN NULL;
        """,
    )


@track_history()
class CalendarYear(models.Model):
    """Whether a year's holidays are official, or assumed until the State Council publishes them."""

    class Status(models.TextChoices):
        OFFICIAL = "official", _("Official")
        PROVISIONAL = "provisional", _("Provisional")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True, validators=[validate_year])
    status = models.CharField(_("status"), max_length=12, choices=Status)
    source = NameField(_("source"), max_length=120, blank=True)
    from_at = in_force_since_field()
    version = edit_version_field()

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["year"]
        constraints = one_line_constraints("calendaryear", "source")
        triggers = [
            edit_version_guard("from_at"),
            works_from_now("status", "source"),
            keeps_what_it_said("milestones_formeryear", "year", "status", "source"),
            official_year_guard(
                "official_only_with_its_days", pgtrigger.Insert | pgtrigger.UpdateOf("status"), "NEW.year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    def clean(self) -> None:
        """Raise ValidationError for an official year whose days nobody has entered."""
        official = self.status == self.Status.OFFICIAL
        known = self.year and dt.MINYEAR <= self.year <= dt.MAXYEAR  # else the field says so
        if official and known and not CalendarDay.objects.filter(day__year=self.year).exists():
            text = _("Enter or import the holidays of %(year)s first; without its days a year is provisional.")
            raise ValidationError({"status": ValidationError(text, "no_days", {"year": self.year})})


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def visible_to(self, user: User) -> "CalendarDayQuerySet":
        return self if user.role else self.none()

    def years_not_entered(self) -> list[int]:
        """Years of these days that have no record yet to say whether they are official."""
        days = self.exclude(day__year__in=CalendarYear.objects.values("year"))
        return [one.year for one in days.dates("day", "year")]


@track_history()
class CalendarDay(models.Model):
    """A day that differs from Monday to Friday: a holiday, or a make-up workday (调休)."""

    day = DayField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("working day"))
    name = NameField(_("name"), max_length=60)
    from_at = in_force_since_field()
    version = edit_version_field()

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [
            *one_line_constraints("calendarday", "name"),
            day_range_constraint("day", name="calendar_days_within_reach"),
        ]
        triggers = [
            edit_version_guard("from_at"),
            works_from_now("is_workday", "name", refuse=PAST),
            keeps_what_it_said("milestones_formerday", "day", "is_workday", "name"),
            official_year_guard(
                "official_year_keeps_days",
                pgtrigger.Delete | pgtrigger.UpdateOf("day"),
                "extract(year FROM OLD.day)",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"

    def same_as(self, other: "CalendarDay | None") -> bool:
        """Whether another row, if there is one, says the same."""
        return other is not None and (self.is_workday, self.name) == (other.is_workday, other.name)


def past_days_refusal(days: list[CalendarDay]) -> str:
    """Why one person does not change these days, and the way out."""
    text = _t(
        "Today and past days (%(days)s) are changed by two people: ask for a correction with its reason; another "
        "administrator or the auditor decides it."
    )
    return text % {"days": show_days((one.day for one in days), today(), SHOWN)}


class Former(models.Model):
    """What the calendar said between two instants; written by triggers alone."""

    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        abstract = True


class FormerDay(Former):
    """A day as it stood until it was changed; `is_workday` is null where it was as its weekday says."""

    day = models.DateField(db_index=True)
    is_workday = models.BooleanField(null=True)
    name = models.CharField(max_length=60, db_default="")

    class Meta:
        verbose_name = _("former calendar day")
        verbose_name_plural = _("former calendar days")
        default_permissions = ()
        triggers = [append_only_guard(), same_day_guard("to_at")]


class FormerYear(Former):
    """A year as it stood until it was changed; `status` is empty where nobody had entered it."""

    year = models.PositiveSmallIntegerField(db_index=True)
    status = models.CharField(max_length=12, db_default="")
    source = models.CharField(max_length=120, db_default="")

    class Meta:
        verbose_name = _("former calendar year")
        verbose_name_plural = _("former calendar years")
        default_permissions = ()
        triggers = [append_only_guard(), same_day_guard("to_at")]
