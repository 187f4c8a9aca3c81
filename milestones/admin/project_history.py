"""All that happened to a project: its own history with that of its quantities, milestones and facts."""

from typing import Any

from django.db.models import Q, QuerySet

from backoffice.history.events import EventPosition, events_of_model
from backoffice.history.record_history import PAGE, History, fill_entry_subjects, read_history
from milestones.models import (
    Attachment,
    ChangeRequest,
    Claim,
    Instruction,
    Milestone,
    ProgressReport,
    Suspension,
)
from projects.models import CoUnit, Project, Target

# Which rows of a history belong to a project; the dated facts that only repeat it are left out.
BY_PROJECT = ("project",)
BY_MILESTONE = ("project", "milestone__project", "target__project")
FACTS = {
    Milestone: BY_PROJECT,
    Target: BY_PROJECT,
    CoUnit: BY_PROJECT,
    Suspension: BY_PROJECT,
    Claim: BY_MILESTONE,
    ChangeRequest: BY_MILESTONE,
    ProgressReport: BY_MILESTONE,
    Instruction: BY_MILESTONE,
}
FILES = ("report", "claim", "change")


def project_history(project: Project, limit: int = PAGE, place: EventPosition | None = None) -> History:
    """The entries of a project, newest first, each naming the record that it is about."""
    sources = [events_of_model(Project).filter(pgh_obj=project.pk)]
    for model, paths in FACTS.items():
        rows = events_of_model(model)
        names = {column.name for column in rows.model._meta.get_fields()}
        belongs = Q()
        for path in paths:
            if path.split("__")[0] in names:
                belongs |= Q(**{path: project})
        sources.append(rows.filter(belongs))
    return fill_entry_subjects(read_history([*sources, project_attachment_events(project)], limit, place))


def project_attachment_events(project: Project) -> QuerySet[Any]:
    """The files that go with the project's facts."""
    belongs = Q()
    for name in FILES:
        belongs |= Q(**{f"{name}__milestone__project": project})
    return events_of_model(Attachment).filter(belongs | Q(change__project=project))
