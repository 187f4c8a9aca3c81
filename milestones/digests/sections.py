"""The sections of a worker's mail: each defined once, with all that heading, headline and subject say of it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import lines, news

MILESTONES = "admin:milestones_milestone_changelist"
PROJECTS = "admin:projects_project_changelist"
INSTRUCTIONS = "admin:milestones_instruction_changelist"


@dataclass(frozen=True)
class WorkerSection:
    """A section that can be composed; a quiet one waits for others or is over, and makes no mail by itself."""

    name: str
    title: Promise
    counted: Promise  # in the headline, with `count`
    subject: Promise  # where it is the first that has rows, with `count`, `name` and perhaps `days`
    page: str  # the route of its list, with the filter that shows the rest
    line: Callable
    quiet: bool = False


# For stewards, owners and unit heads, in the order of the mail.
PARTS = (
    WorkerSection(
        "overdue",
        _("Overdue"),
        _("%(count)s overdue"),
        _("%(count)s overdue: %(name)s, %(days)s days"),
        f"{MILESTONES}?overdue=true&mine=true",
        lines.overdue_digest_line,
    ),
    WorkerSection(
        "instructions",
        _("Instructions to answer"),
        _("%(count)s instructions to answer"),
        _("%(count)s instructions: %(name)s"),
        f"{INSTRUCTIONS}?mine=true",
        news.instruction_digest_line,
    ),
    WorkerSection(
        "behind",
        _("Far behind"),
        _("%(count)s far behind"),
        _("%(count)s far behind: %(name)s"),
        f"{MILESTONES}?light=red&state=open&mine=true",
        lines.behind_digest_line,
    ),
    WorkerSection(
        "returned",
        _("Returned claims"),
        _("%(count)s returned"),
        _("%(count)s returned: %(name)s"),
        f"{MILESTONES}?returned=true&mine=true",
        lines.returned_digest_line,
    ),
    WorkerSection(
        "soon",
        _("Due soon"),
        _("%(count)s due soon"),
        _("%(count)s due soon: %(name)s"),
        f"{MILESTONES}?due_within=10&mine=true",
        lines.due_soon_digest_line,
    ),
    WorkerSection(
        "silent",
        _("No report this month"),
        _("%(count)s without a report"),
        _("%(count)s without a report: %(name)s"),
        f"{PROJECTS}?silent=true&mine=true",
        news.silent_digest_line,
    ),
    WorkerSection(
        "awaiting",
        _("Awaiting confirmation"),
        _("%(count)s awaiting confirmation"),
        _("%(count)s awaiting: %(name)s"),
        f"{MILESTONES}?state=awaiting&mine=true",
        lines.awaiting_digest_line,
        quiet=True,
    ),
    WorkerSection(
        "cured",
        _("Settled since last time"),
        _("%(count)s settled"),
        _("%(count)s settled: %(name)s"),
        f"{MILESTONES}?mine=true",
        news.cleared_flag_digest_line,
        quiet=True,
    ),
)
