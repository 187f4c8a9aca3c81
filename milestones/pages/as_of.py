"""The day that a page reports: from the address, with a few days to choose from in the header."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backoffice.clock import parse_day, today
from backoffice.days import show_day
from backoffice.requests import PersonRequest
from milestones.rules.official_calendar import later_corrected_days

WEEKS = 26
WEEK = dt.timedelta(7)


def weekday_label(day: dt.date) -> str:
    names = (_("(Mon)"), _("(Tue)"), _("(Wed)"), _("(Thu)"), _("(Fri)"), _("(Sat)"), _("(Sun)"))
    return names[day.weekday()]


def day_with_weekday(day: dt.date) -> str:
    """The day reported, with its year and weekday."""
    return f"{date_format(day, 'DATE_FORMAT')} {weekday_label(day)}"


def reporting_day_choices(on: dt.date) -> list[dt.date]:
    """The last week, then the Mondays of half a year, and the day on show."""
    now = today()
    week = [now - dt.timedelta(days=back) for back in range(7)]
    monday = now - dt.timedelta(days=now.weekday())
    mondays = [monday - dt.timedelta(weeks=back) for back in range(1, WEEKS + 1)]
    return sorted({*week, *mondays, on}, reverse=True)


def comparison_day_choices(on: dt.date) -> list[dt.date]:
    """Days to compare with: the day before, one, two and four weeks before, and the end of the month before."""
    weeks = [on - dt.timedelta(weeks=back) for back in (1, 2, 4)]
    return sorted({on - dt.timedelta(1), *weeks, on.replace(day=1) - dt.timedelta(1)}, reverse=True)


def comparison_context(request: PersonRequest, context: dict[str, Any]) -> dict:
    """Return the template context for the comparison day (default: a week earlier); a day that is not earlier gives an
    error at its field.
    """
    on: dt.date = context["on"]
    errors: list[str] = []
    since = on - WEEK
    try:
        if text := request.GET.get("since"):
            since = parse_day(text, "since")
        if since >= on:
            raise ValidationError(_("This day is not before the day reported."))
    except ValidationError as error:
        since, errors = on - WEEK, error.messages
    choices = sorted({*comparison_day_choices(on), since}, reverse=True)
    return {
        "since": since,
        "since_errors": errors,
        "since_week": on - since == WEEK,
        # The week before goes without saying, so that another day reported takes its own week before along.
        "since_choices": [
            ("" if on - day == WEEK else day.isoformat(), show_day(day, on), day == since) for day in choices
        ],
        "on_kept": [(name, value) for name, value in context["on_kept"] if name != "since"],
    }


def calendar_correction_note(on: dt.date) -> str:
    """Which days that had come by then the calendar came to say otherwise, and since when; empty for none.

    It stands beside what the day's report says and is no part of it: that stays, whatever is corrected.
    """
    since: dict[dt.date, list[dt.date]] = {}
    for day, corrected in later_corrected_days(on):
        since.setdefault(corrected, []).append(day)
    parts = [
        _("%(days)s (since %(since)s)")
        % {"days": _(", ").join(day.isoformat() for day in days), "since": corrected.isoformat()}
        for corrected, days in sorted(since.items())
    ]
    return _("The calendar was corrected later: %(what)s") % {"what": _("; ").join(parts)} if parts else ""


def as_of_context(request: PersonRequest) -> dict:
    """What a page needs of its day: `on`, the choices, and the error at the field when the address names a bad one."""
    errors: list[str] = []
    try:
        on = parse_day(request.GET.get("on"))
    except ValidationError as error:
        on, errors = today(), error.messages
    kept = [(name, value) for name, value in request.GET.items() if name not in ("on", "page") and value]
    return {
        "on": on,
        "on_errors": errors,
        "on_last": today(),
        "on_text": day_with_weekday(on),
        "on_choices": [(day.isoformat(), day_with_weekday(day)) for day in reporting_day_choices(on)],
        "on_kept": kept,
        "corrected_later": calendar_correction_note(on) if on < today() else "",
        "on_query": "" if on == today() else f"?on={on.isoformat()}",
    }
