"""All that happened to a project: its own history with that of its quantities, milestones and facts."""

from django.db.models import Q

from milestones.models import (
    Attachment,
    ChangeRequest,
    Claim,
    Instruction,
    Milestone,
    ProgressReport,
    Suspension,
)
from projects.admin.events import Place, rows_about
from projects.admin.history import PAGE, History, read, with_subjects
from projects.models import CoUnit, Project, Target

# Which rows of a history belong to a project; the dated facts that only repeat it are left out.
BY_PROJECT = ("project",)
BY_MILESTONE = ("project", "milestone__project", "target__project")
FACTS = {
    Milestone: BY_PROJECT, Target: BY_PROJECT, CoUnit: BY_PROJECT, Suspension: BY_PROJECT, Claim: BY_MILESTONE,
    ChangeRequest: BY_MILESTONE, ProgressReport: BY_MILESTONE, Instruction: BY_MILESTONE,
}  # fmt: skip
FILES = ("report", "claim", "change")


def history_about(project: Project, limit: int = PAGE, place: Place | None = None) -> History:
    """The entries of a project, newest first, each naming the record that it is about."""
    sources = [rows_about(Project).filter(pgh_obj=project.pk)]
    for model, paths in FACTS.items():
        rows = rows_about(model)
        names = {column.name for column in rows.model._meta.get_fields()}
        belongs = Q()
        for path in paths:
            if path.split("__")[0] in names:
                belongs |= Q(**{path: project})
        sources.append(rows.filter(belongs))
    return with_subjects(read([*sources, files_of(project)], limit, place))


def files_of(project: Project):
    """The files that go with the project's facts."""
    belongs = Q()
    for name in FILES:
        belongs |= Q(**{f"{name}__milestone__project": project})
    return rows_about(Attachment).filter(belongs | Q(change__project=project))
