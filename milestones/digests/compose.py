"""Compose one reader's digest from the facts of one day: only what concerns this reader, worst first; None when there
is nothing to report.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models import Standing
from milestones.models.status import Light, State
from milestones.reports.missing_reports import SilentProject
from projects.models import Project, Role, Unit

from . import lines
from .auditor import compose_auditor_digest
from .daily_facts import DailyFacts
from .digest import Digest
from .leader import compose_leader_digest
from .readers import DigestReader
from .sections import PARTS, SUPERVISOR_PARTS, sections_with_rows
from .subject import supervisor_subject, worker_subject

DECIDED = ("claims", "figures", "changes", "plans")  # what waits for a supervisor


def compose_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """The reader's digest, in the language in force, or None."""
    by_role: dict[str, Callable] = {
        Role.STEWARD: compose_worker_digest,
        Role.UNIT_HEAD: compose_worker_digest,
        Role.SUPERVISOR: compose_supervisor_digest,
        Role.LEADER: compose_leader_digest,
        Role.AUDITOR: compose_auditor_digest,
        Role.ADMIN: compose_leader_digest,
    }
    make = by_role.get(reader.person.role)
    return make(reader, facts) if make else None


class WorkerScope:
    """What a steward or unit head is told of: their own, and their unit's where they want it."""

    def __init__(self, reader: DigestReader) -> None:
        self.person, self.units, self.headed = reader.person, {}, {}
        if self.person.role == Role.UNIT_HEAD and self.person.unit_id:
            self.headed = dict(Unit.objects.within(self.person.unit_id).values_list("pk", "code"))
        if "unit" in reader.scopes:
            self.units = self.headed

    def __call__(self, project: Project, owner: int | None = None) -> bool:
        return self.person.pk in (owner, project.steward_id) or project.unit_id in self.units

    def silent(self, row: SilentProject) -> bool:
        return row.steward == self.person.username or row.unit in self.units.values()


def row_section_name(row: Standing, facts: DailyFacts) -> str:
    """The one section in which a row stands."""
    if row.state == State.OVERDUE:
        return "overdue"
    if row.claim_pending:
        return "awaiting"
    if row.pk in facts.returned:
        return "returned"
    return "behind" if row.light == Light.RED else "soon"


def worker_rows_by_section(reader: DigestReader, facts: DailyFacts) -> dict[str, list]:
    """The reader's rows by section; of who switched everything off, only what they own and is overdue."""
    mine = WorkerScope(reader)
    found: dict[str, list] = {part.name: [] for part in PARTS}
    for row in facts.rows:
        if mine(row.project, row.milestone.owner_id):
            found[row_section_name(row, facts)].append(row)
    found["behind"].sort(key=lambda row: (-row.behind, row.baseline_due, row.pk))
    if reader.duty:
        return {name: rows if name == "overdue" else [] for name, rows in found.items()}
    found["instructions"] = [one for one in facts.instructions if one.asks(mine.person, mine.headed)]
    found["silent"] = [one for one in facts.silent if mine.silent(one)]
    found["cured"] = [flag for flag in facts.cleared if mine(flag.milestone.project, flag.milestone.owner_id)]
    return found


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


def supervisor_rows(facts: DailyFacts) -> dict[str, list]:
    """What waits for a decision, the overdue of the whole district, and who is silent, by section."""
    claims = [row for row in facts.rows if row.claim_pending]
    return {
        "claims": sorted(claims, key=lambda row: facts.pending[row.pk].at),
        "figures": facts.figures,
        "changes": facts.changes,
        "plans": facts.plans,
        "overdue": [row for row in facts.rows if row.state == State.OVERDUE],
        "silent": facts.silent,
        "cured": facts.cleared,
    }


def compose_supervisor_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """What waits for a decision first, then the district."""
    found, person = supervisor_rows(facts), reader.person
    counts = {name: len(rows) for name, rows in found.items()}
    said = counts | {
        "name": person,
        "day": show_day(facts.on, facts.on),
        "count": sum(counts[name] for name in DECIDED),
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
