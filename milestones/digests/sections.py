"""The sections of a mail: each defined once, with what heading, headline and subject say of it, and its rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.models import Instruction, Standing
from milestones.models.instruction import Addressee
from milestones.models.status import Light, State
from milestones.reports.missing_reports import SilentProject
from projects.models import Project, Role, Unit, User

from . import lines, news
from .daily_facts import DailyFacts
from .digest import DigestSection
from .lines import DigestLine
from .links import absolute_url
from .readers import DigestReader

CAP = 10
CHANGES = "admin:milestones_changerequest_changelist"
CLAIMS = "admin:milestones_claim_changelist"
FIGURES = "admin:milestones_progressreport_changelist"
INSTRUCTIONS = "admin:milestones_instruction_changelist"
MILESTONES = "admin:milestones_milestone_changelist"
PROJECTS = "admin:projects_project_changelist"


@dataclass(frozen=True)
class Part:
    """A section that can be composed; `page` is the route of its list, with the filter that shows the rest."""

    name: str
    title: Promise
    line: Callable[..., DigestLine]
    page: str = "overdue"
    decides: bool = False  # whether it waits for a supervisor's decision


@dataclass(frozen=True, kw_only=True)
class WorkerPart(Part):
    """One of a worker's; a quiet one waits for others or is over, and makes no mail by itself."""

    counted: Promise  # in the headline, with `count`
    subject: Promise  # where it is the first that has rows, with `count`, `name` and perhaps `days`
    quiet: bool = False


# For stewards, owners and unit heads, in the order of the mail.
PARTS = (
    WorkerPart(
        "overdue",
        _("Overdue"),
        lines.overdue_digest_line,
        f"{MILESTONES}?overdue=true&mine=true",
        counted=_("%(count)s overdue"),
        subject=_("%(count)s overdue: %(name)s, %(days)s days"),
    ),
    WorkerPart(
        "instructions",
        _("Instructions to answer"),
        news.instruction_digest_line,
        f"{INSTRUCTIONS}?mine=true",
        counted=_("%(count)s instructions to answer"),
        subject=_("%(count)s instructions: %(name)s"),
    ),
    WorkerPart(
        "behind",
        _("Far behind"),
        lines.behind_digest_line,
        f"{MILESTONES}?light=red&state=open&mine=true",
        counted=_("%(count)s far behind"),
        subject=_("%(count)s far behind: %(name)s"),
    ),
    WorkerPart(
        "returned",
        _("Returned claims"),
        lines.returned_digest_line,
        f"{MILESTONES}?returned=true&mine=true",
        counted=_("%(count)s returned"),
        subject=_("%(count)s returned: %(name)s"),
    ),
    WorkerPart(
        "soon",
        _("Due soon"),
        lines.due_soon_digest_line,
        f"{MILESTONES}?due_within=10&mine=true",
        counted=_("%(count)s due soon"),
        subject=_("%(count)s due soon: %(name)s"),
    ),
    WorkerPart(
        "silent",
        _("No report this month"),
        news.silent_digest_line,
        f"{PROJECTS}?silent=true&mine=true",
        counted=_("%(count)s without a report"),
        subject=_("%(count)s without a report: %(name)s"),
    ),
    WorkerPart(
        "awaiting",
        _("Awaiting confirmation"),
        lines.awaiting_digest_line,
        f"{MILESTONES}?state=awaiting&mine=true",
        counted=_("%(count)s awaiting confirmation"),
        subject=_("%(count)s awaiting: %(name)s"),
        quiet=True,
    ),
    WorkerPart(
        "cured",
        _("Settled since last time"),
        news.cleared_flag_digest_line,
        f"{MILESTONES}?mine=true",
        counted=_("%(count)s settled"),
        subject=_("%(count)s settled: %(name)s"),
        quiet=True,
    ),
)
# For supervisors.
SUPERVISOR_PARTS = (
    Part("claims", _("Claims to confirm"), lines.claim_digest_line, f"{CLAIMS}?state__exact=pending", decides=True),
    Part(
        "figures",
        _("Doubtful figures to decide"),
        lines.figure_digest_line,
        f"{FIGURES}?state__exact=pending",
        decides=True,
    ),
    Part("changes", _("Requests to decide"), lines.change_digest_line, f"{CHANGES}?state__exact=pending", decides=True),
    Part("plans", _("Schedules to approve"), news.plan_digest_line, f"{PROJECTS}?plan=waiting", decides=True),
    Part("overdue", _("Overdue in the district"), lines.overdue_overview_digest_line),
    Part("silent", _("No report this month"), news.silent_overview_digest_line, f"{PROJECTS}?silent=true"),
    Part("cured", _("Settled since last time"), news.cleared_flag_digest_line),
)


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

    def asked(self, one: Instruction) -> bool:
        """What one is asked; what the unit's stewards are asked where one wants to hear of the unit."""
        told = self.units if one.to == Addressee.STEWARD else self.headed
        return one.answered_by(self.person, told)

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
    found["behind"].sort(key=lambda row: (-(row.behind or 0), row.baseline_due, row.pk))
    if reader.duty:
        return {name: rows if name == "overdue" else [] for name, rows in found.items()}
    found["instructions"] = [one for one in facts.instructions if mine.asked(one)]
    found["silent"] = [one for one in facts.silent if mine.silent(one)]
    found["cured"] = [flag for flag in facts.cleared if mine(flag.milestone.project, flag.milestone.owner_id)]
    return found


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


def section_if_any(
    part: Part,
    rows: Iterable[Any],
    facts: DailyFacts,
    person: User,
    cap: int = CAP,
    total: int | None = None,
) -> list[DigestSection]:
    """The section, or nothing where it would be empty; `total` is how many there are where a row stands for several."""
    rows = list(rows)
    shown = [part.line(row, facts, person) for row in rows[:cap]]
    route, mark, query = part.page.partition("?")
    link = absolute_url(reverse(route) + mark + query)
    return [DigestSection(part.name, str(part.title), total or len(rows), shown, link)] if rows else []


def sections_with_rows(
    parts: Iterable[Part],
    found: Mapping[str, Iterable[Any]],
    facts: DailyFacts,
    person: User,
    totals: Mapping[str, int] | None = None,
) -> list[DigestSection]:
    """A section for each part that has rows, in the order of the parts."""
    return [
        section
        for part in parts
        for section in section_if_any(part, found[part.name], facts, person, total=(totals or {}).get(part.name))
    ]
