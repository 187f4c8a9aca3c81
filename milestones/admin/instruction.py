"""Instructions (批示督办): given by a supervisor here, answered by the steward with a progress report, closed."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import fields
from backoffice.clock import today
from backoffice.dashboard import record_link
from milestones.models import Instruction, Milestone
from milestones.models.instruction import Addressee
from milestones.reports.instruction_subject import given_text, instruction_lines, proposed_reply_day, subject_lines
from projects.models import Project, Unit, User

from . import dashboard_filters
from .decision import DecisionAdmin
from .lights import local_time_text
from .outcome import OutcomeActionForm
from .take_back import TakeBackForm, with_way_back

ADDRESSEE_HELP = _(
    "Who is asked gets it by mail and on the desk, and answers; a unit head may answer for a steward of the unit."
)


class GiveInstructionForm(OutcomeActionForm):
    """Offered on milestones and projects."""

    verb, title = "instruct", _("Give a supervision notice")
    first_field = "text"

    to = fields.choice_field(_("addressee"), Addressee.choices, help_text=ADDRESSEE_HELP)
    unit = fields.model_choice_field(
        _("unit asked"), Unit.objects.open(), help_text=_("Only where another unit is to answer.")
    )
    text = fields.text_field(_("what is asked"))
    reply_by = fields.date_field(_("reply by"), initial=proposed_reply_day)
    given: Instruction

    def about(self) -> list[str]:
        return subject_lines(self.subject)

    def act(self) -> None:
        about = {self.subject._meta.model_name: self.subject}
        self.given = Instruction.give(by=self.user, **about, **self.cleaned_data)

    @property
    def done(self) -> str:  # type: ignore[override]
        return given_text(self.given)


class AnswerInstructionForm(OutcomeActionForm):
    """The answer is a progress report on the milestone; another unit than the responsible one answers in words."""

    verb, title, done, solid = "answer", _("Answer"), _("The instruction is answered."), True
    first_field = "note"

    milestone = fields.model_choice_field(_("milestone"), None, required=True)
    note = fields.text_field(_("progress"))
    forecast_due = fields.date_field(_("forecast"), required=False, help_text=_("Empty: the forecast stays as it is."))
    problem = fields.text_field(_("problem"), required=False, rows=2)
    next_step = fields.text_field(_("next step"), required=False, rows=2)
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.to == Addressee.STEWARD and not self.subject.asks_steward(self.user):
            self.explain = _("It asks the steward: you answer for the steward, and your name stands with the answer.")
        elsewhere = self.subject.to == Addressee.UNIT
        if elsewhere:
            del self.fields["forecast_due"], self.fields["problem"], self.fields["next_step"]
        if self.subject.milestone_id:
            del self.fields["milestone"]
            if not elsewhere:
                due = self.subject.milestone.forecast_due
                self.fields["forecast_due"].initial = due if due >= today() else None
            return
        within = Q(project=self.subject.project_id) | Q(project__parent=self.subject.project_id)
        rows = Milestone.objects if elsewhere else Milestone.objects.editable_by(self.user)
        self.fields["milestone"].queryset = rows.filter(within, cancelled_on=None)

    @classmethod
    def fits(cls, user: User, subject: Instruction) -> bool:
        if not super().fits(user, subject) or subject.reply_id or subject.closed_at:
            return False
        return Instruction.objects.editable_by(user).filter(pk=subject.pk).exists()

    def unfit(self) -> tuple[str, int]:
        return self.refused_by(lambda: self.subject.check_answerable(self.user))

    def about(self) -> list[str]:
        return instruction_lines(self.subject)

    def act(self) -> None:
        given = self.cleaned_data
        if self.subject.milestone_id and given.get("forecast_due") == self.subject.milestone.forecast_due:
            given = given | {"forecast_due": None}
        self.subject.answer(by=self.user, **given)


class CloseInstructionForm(OutcomeActionForm):
    verb, title, done = "close", _("Close the instruction"), _("The instruction is closed.")

    reason = fields.text_field(
        _("reason of the closing"), rows=2, help_text=_("Nobody answered: write why it is closed all the same.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.reply_id:
            del self.fields["reason"]

    @classmethod
    def fits(cls, user: User, subject: Instruction) -> bool:
        return super().fits(user, subject) and not subject.closed_at

    def unfit(self) -> tuple[str, int]:
        return self.refused_by(self.subject.refuse_closed)

    def about(self) -> list[str]:
        return instruction_lines(self.subject)

    def act(self) -> None:
        self.subject.close(by=self.user, **self.cleaned_data)

    def outcome(self) -> str:
        return with_way_back(super().outcome(), self.subject, self.user)


@admin.register(Instruction)
class InstructionAdmin(DecisionAdmin):
    action_forms = (AnswerInstructionForm, CloseInstructionForm, TakeBackForm)
    list_display = ["text", "kind", "about", "addressed", "by", "at", "reply_by", "answered", "closed_at"]
    list_filter = [dashboard_filters.InstructionReplyFilter, dashboard_filters.OwnRecordsFilter, "kind"]
    list_select_related = ["milestone__project", "project", "by", "unit"]
    search_fields = ["text", "milestone__name", "milestone__project__name", "project__name"]
    fields = [
        "kind",
        "text",
        "subject",
        "addressed",
        "by",
        "at",
        "reply_by",
        "answer",
        "closed_at",
        "closed_by",
        "close_reason",
    ]
    readonly_fields = ["subject", "addressed", "answer"]

    @display(description=_("subject"))
    def about(self, instruction: Instruction) -> Project | str:
        if instruction.project:
            return instruction.project
        return f"{instruction.milestone.project}　{instruction.milestone}"  # type: ignore[union-attr]

    @display(description=_("subject"))
    def subject(self, instruction: Instruction) -> SafeString:
        """What it is about, with a link for whoever sees the project; another unit that is asked may not."""
        records = filter(None, (instruction.concerns, instruction.milestone))
        linked = not instruction.unit_id
        return format_html_join("　", "{}", ((record_link(one) if linked else one,) for one in records))

    @display(description=_("addressee"), ordering="to")
    def addressed(self, instruction: Instruction) -> str:
        return instruction.addressee

    @display(description=_("answer"))
    def answered(self, instruction: Instruction) -> str:
        return _t("Answered") if instruction.reply_id else _t("Not answered")

    @display(description=_("reply"))
    def answer(self, instruction: Instruction) -> str:
        reply = instruction.reply
        return f"{local_time_text(reply.at)} {reply.by}：{reply.note}" if reply else "—"
