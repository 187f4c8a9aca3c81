"""Ask the stewards of many projects or milestones for a progress report."""

from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.bulk_actions import BulkActionForm
from milestones.models import Instruction, Milestone
from milestones.reports.instruction_subject import proposed_reply_day
from projects.models import Project

from .project_bulk_actions import BulkProjectForm


class BulkRequestReportsForm(BulkActionForm):
    """One text and one day, once; an instruction for each (催报)."""

    verb, title, done = "request_reports", _("Request reports"), _("%(count)s reports requested.")
    line = "instruct"
    explain = _("Each becomes an instruction of its own, answered with a progress report.")

    text = fields.text_field(
        _("what is asked"), initial=_("Please report the progress, the problems and the next step.")
    )
    reply_by = fields.date_field(_("reply by"), initial=proposed_reply_day)

    def one(self, row: Project | Milestone) -> Instruction:
        about = {row._meta.model_name: row}
        return Instruction.give(by=self.user, **about, **self.cleaned_data)  # type: ignore[arg-type]


class RequestProjectReportsForm(BulkRequestReportsForm, BulkProjectForm):
    """About projects."""


class RequestMilestoneReportsForm(BulkRequestReportsForm):
    """About milestones."""

    joins = ("project",)

    def lines(self, milestone: Milestone) -> list[str]:
        return [milestone.name, f"{milestone.project.code}　{milestone.project}"]
