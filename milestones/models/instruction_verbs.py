"""What people do to an instruction: give it, answer it with a progress report, close it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.access import may
from projects.clock import day_of
from projects.days import require_day
from projects.errors import NotAllowed
from projects.models import Role
from projects.recording import verb

from .checks import lock, lost_to, moment, require_text, show


def check_reply_by(reply_by, at):
    """A day to reply by is not past when the instruction is given."""
    if reply_by is None:
        raise ValidationError({"reply_by": ValidationError(_("Give the day to reply by."), "required")})
    if reply_by < day_of(at):
        text = _("The day to reply by must not be before today (%(today)s).") % {"today": show(day_of(at))}
        raise ValidationError({"reply_by": ValidationError(text, "past")})
    require_day(reply_by, "reply_by")


class InstructionVerbs:
    """Leaders and supervisors give; the steward answers; the giver or a supervisor closes."""

    @classmethod
    @verb
    def give(cls, *, by, text, reply_by, milestone=None, project=None, at=None):
        """Instruct on one milestone or one project, with a day to reply by."""
        at = moment(at)
        if not may(by, "instruct"):
            raise NotAllowed(_("Only a leader or a supervisor gives instructions."))
        if (milestone is None) == (project is None):
            raise ValidationError(
                {"milestone": ValidationError(_("Name one milestone or one project."), "required")}
            )
        check_reply_by(reply_by, at)
        text = require_text(text, "text")
        about = {"milestone": milestone, "project": project}
        return cls.objects.create(**about, kind=cls.kind_of(by), by=by, text=text, reply_by=reply_by, at=at)

    @verb
    def answer(self, *, by, note, milestone=None, at=None, **reported):
        """Answer with a progress report on the instruction's milestone, or on one of its project's."""
        instruction = lock(self)
        instruction._refuse_closed()
        if instruction.reply_id:
            raise lost_to(
                _("This instruction is answered already."), instruction.reply.by, instruction.reply.at
            )
        report = instruction._subject(milestone).report(by=by, note=note, at=at, **reported)
        instruction.reply = report
        instruction.save(update_fields=["reply"])
        self.refresh_from_db()
        return report

    def _subject(self, milestone):
        if self.milestone_id:
            return self.milestone
        if milestone is None or self.project_id not in (milestone.project_id, milestone.project.parent_id):
            raise ValidationError(
                {"milestone": ValidationError(_("Name a milestone of this project."), "required")}
            )
        return milestone

    def _refuse_closed(self):
        if self.closed_at:
            raise lost_to(_("This instruction is closed."), self.closed_by, self.closed_at)

    @verb
    def close(self, *, by, at=None):
        """Strike the instruction off, answered or not."""
        instruction, at = lock(self), moment(at)
        if by != instruction.by and by.role != Role.SUPERVISOR:
            raise NotAllowed(_("Only who gave the instruction, or a supervisor, may close it."))
        instruction._refuse_closed()
        instruction.closed_at, instruction.closed_by = at, by
        instruction.save(update_fields=["closed_at", "closed_by"])
        self.refresh_from_db()
        return self
