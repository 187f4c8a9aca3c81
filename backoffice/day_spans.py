"""Several days as a reader writes them: what follows on each other is a span."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .days import show_day

Span = tuple[dt.date, dt.date]
NEXT = dt.timedelta(days=1)


def day_spans(days: Iterable[dt.date]) -> Iterator[Span]:
    """The first and the last day of each span, in their order."""
    first = last = None
    for day in sorted(days):
        if first and last and day <= last + NEXT:
            last = day
            continue
        if first and last:
            yield first, last
        first = last = day
    if first and last:
        yield first, last


def show_span(span: Span, on: dt.date) -> str:
    """1月1日至3日; a year is named only where it is not that of `on`, the day on which it is read."""
    first, last = span
    if first == last:
        return show_day(first, on)
    if (first.year, first.month) == (last.year, last.month):
        end = date_format(last, _("F j"))
    else:
        end = date_format(last, "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT")
    return _("%(first)s to %(last)s") % {"first": show_day(first, on), "last": end}


def show_days(days: Iterable[dt.date], on: dt.date, most: int) -> str:
    """The spans of the days, and a mark where there are more than a few."""
    shown = [show_span(span, on) for span in day_spans(days)]
    return _(", ").join(shown[:most]) + ("…" if len(shown) > most else "")
