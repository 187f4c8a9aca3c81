"""The start page's sections for the administrator: accounts, absences, the calendar and the rules to come."""

import datetime as dt
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant, today
from backoffice.dashboard import (
    SHOWN,
    DashboardRow,
    DashboardSection,
    count_and_first_rows,
    list_address,
    record_address,
    row_buttons,
)
from backoffice.days import show_day
from milestones.admin.calendar import calendar_year_address
from milestones.admin.user import CloseAccountForm
from milestones.models import CalendarCorrection, CalendarDay, CalendarYear, Policy
from milestones.models.status import Light
from projects.models import Reorganization, Role, RoleGrant, Unit, User
from projects.models.way_in import people_without_way_in
from projects.permissions import may_perform

NOVEMBER = 11  # the State Council publishes next year's days about then


def unplaced_accounts_section() -> DashboardSection:
    """Accounts that can do nothing, or see nothing."""
    found = User.objects.unplaced()
    lines = [
        DashboardRow(
            title=str(person),
            link=record_address("projects_user", person.pk),
            why=_("No unit.") if person.role else _("No role."),
            under=person.username,
        )
        for person in found.prefetch_related("groups").order_by("username")[:SHOWN]
    ]
    return DashboardSection(
        "accounts",
        _("Accounts without role or unit"),
        found.count(),
        list_address("projects_user", "?unplaced=true"),
        _("Every account has its role and its unit."),
        lines,
        _("Accounts"),
    )


def left_accounts_section() -> DashboardSection:
    """Whom a hand-over says to have left: the administrator closes the account."""
    found = User.objects.to_close().select_related("unit").order_by("left_at", "pk")
    lines = [
        DashboardRow(
            title=str(person),
            link=record_address("projects_user", person.pk),
            why=_("The work is handed over; the account opens nothing since %(day)s.")
            % {"day": show_day(day_of_instant(person.left_at), today())},
            under=str(person.unit or ""),
            buttons=row_buttons(User, [CloseAccountForm], person.pk),
        )
        for person in found[:SHOWN]
    ]
    return DashboardSection(
        "left",
        _("Accounts to close"),
        found.count(),
        list_address("projects_user", "?attention=to_close"),
        _("No hand-over asks to close an account."),
        lines,
        _("To close"),
    )


def waiting_accounts_section() -> DashboardSection:
    """Whom nobody has invited, or whose invitation is over."""
    found = people_without_way_in(User.objects.all())
    lines = [
        DashboardRow(
            title=str(person),
            link=record_address("projects_user", person.pk),
            why=_("Not invited, or the invitation is over."),
            under=f"{person.username}　{person.unit or ''}",
        )
        for person in found.select_related("unit").order_by("username")[:SHOWN]
    ]
    return DashboardSection(
        "first_login",
        _("People who cannot log in yet"),
        found.count(),
        list_address("projects_user", "?attention=no_way_in"),
        _("Nobody waits for an invitation."),
        lines,
        _("No log-in"),
        "grey",
    )


def pending_grants_section(user: User) -> DashboardSection:
    """What a second person has to decide; and that there is no second one yet."""
    count, rows = count_and_first_rows(RoleGrant.objects.pending().select_related("person", "asked_by"), "at")
    lines = [
        DashboardRow(
            title=str(one.person),
            link=record_address("projects_rolegrant", one.pk),
            why=one.given,
            under=_("asked by %(person)s") % {"person": one.asked_by},
        )
        for one in rows
    ]
    empty = _("No grant waits.")
    if may_perform(user, "ask-grant") and not User.objects.may_grant().exclude(pk=user.pk).exists():
        empty = _(
            "You are the only one who may decide grants; give somebody the role of auditor, or of a second "
            "administrator."
        )
    return DashboardSection(
        "grants",
        _("Grants to decide"),
        count,
        list_address("projects_rolegrant", "?state__exact=pending"),
        empty,
        lines,
        _("Grants"),
    )


def pending_corrections_section() -> DashboardSection:
    """Calendar days that have come and are to be otherwise: a second person decides."""
    count, rows = count_and_first_rows(CalendarCorrection.objects.pending().select_related("asked_by"), "at")
    lines = [
        DashboardRow(
            title=str(one),
            link=record_address("milestones_calendarcorrection", one.pk),
            why=one.text,
            under=_("asked by %(person)s") % {"person": one.asked_by},
        )
        for one in rows
    ]
    return DashboardSection(
        "corrections",
        _("Calendar corrections to decide"),
        count,
        list_address("milestones_calendarcorrection", "?state__exact=pending"),
        _("No correction of the calendar waits."),
        lines,
        _("Calendar corrections"),
    )


def open_reorganizations_section() -> DashboardSection:
    """What is to become of units: it waits for a supervisor, or for its day."""
    found = Reorganization.objects.open().select_related("unit", "into", "asked_by")
    count, rows = count_and_first_rows(found, "day", "at")
    lines = [
        DashboardRow(
            title=str(one),
            link=record_address("projects_reorganization", one.pk),
            why=reorganization_text(one),
            under=_("asked by %(person)s") % {"person": one.asked_by},
        )
        for one in rows
    ]
    return DashboardSection(
        "reorganizations",
        _("Reorganizations to decide or to come"),
        count,
        list_address("projects_reorganization", "?open=true"),
        _("No unit is about to be reorganized."),
        lines,
        _("Reorganizations"),
        Light.GREY,
    )


def reorganization_text(one: Reorganization) -> str:
    """What it waits for; that its day has passed where it could not be carried out."""
    day = {"day": show_day(one.day, today())}
    if one.state == Reorganization.State.PENDING:
        return _("Waits for a supervisor; to take effect on %(day)s.") % day
    if one.day <= today() and (why := one.obstacle):
        text = _("Approved for %(day)s, and cannot be carried out: %(why)s An administrator withdraws it.")
        return text % (day | {"why": why})
    return _("Approved; it is carried out on %(day)s.") % day


def headless_units_section() -> DashboardSection:
    """Whose escalations pass over the head and go to the leader in charge."""
    found = Unit.objects.without_head()
    lines = [
        DashboardRow(
            title=str(unit),
            link=record_address("projects_unit", unit.pk),
            why=_("Its head's account is closed.") if unit.head_id else _("Nobody heads this unit."),
            under=str(unit.get_kind_display()),
        )
        for unit in found[:SHOWN]
    ]
    return DashboardSection(
        "headless",
        _("Units without a head"),
        found.count(),
        list_address("projects_unit", "?headless=true"),
        _("Every unit that answers for projects has its head."),
        lines,
        _("Without a head"),
    )


def absent_people_section(on: dt.date) -> DashboardSection:
    """Who is away today: their mails go on, but nobody may be in the admin."""
    found = User.objects.away_on(on)
    lines = [
        DashboardRow(
            title=str(person),
            link=record_address("projects_user", person.pk),
            why=absence_text(person, on),
            under="　".join(
                str(part) for part in (Role(person.role).label if person.role else "", person.unit) if part
            ),
        )
        for person in found.select_related("unit").prefetch_related("groups").order_by("username")[:SHOWN]
    ]
    return DashboardSection(
        "away",
        _("People away today"),
        found.count(),
        list_address("projects_user", "?attention=away"),
        _("Nobody is away today."),
        lines,
        _("Away"),
        Light.GREY,
    )


def absence_text(person: User, on: dt.date) -> str:
    if person.away_until is None:
        return _("Away since %(day)s, with no end given.") % {"day": show_day(person.away_from, on)}
    return _("Away until %(day)s.") % {"day": show_day(person.away_until, on)}


def provisional_years_section() -> DashboardSection:
    """Years whose days are assumed until the official schedule is loaded."""
    found = CalendarYear.objects.filter(status=CalendarYear.Status.PROVISIONAL)
    lines = [
        DashboardRow(
            title=str(row.year),
            link=record_address("milestones_calendaryear", row.pk),
            why=_("Working days are assumed; upload the official schedule once it is published."),
        )
        for row in found[:SHOWN]
    ]
    return DashboardSection(
        "provisional",
        _("Provisional calendar years"),
        found.count(),
        list_address("milestones_calendaryear", "?status__exact=provisional"),
        no_provisional_year_text(),
        lines,
        _("Provisional years"),
        Light.GREY,
    )


def no_provisional_year_text() -> str:
    if CalendarYear.objects.exists():
        return _("Every year of the calendar is official.")
    return _("No year of the calendar is there yet.")


def missing_years_section(on: dt.date) -> DashboardSection:
    """Years that are counted from Monday to Friday because nobody loaded them."""
    wanted = {on.year, on.year + (on.month >= NOVEMBER)}
    known = what_is_known_of(wanted)
    years = sorted(year for year in wanted if (year, "year") not in known)
    upload = reverse("admin:milestones_calendarday_upload")
    lines = [missing_year_row(year, upload, (year, "days") in known) for year in years]
    return DashboardSection(
        "missing",
        _("Missing calendar years"),
        len(years),
        upload,
        _("No year is missing."),
        lines,
        _("Missing years"),
        alarm=True,
    )


def what_is_known_of(years: set[int]) -> set[tuple[Any, ...]]:
    """Which of the years are entered, and which have days, in one query."""
    entered = CalendarYear.objects.order_by().filter(year__in=years).values_list("year", Value("year"))
    days = CalendarDay.objects.order_by().filter(day__year__in=years).values_list("day__year", Value("days"))
    return {*entered.union(days)}


def missing_year_row(year: int, upload: str, has_days: bool) -> DashboardRow:
    """Its days are uploaded first; then the year itself is entered."""
    if has_days:
        text = _("Its days are there; enter the year to say whether they are official.")
        return DashboardRow(title=str(year), link=calendar_year_address(year), why=text)
    text = _("Counted from Monday to Friday, without holidays, until its days are uploaded.")
    return DashboardRow(title=str(year), link=upload, why=text)


def upcoming_policies_section(on: dt.date) -> DashboardSection:
    """Rules that will take effect."""
    found = Policy.objects.filter(effective_from__gt=on).select_related("category")
    lines = [
        DashboardRow(
            title=str(row.category or _("all categories")),
            link=record_address("milestones_policy", row.pk),
            why=_("Takes effect on %(day)s.") % {"day": show_day(row.effective_from, on)},
        )
        for row in found.order_by("effective_from", "id")[:SHOWN]
    ]
    return DashboardSection(
        "policies",
        _("Policies to come"),
        found.count(),
        list_address("milestones_policy", "?upcoming=true"),
        _("No new rules are planned."),
        lines,
        _("Policies"),
        Light.GREY,
    )
