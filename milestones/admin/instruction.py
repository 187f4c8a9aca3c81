"""Instructions (批示督办): given by a supervisor here, answered by the steward with a progress report, closed."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import fields
from milestones.models import Instruction, Milestone
from projects.models import Project, User

from . import dashboard_filters
from .decision import DecisionAdmin
from .lights import local_time_text
from .outcome import OutcomeActionForm
from .take_back import TakeBackForm, with_way_back


class GiveInstructionForm(OutcomeActionForm):
    """Offered on milestones and projects."""

    verb, title, done = "instruct", _("Give a supervision notice"), _("The instruction is given.")

    text = fields.text_field(_("what is asked"))
    reply_by = fields.date_field(_("reply by"))

    def act(self) -> None:
        about = {self.subject._meta.model_name: self.subject}
        Instruction.give(by=self.user, **about, **self.cleaned_data)


class AnswerInstructionForm(OutcomeActionForm):
    """The answer is a progress report on the milestone."""

    verb, title, done, solid = "answer", _("Answer"), _("The instruction is answered."), True

    milestone = fields.model_choice_field(_("milestone"), None, required=True)
    note = fields.text_field(_("progress"))
    forecast_due = fields.date_field(_("forecast"), required=False, help_text=_("Empty: the forecast stays as it is."))
    problem = fields.text_field(_("problem"), required=False, rows=2)
    next_step = fields.text_field(_("next step"), required=False, rows=2)
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.milestone_id:
            del self.fields["milestone"]
            return
        within = Q(project=self.subject.project_id) | Q(project__parent=self.subject.project_id)
        self.fields["milestone"].queryset = Milestone.objects.editable_by(self.user).filter(within, cancelled_on=None)

    @classmethod
    def fits(cls, user: User, subject: Instruction) -> bool:
        if not super().fits(user, subject) or subject.reply_id or subject.closed_at:
            return False
        if subject.milestone_id:
            return Milestone.objects.editable_by(user).filter(pk=subject.milestone_id).exists()
        return Project.objects.editable_by(user).filter(pk=subject.project_id).exists()  # type: ignore[misc]

    def act(self) -> None:
        self.subject.answer(by=self.user, **self.cleaned_data)


class CloseInstructionForm(OutcomeActionForm):
    verb, title, done = "close", _("Close the instruction"), _("The instruction is closed.")

    @classmethod
    def fits(cls, user: User, subject: Instruction) -> bool:
        return super().fits(user, subject) and not subject.closed_at

    def act(self) -> None:
        self.subject.close(by=self.user)

    def outcome(self) -> str:
        return with_way_back(super().outcome(), self.subject, self.user)


@admin.register(Instruction)
class InstructionAdmin(DecisionAdmin):
    action_forms = (AnswerInstructionForm, CloseInstructionForm, TakeBackForm)
    list_display = ["text", "kind", "about", "by", "at", "reply_by", "answered", "closed_at"]
    list_filter = [dashboard_filters.InstructionReplyFilter, dashboard_filters.OwnRecordsFilter, "kind"]
    list_select_related = ["milestone__project", "project", "by"]
    search_fields = ["text", "milestone__name", "milestone__project__name", "project__name"]
    fields = ["kind", "text", "about", "by", "at", "reply_by", "answer", "closed_at", "closed_by"]
    readonly_fields = ["about", "answer"]

    @display(description=_("subject"))
    def about(self, instruction: Instruction) -> Project | str:
        if instruction.project:
            return instruction.project
        return f"{instruction.milestone.project}　{instruction.milestone}"  # type: ignore[union-attr]

    @display(description=_("answer"))
    def answered(self, instruction: Instruction) -> str:
        return _t("Answered") if instruction.reply_id else _t("Not answered")

    @display(description=_("reply"))
    def answer(self, instruction: Instruction) -> str:
        reply = instruction.reply
        return f"{local_time_text(reply.at)} {reply.by}：{reply.note}" if reply else "—"
