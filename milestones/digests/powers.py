"""What the auditor alone is told first: powers asked for and given, passwords reset, and what the newly powerful decided."""

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.models import CalendarCorrection
from milestones.reports.fresh import Decision, fresh_decisions
from projects.models import PasswordReset, RoleGrant

from .digest import Digest, Section
from .lines import Line, desk_address, project_address
from .links import address
from .summary import for_leader, section

GRANTS = "admin:projects_rolegrant_changelist"
CORRECTIONS = "admin:milestones_calendarcorrection_changelist"
RESETS = "admin:projects_passwordreset_changelist"
HOME = "home"


def for_auditor(reader, edition) -> Digest | None:
    """The overview of the district, led by what nobody but the auditor watches."""
    told = powers(edition, reader.person)
    digest = None if reader.duty else for_leader(reader, edition)
    if digest is not None:
        return replace(digest, sections=[*told, *digest.sections], duty=bool(told))
    if not told:
        return None
    counts = _(", ").join(f"{part.title} {part.total}" for part in told)
    return Digest(
        reader, edition, counts, counts, told, why=_("You receive this because you watch over grants and decide them."), duty=True
    )  # fmt: skip


def powers(edition, person) -> list[Section]:
    """Grants, resets and fresh decisions between the slot before and this one."""
    since, until = edition.between
    grants = RoleGrant.objects.filter(at__gt=since, at__lte=until) | RoleGrant.objects.filter(
        decided_at__gt=since, decided_at__lte=until
    )
    corrections = CalendarCorrection.objects.filter(at__gt=since, at__lte=until) | (
        CalendarCorrection.objects.filter(decided_at__gt=since, decided_at__lte=until)
    )
    resets = PasswordReset.objects.filter(at__gt=since, at__lte=until)
    return [
        *section(
            "grants", _("Grants asked for and decided"), grants.select_related("person", "asked_by", "decided_by"),
            grant_line, edition, person, GRANTS,
        ),
        *section(
            "corrections", _("Calendar corrections asked for and decided"),
            corrections.select_related("asked_by", "decided_by"), correction_line, edition, person, CORRECTIONS,
        ),
        *section(
            "resets", _("Passwords reset"), resets.select_related("person", "by"), reset_line, edition, person, RESETS
        ),
        *section(
            "fresh", _("Decided within 24 hours of a grant"), fresh_decisions(since, until), decision_line, edition, person,
            HOME,
        ),
    ]  # fmt: skip


def when(at) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def asked_and_decided(one, alone) -> list[str]:
    """Who asked and who decided; `alone` is said where there was no second person."""
    notes = [_("asked by %(person)s, %(when)s") % {"person": one.asked_by, "when": when(one.at)}]
    if one.alone:
        notes.append(alone)
    elif one.decided_by:
        notes.append(
            _("decided by %(person)s, %(when)s") % {"person": one.decided_by, "when": when(one.decided_at)}
        )
    return notes


def correction_line(correction, edition, person) -> Line:
    """Which days of the calendar, why, and what became of it."""
    alone = _("Decided without a second person: there was nobody yet who could decide")
    link = address(reverse("admin:milestones_calendarcorrection_change", args=[correction.pk]))
    notes = [*asked_and_decided(correction, alone), correction.text]
    return Line(None, "", correction.get_state_display(), "", str(correction), link, notes)


def grant_line(grant, edition, person) -> Line:
    """Who gets what, who asked, who decided."""
    alone = _("Granted without a second person: there was nobody yet who could decide")
    notes = asked_and_decided(grant, alone)
    link = address(reverse("admin:projects_rolegrant_change", args=[grant.pk]))
    return Line(
        None,
        "",
        grant.get_state_display(),
        "",
        str(grant),
        link,
        [*notes, grant.text] if grant.text else notes,
    )


def reset_line(reset, edition, person) -> Line:
    """Whose password ended, by whose hand, and by which way the next comes."""
    link = address(reverse("admin:projects_passwordreset_change", args=[reset.pk]))
    note = _("reset by %(person)s, %(when)s") % {"person": reset.by, "when": when(reset.at)}
    return Line(None, "", reset.get_way_display(), "", str(reset.person), link, [note])


def decision_line(decision: Decision, edition, person) -> Line:
    """What was decided, by whom, and when."""
    note = _("decided by %(person)s, %(when)s") % {"person": decision.by, "when": when(decision.at)}
    return Line(None, "", "", "", decision.project.name, link_of(decision), [decision.words, note])


def link_of(decision: Decision) -> str:
    """The record at the desk; of a schedule, its project."""
    if decision.kind == "schedule":
        return project_address(decision.project)
    page = {"figure": "progressreport", "request": "changerequest"}.get(decision.kind, "claim")
    return desk_address(page, decision.record)
