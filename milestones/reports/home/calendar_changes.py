"""List the corrections of the working-day calendar made between two days and who made them; they can change lights without any other action."""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.days import show_day
from milestones.models import CalendarCorrection, FormerDay
from projects.models import User


@dataclass(frozen=True)
class CalendarChange:
    """The days that were changed on one day, and by whom."""

    on: dt.date
    days: list[dt.date]
    people: list[str]

    @property
    def how(self) -> str:
        first, last = min(self.days), max(self.days)
        said = {
            "count": len(self.days), "first": show_day(first, self.on), "last": show_day(last, self.on),
            "day": show_day(self.on, self.on), "people": _(", ").join(self.people) or _("nobody known"),
        }  # fmt: skip
        if len(self.days) == 1:
            return _("%(first)s, changed on %(day)s by %(people)s") % said
        return _("%(count)s days between %(first)s and %(last)s, changed on %(day)s by %(people)s") % said

    def as_json(self) -> dict:
        """Plain JSON values."""
        days = [day.isoformat() for day in self.days]
        return {"on": self.on.isoformat(), "days": days, "people": self.people, "how": self.how}


def calendar_changes(since: dt.date, on: dt.date) -> list[CalendarChange]:
    """The changes after one day and up to another, the newest first; one query where there is none, else four."""
    window = (end_of_day(since), end_of_day(on))
    found: dict[dt.date, set[dt.date]] = {}
    ended = FormerDay.objects.filter(to_at__gte=window[0], to_at__lt=window[1])
    for day, at in ended.values_list("day", "to_at"):
        found.setdefault(day_of_instant(at), set()).add(day)
    people = calendar_editors(window) if found else {}
    return [
        CalendarChange(day, sorted(days), people.get(day, [])) for day, days in sorted(found.items(), reverse=True)
    ]  # fmt: skip


def calendar_editors(window: tuple[dt.datetime, dt.datetime]) -> dict[dt.date, list[str]]:
    """By day, the names of who changed the calendar in that time: who asked and decided, else as its history keeps them."""
    kept = apps.get_model("milestones", "CalendarDayEvent").objects
    events = kept.filter(pgh_created_at__gte=window[0], pgh_created_at__lt=window[1])
    told = {
        (day_of_instant(at), user)
        for at, user in events.values_list("pgh_created_at", "pgh_context__user")
        if user
    }
    decided = CalendarCorrection.objects.filter(
        state="approved", decided_at__gte=window[0], decided_at__lt=window[1]
    )
    for row in decided:
        day = day_of_instant(row.decided_at or row.at)
        told |= {(day, user) for user in (row.asked_by_id, row.decided_by_id) if user}
    people = User.objects.in_bulk({user for _day, user in told})
    names: dict[dt.date, list[str]] = {}
    for day, user in told:
        names.setdefault(day, []).append(people[user].name)
    return {day: sorted(found) for day, found in names.items()}
