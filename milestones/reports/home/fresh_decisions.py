"""What people decided within 24 hours of being given the power to: who, what, when, and since when they had it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backoffice.clock import end_of_day
from milestones.models import BaselineVersion, CalendarCorrection, ChangeRequest, Claim, ProgressReport
from projects.models import Project, Reorganization, RoleGrant, User
from projects.models.role_grant import FRESH, given_before, power_grants_by_person

from .totals_on_day import DistrictTotals


@dataclass(frozen=True)
class Decision:
    """One decision. Its words say what it was that day, whatever became of it later."""

    kind: str  # claim, reopening, figure, request, grant, correction, reorganization, schedule
    record: int
    project: Project | None  # none where it is about the calendar or a grant
    subject: str
    words: str
    state: str
    by: User
    at: Any  # an instant
    given: dt.datetime | None = None

    @property
    def how(self) -> str:
        said = {
            "what": self.words,
            "person": self.by.name,
            "when": minute(self.at),
            "given": minute(self.given),
        }
        return _("%(what)s, decided on %(when)s by %(person)s; power given %(given)s") % said

    @property
    def facts(self) -> tuple:
        """All that is printed of it, for a checksum; nothing that is translated."""
        instants = (str(self.at.timestamp()), str(self.given and self.given.timestamp()))
        return (
            self.project and self.project.pk,
            self.project and self.project.name,
            self.subject,
            self.kind,
            self.state,
            self.by.name,
            *instants,
        )

    def as_json(self) -> dict:
        """Plain JSON values."""
        return {
            "project": self.project and self.project.code,
            "project_name": self.project.name if self.project else "",
            "what": self.words,
            "by": self.by.username,
            "by_name": self.by.name,
            "at": self.at.isoformat(),
            "given": self.given and self.given.isoformat(),
            "how": self.how,
        }


def minute(at: dt.datetime | None) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def fresh_changes(now: DistrictTotals, before: DistrictTotals) -> list[Decision]:
    """Those between two days about what is seen, the newest first; one query where nobody was given power, else
    seven.
    """
    found = fresh_decisions(end_of_day(before.on), end_of_day(now.on))
    about = {one.project.pk for one in found if one.project}
    works = now.registered().filter(Q(pk__in=about) | Q(of_parent__in=about))
    seen = {pk for pair in works.values_list("pk", "of_parent") for pk in pair}  # type: ignore[misc]
    return [one for one in reversed(found) if one.project is None or one.project.pk in seen]


def fresh_decisions(since: dt.datetime, until: dt.datetime) -> list[Decision]:
    """What was decided from one instant to before another so soon after a grant or a printed code, in the order of
    deciding.
    """
    given = power_grants_by_person(since - FRESH, until)
    found = decisions_of_people(DecidedBy([*given], since, until)) if given else ()
    dated = [(one, given_before(one.at, given[one.by.pk])) for one in found]
    fresh = [Decision(**vars(one) | {"given": instant}) for one, instant in dated if instant]
    return sorted(fresh, key=lambda one: (one.at, one.kind, one.record))


@dataclass(frozen=True)
class DecidedBy:
    """Whose decisions are looked for, and from which instant to before which."""

    people: list[int]
    since: dt.datetime
    until: dt.datetime

    def conditions(self, who: str = "decided_by", when: str = "decided_at") -> dict[str, Any]:
        """Conditions on the columns that say who decided and when."""
        return {f"{who}__in": self.people, f"{when}__gte": self.since, f"{when}__lt": self.until}

    def holds(self, who: int | None, when: dt.datetime | None) -> bool:
        """Whether one of them decided it between the two instants."""
        return who in self.people and when is not None and self.since <= when < self.until


def decisions_of_people(asked: DecidedBy) -> Iterator[Decision]:
    """All that these people decided, of whatever kind."""
    yield from claim_decisions(asked)
    yield from figure_decisions(asked)
    yield from request_decisions(asked)
    yield from grant_decisions(asked)
    yield from correction_decisions(asked)
    yield from reorganization_decisions(asked)
    yield from schedule_approvals(asked)


def claim_decisions(asked: DecidedBy) -> Iterator[Decision]:
    """Claims confirmed or returned, and finishes reopened."""
    either = Q(**asked.conditions()) | Q(**asked.conditions("reopened_by", "reopened_at"))
    for claim in Claim.objects.filter(either).select_related("milestone__project", "decided_by", "reopened_by"):
        if asked.holds(claim.decided_by_id, claim.decided_at):
            # A finish that was reopened since was confirmed then.
            state = Claim.State.RETURNED if claim.state == Claim.State.RETURNED else Claim.State.CONFIRMED
            words = f"{_('Claim')}　{state.label}"
            yield claim_decision("claim", claim, words, state.value, claim.decided_by, claim.decided_at)
        if asked.holds(claim.reopened_by_id, claim.reopened_at):
            yield claim_decision("reopening", claim, _("Reopened"), "", claim.reopened_by, claim.reopened_at)


def claim_decision(kind: str, claim: Claim, words: str, state: str, by: User, at: Any) -> Decision:
    milestone = claim.milestone
    said = f"{milestone.name}　{words}"
    return Decision(kind, claim.pk, milestone.project, milestone.name, said, state, by, at)


def figure_decisions(asked: DecidedBy) -> Iterator[Decision]:
    """Doubtful figures accepted or returned."""
    figures = ProgressReport.objects.select_related("milestone__project", "target__project", "decided_by")
    for report in figures.filter(**asked.conditions()):
        about: Any = report.milestone or report.target
        subject = report.milestone.name if report.milestone else about.measure
        words = f"{subject}　{_('Figure')}　{report.get_state_display()}"
        yield Decision(
            "figure", report.pk, about.project, subject, words, report.state, report.decided_by, report.decided_at
        )


def request_decisions(asked: DecidedBy) -> Iterator[Decision]:
    """Requests to change what was approved, approved or refused."""
    changes = ChangeRequest.objects.select_related("milestone__project", "project", "target__project", "decided_by")
    for change in changes.filter(**asked.conditions()).exclude(state=ChangeRequest.State.WITHDRAWN):
        subject = change.milestone.name if change.milestone else change.target.measure if change.target else ""
        words = "　".join(filter(None, [subject, change.get_kind_display(), change.get_state_display()]))
        state = f"{change.kind} {change.state}"
        yield Decision(
            "request", change.pk, change.concerns, subject, words, state, change.decided_by, change.decided_at
        )


def grant_decisions(asked: DecidedBy) -> Iterator[Decision]:
    """Roles, addresses and accounts granted or refused."""
    grants = RoleGrant.objects.select_related("person", "decided_by").filter(**asked.conditions())
    for row in grants.exclude(state=RoleGrant.State.WITHDRAWN):
        words = "　".join(filter(None, [_("Grant"), str(row), row.get_state_display()]))
        yield Decision("grant", row.pk, None, row.person.name, words, row.state, row.decided_by, row.decided_at)  # type: ignore[arg-type]


def correction_decisions(asked: DecidedBy) -> Iterator[Decision]:
    """Corrections of past days of the calendar, approved or refused."""
    corrections = CalendarCorrection.objects.select_related("decided_by").filter(**asked.conditions())
    for row in corrections.exclude(state=CalendarCorrection.State.WITHDRAWN):
        words = f"{_('Calendar of working days')}　{row.get_state_display()}"
        yield Decision("correction", row.pk, None, "", words, row.state, row.decided_by, row.decided_at)  # type: ignore[arg-type]


def reorganization_decisions(asked: DecidedBy) -> Iterator[Decision]:
    """Reorganizations of units, approved or refused; one that was withdrawn since was approved then."""
    found = Reorganization.objects.select_related("unit", "into", "decided_by").filter(**asked.conditions())
    states = Reorganization.State
    for row in found.exclude(decided_by=F("asked_by")):
        state = states.REFUSED if row.state == states.REFUSED else states.APPROVED
        words = f"{row}　{state.label}"
        yield Decision("reorganization", row.pk, None, str(row), words, state.value, row.decided_by, row.decided_at)  # type: ignore[arg-type]


def schedule_approvals(asked: DecidedBy) -> Iterator[Decision]:
    """Schedules approved, one for each project and instant."""
    versions = BaselineVersion.objects.filter(number=1, **asked.conditions("by", "from_at"))
    versions = versions.select_related("milestone__project", "by").order_by("milestone__project_id", "from_at", "id")
    for version in versions.distinct("milestone__project_id", "from_at"):
        project = version.milestone.project
        yield Decision("schedule", version.pk, project, "", _("Schedule approved"), "", version.by, version.from_at)
