"""How much there is; the last line is `projects=N milestones=N overdue=N flags=N mails=N`."""

from typing import Any

from backoffice.channel import RecordedCommand
from milestones.models import Delivery, Milestone, OverdueFlag, Standing
from milestones.models.headings import countable_projects
from projects.models import Project


class Command(RecordedCommand):
    help = "Count projects, milestones, what is overdue today, open flags and mails sent."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {
            "projects": countable_projects(Project.objects.all()).count(),
            "milestones": Milestone.objects.count(),
            "overdue": Standing.objects.on().filter(is_overdue=True).count(),
            "flags": OverdueFlag.objects.filter(cleared_on=None).count(),
            "mails": Delivery.objects.filter(state=Delivery.State.SENT).count(),
        }
        self.stdout.write(" ".join(f"{name}={count}" for name, count in counts.items()))
