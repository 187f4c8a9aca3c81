"""Compose one reader's digest from the facts of one day: only what concerns this reader, worst first; None when there
is nothing to report.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from backoffice.days import show_day
from projects.models import Role

from . import lines
from .auditor import compose_auditor_digest
from .daily_facts import DailyFacts
from .digest import Digest
from .leader import compose_leader_digest
from .readers import DigestReader
from .sections import PARTS, SUPERVISOR_PARTS, sections_with_rows, supervisor_rows, worker_rows_by_section
from .subject import supervisor_subject, worker_subject


def compose_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """The reader's digest, in the language in force, or None."""
    make = COMPOSERS.get(reader.person.role)
    return make(reader, facts) if make else None


def compose_worker_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """Stewards, owners and unit heads."""
    found, person = worker_rows_by_section(reader, facts), reader.person
    if not any(found[part.name] for part in PARTS if not part.quiet):
        return None
    said = [part.counted % {"count": len(found[part.name])} for part in PARTS if found[part.name]]
    text = _("%(name)s, as of %(day)s you have %(counts)s.")
    why = _("You receive this because you answer for these projects.")
    if "unit" in reader.scopes:
        text = _("%(name)s, as of %(day)s your unit has %(counts)s.")
        why = _("You receive this because your unit answers for these projects.")
    gathered = found | {"behind": lines.group_by_target(found["behind"])}
    totals = {name: len(rows) for name, rows in found.items()}
    return Digest(
        reader,
        facts,
        worker_subject(found),
        text % {"name": person, "day": show_day(facts.on, facts.on), "counts": _(", ").join(said)},
        sections_with_rows(PARTS, gathered, facts, person, totals),
        why=why,
        duty=any(person.pk in (row.milestone.owner_id, row.project.steward_id) for row in found["overdue"]),
    )


def compose_supervisor_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """What waits for a decision first, then the district."""
    found, person = supervisor_rows(facts), reader.person
    counts = {name: len(rows) for name, rows in found.items()}
    said = counts | {
        "name": person,
        "day": show_day(facts.on, facts.on),
        "count": sum(counts[part.name] for part in SUPERVISOR_PARTS if part.decides),
        "days": found["overdue"][0].days_late if found["overdue"] else 0,
    }
    if not said["count"] and not found["overdue"] and not reader.also_when_empty:
        return None
    headline = _(
        "%(name)s, as of %(day)s: claims to confirm %(claims)s, doubtful figures %(figures)s, requests to decide "
        "%(changes)s, schedules to approve %(plans)s, overdue in the district %(overdue)s."
    )
    return Digest(
        reader,
        facts,
        supervisor_subject(said),
        headline % said,
        sections_with_rows(SUPERVISOR_PARTS, found, facts, person),
        why=_("You receive this because you supervise the key projects."),
    )


COMPOSERS: dict[str, Callable[[DigestReader, DailyFacts], Digest | None]] = {
    Role.STEWARD: compose_worker_digest,
    Role.UNIT_HEAD: compose_worker_digest,
    Role.SUPERVISOR: compose_supervisor_digest,
    Role.LEADER: compose_leader_digest,
    Role.AUDITOR: compose_auditor_digest,
    Role.ADMIN: compose_leader_digest,
}
