"""Sections of the auditor's digest: role grants, calendar corrections, password resets, and decisions taken within 24
hours of a grant.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.models import CalendarCorrection
from milestones.reports.home.fresh_decisions import Decision, fresh_decisions
from projects.models import PasswordReset, RoleGrant, User

from .daily_facts import DailyFacts
from .digest import Digest
from .leader import compose_leader_digest
from .lines import DigestLine, admin_change_url, project_url
from .links import absolute_url
from .readers import DigestReader
from .sections import Part, sections_with_rows

GRANTS = "admin:projects_rolegrant_changelist"
CORRECTIONS = "admin:milestones_calendarcorrection_changelist"
RESETS = "admin:projects_passwordreset_changelist"


def compose_auditor_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """The overview of the district, led by what nobody but the auditor watches."""
    told = sections_with_rows(AUDITOR_PARTS, auditor_rows(*facts.between), facts, reader.person)
    digest = None if reader.duty else compose_leader_digest(reader, facts)
    if digest is not None:
        return replace(digest, sections=[*told, *digest.sections], duty=bool(told))
    if not told:
        return None
    counts = _(", ").join(f"{part.title} {part.total}" for part in told)
    return Digest(
        reader,
        facts,
        counts,
        counts,
        told,
        why=_("You receive this because you watch over grants and decide them."),
        duty=True,
    )


def auditor_rows(since: dt.datetime, until: dt.datetime) -> dict[str, Iterable[Any]]:
    """What was asked for or decided between two instants, by section."""
    asked, decided = Q(at__gt=since, at__lte=until), Q(decided_at__gt=since, decided_at__lte=until)
    return {
        "grants": RoleGrant.objects.filter(asked | decided).select_related("person", "asked_by", "decided_by"),
        "corrections": CalendarCorrection.objects.filter(asked | decided).select_related("asked_by", "decided_by"),
        "resets": PasswordReset.objects.filter(asked).select_related("person", "by"),
        "fresh": fresh_decisions(since, until),
    }


def short_datetime(at: dt.datetime | None) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def request_and_decision_notes(one: RoleGrant | CalendarCorrection, alone: str) -> list[str]:
    """Who asked and who decided; `alone` is said where there was no second person."""
    notes = [_("asked by %(person)s, %(when)s") % {"person": one.asked_by, "when": short_datetime(one.at)}]
    if one.alone:
        notes.append(alone)
    elif one.decided_by:
        notes.append(
            _("decided by %(person)s, %(when)s") % {"person": one.decided_by, "when": short_datetime(one.decided_at)}
        )
    return notes


def correction_digest_line(correction: CalendarCorrection, facts: DailyFacts, person: User) -> DigestLine:
    """Which days of the calendar, why, and what became of it."""
    alone = _("Decided without a second person: there was nobody yet who could decide")
    link = absolute_url(reverse("admin:milestones_calendarcorrection_change", args=[correction.pk]))
    notes = [*request_and_decision_notes(correction, alone), correction.text]
    return DigestLine(None, "", correction.get_state_display(), "", str(correction), link, notes)


def grant_digest_line(grant: RoleGrant, facts: DailyFacts, person: User) -> DigestLine:
    """Who gets what, who asked, who decided."""
    alone = _("Granted without a second person: there was nobody yet who could decide")
    notes = request_and_decision_notes(grant, alone)
    link = absolute_url(reverse("admin:projects_rolegrant_change", args=[grant.pk]))
    return DigestLine(
        None,
        "",
        grant.get_state_display(),
        "",
        str(grant),
        link,
        [*notes, grant.text] if grant.text else notes,
    )


def password_reset_digest_line(reset: PasswordReset, facts: DailyFacts, person: User) -> DigestLine:
    """Whose password ended, by whose hand, and by which way the next comes."""
    link = absolute_url(reverse("admin:projects_passwordreset_change", args=[reset.pk]))
    note = _("reset by %(person)s, %(when)s") % {"person": reset.by, "when": short_datetime(reset.at)}
    return DigestLine(None, "", reset.get_way_display(), "", str(reset.person), link, [note])


def decision_digest_line(decision: Decision, facts: DailyFacts, person: User) -> DigestLine:
    """What was decided, by whom, and when."""
    note = _("decided by %(person)s, %(when)s") % {"person": decision.by, "when": short_datetime(decision.at)}
    about = decision.project.name if decision.project else decision.words
    return DigestLine(
        None, "", "", "", about, link_of(decision), [decision.words, note] if decision.project else [note]
    )


PAGES = {"figure": "progressreport", "request": "changerequest", "correction": "calendarcorrection"}


def link_of(decision: Decision) -> str:
    """The record in the admin; of a schedule, its project."""
    if decision.kind == "schedule" and decision.project:
        return project_url(decision.project)
    if decision.kind in ("grant", "reorganization"):
        page = {"grant": "rolegrant"}.get(decision.kind, decision.kind)
        return absolute_url(reverse(f"admin:projects_{page}_change", args=[decision.record]))
    return admin_change_url(PAGES.get(decision.kind, "claim"), decision.record)


AUDITOR_PARTS = (
    Part("grants", gettext_lazy("Grants asked for and decided"), grant_digest_line, GRANTS),
    Part(
        "corrections", gettext_lazy("Calendar corrections asked for and decided"), correction_digest_line, CORRECTIONS
    ),
    Part("resets", gettext_lazy("Passwords reset"), password_reset_digest_line, RESETS),
    Part("fresh", gettext_lazy("Decided within 24 hours of a grant"), decision_digest_line, "home"),
)
