"""The district's clock. Every fact carries the instant it was recorded; a day ends at midnight in Asia/Shanghai."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def now() -> dt.datetime:
    """The present instant. Tests of downtime shift it for every process alike; production refuses to be shifted."""
    return timezone.now() + settings.CLOCK_SHIFT


def running_clock(since: dt.datetime | None = None) -> Callable[[], dt.datetime]:
    """A clock that shows `since` at this moment (the present by default) and goes on from there."""
    ahead = since - timezone.now() if since else settings.CLOCK_SHIFT
    return lambda: timezone.now() + ahead


def today() -> dt.date:
    """The district's current day."""
    return timezone.localdate(now())


def day_of_instant(at: dt.datetime) -> dt.date:
    """The district's day on which an instant falls."""
    return timezone.localdate(at)


def end_of_day(day: dt.date) -> dt.datetime:
    """The first instant after a day: facts recorded before it count on that day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def parse_day(text: str | None, field: str = "on") -> dt.date:
    """Read an ISO day, today by default. Raise ValidationError for nonsense and for a day that has not come."""
    if not text:
        return today()
    try:
        day = dt.date.fromisoformat(text)
        if day.isoformat() != text or not 2000 <= day.year <= 2100:
            raise ValueError
    except ValueError:
        raise ValidationError(
            {field: ValidationError(_("“%(text)s” is not a day; write it as 2026-11-23.") % {"text": text}, "invalid")}
        ) from None
    if day > today():
        raise ValidationError(
            {
                field: ValidationError(
                    _("%(text)s has not come yet; the newest day is today.") % {"text": text}, "future"
                )
            }
        )
    return day
