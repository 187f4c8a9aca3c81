"""Accept or return a doubtful figure, one or many at once."""

from django.utils.translation import gettext_lazy as _

from backoffice import fields
from milestones.models import ProgressReport

from .decision import BulkDecisionForm, DecisionForm, figure_comparison_lines


class FigureDecisionForm(DecisionForm):
    """About a doubtful figure, beside what it is measured against."""

    def about(self) -> list[str]:
        return [*super().about(), *figure_comparison_lines(self.subject)]


class AcceptFigureForm(FigureDecisionForm):
    verb, title, done, solid = "accept", _("Accept the figure"), _("The figure is accepted and counts."), True
    explain = _("The figure counts from today on, never backwards.")

    def act(self) -> None:
        self.subject.accept(by=self.user)


class ReturnFigureForm(FigureDecisionForm):
    verb, title = "return-figure", _("Return the figure")
    done = _("The figure is returned and does not count.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.send_back(by=self.user, reason=self.cleaned_data["reason"])


class BulkFigureDecisionForm(BulkDecisionForm):
    joins = ("milestone__project", "target__project", "by", "decided_by")

    def name(self, report: ProgressReport) -> str:
        return str(report.milestone or report.target)


class BulkAcceptFiguresForm(BulkFigureDecisionForm):
    line = "accept"
    verb, title, done = "accept_figures", _("Accept the selected figures"), _("%(count)s figures accepted.")
    explain = _("The figure counts from today on, never backwards.")

    def one(self, report: ProgressReport) -> ProgressReport:
        return report.accept(by=self.user)


class BulkReturnFiguresForm(BulkFigureDecisionForm):
    line = "return-figure"
    verb, title, done = "return_figures", _("Return the selected figures"), _("%(count)s figures returned.")
    reason = fields.text_field(_("reason"), help_text=_("One reason for all of them."))

    def one(self, report: ProgressReport) -> ProgressReport:
        return report.send_back(by=self.user, reason=self.cleaned_data["reason"])
