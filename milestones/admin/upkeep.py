"""The start page's sections for the administrator: accounts, absences, the calendar and the rules to come."""

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.models import CalendarCorrection, CalendarYear, Policy
from milestones.rules.reasons import show_day
from projects.access import may
from projects.models import Role, RoleGrant, User

from .sections import SHOWN, Line, Section, address, record

NOVEMBER = 11  # the State Council publishes next year's days about then


def accounts():
    """Accounts that can do nothing, or see nothing."""
    found = User.objects.unplaced()
    lines = [
        Line(
            title=str(person),
            link=record("projects_user", person.pk),
            why=_("No unit.") if person.role else _("No role."),
            under=person.username,
        )
        for person in found.prefetch_related("groups").order_by("username")[:SHOWN]
    ]
    return Section(
        "accounts", _("Accounts without role or unit"), found.count(), address("projects_user", "?unplaced=true"),
        _("Every account has its role and its unit."), lines, _("Accounts"),
    )  # fmt: skip


def first_of(found) -> tuple[int, list]:
    """How many there are, and those that have waited longest, in one query."""
    rows = list(found.annotate(all=Window(Count("pk"))).order_by("at", "pk")[:SHOWN])
    return (rows[0].all if rows else 0), rows


def grants(user):
    """What a second person has to decide; and that there is no second one yet."""
    count, rows = first_of(RoleGrant.objects.pending().select_related("person", "asked_by"))
    lines = [
        Line(
            title=str(one.person),
            link=record("projects_rolegrant", one.pk),
            why=one.given,
            under=_("asked by %(person)s") % {"person": one.asked_by},
        )
        for one in rows
    ]
    empty = _("No grant waits.")
    if may(user, "ask-grant") and not User.objects.may_grant().exclude(pk=user.pk).exists():
        empty = _(
            "You are the only one who may decide grants; give somebody the role of auditor, or of a second administrator."
        )
    return Section(
        "grants", _("Grants to decide"), count, address("projects_rolegrant", "?state__exact=pending"), empty, lines,
        _("Grants"),
    )  # fmt: skip


def corrections():
    """Calendar days that have come and are to be otherwise: a second person decides."""
    count, rows = first_of(CalendarCorrection.objects.pending().select_related("asked_by"))
    lines = [
        Line(
            title=str(one),
            link=record("milestones_calendarcorrection", one.pk),
            why=one.text,
            under=_("asked by %(person)s") % {"person": one.asked_by},
        )
        for one in rows
    ]
    return Section(
        "corrections", _("Calendar corrections to decide"), count,
        address("milestones_calendarcorrection", "?state__exact=pending"), _("No correction of the calendar waits."), lines,
        _("Calendar corrections"),
    )  # fmt: skip


def away(on):
    """Who is away today: their mails go on, but nobody may be at the desk."""
    found = User.objects.away_on(on)
    lines = [
        Line(
            title=str(person),
            link=record("projects_user", person.pk),
            why=until(person, on),
            under="　".join(
                str(part) for part in (Role(person.role).label if person.role else "", person.unit) if part
            ),
        )
        for person in found.select_related("unit").prefetch_related("groups").order_by("username")[:SHOWN]
    ]
    return Section(
        "away", _("People away today"), found.count(), address("projects_user", "?attention=away"),
        _("Nobody is away today."), lines, _("Away"), "grey",
    )  # fmt: skip


def until(person, on):
    if person.away_until is None:
        return _("Away since %(day)s, with no end given.") % {"day": show_day(person.away_from, on)}
    return _("Away until %(day)s.") % {"day": show_day(person.away_until, on)}


def provisional():
    """Years whose days are assumed until the official schedule is loaded."""
    found = CalendarYear.objects.filter(status=CalendarYear.Status.PROVISIONAL)
    lines = [
        Line(
            title=str(row.year),
            link=record("milestones_calendaryear", row.pk),
            why=_("Working days are assumed; upload the official schedule once it is published."),
        )
        for row in found[:SHOWN]
    ]
    return Section(
        "provisional", _("Provisional calendar years"), found.count(),
        address("milestones_calendaryear", "?status__exact=provisional"), _("Every year of the calendar is official."),
        lines, _("Provisional years"), "grey",
    )  # fmt: skip


def missing(on):
    """Years that are counted from Monday to Friday because nobody loaded them."""
    wanted = {on.year, on.year + (on.month >= NOVEMBER)}
    years = sorted(wanted - set(CalendarYear.objects.values_list("year", flat=True)))
    upload = reverse("admin:milestones_calendarday_upload")
    lines = [
        Line(
            title=str(year),
            link=upload,
            why=_("Counted from Monday to Friday, without holidays, until its days are uploaded."),
        )
        for year in years
    ]
    return Section(
        "missing", _("Missing calendar years"), len(years), upload, _("No year is missing."), lines, _("Missing years"),
        alarm=True,
    )  # fmt: skip


def policies(on):
    """Rules that will take effect."""
    found = Policy.objects.filter(effective_from__gt=on).select_related("category")
    lines = [
        Line(
            title=str(row.category or _("all categories")),
            link=record("milestones_policy", row.pk),
            why=_("Takes effect on %(day)s.") % {"day": show_day(row.effective_from, on)},
        )
        for row in found.order_by("effective_from", "id")[:SHOWN]
    ]
    return Section(
        "policies", _("Policies to come"), found.count(), address("milestones_policy", "?upcoming=true"),
        _("No new rules are planned."), lines, _("Policies"), "grey",
    )  # fmt: skip
