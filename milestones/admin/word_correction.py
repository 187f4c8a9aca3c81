"""Ask for a correction of approved words (更正): each word beside what is approved."""

from typing import Any

from django.forms import Field
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from milestones.models import ChangeRequest
from milestones.models.word_correction import WORDS, display_word, stored_word
from projects.models import Project, User

from .outcome import OutcomeActionForm


class CorrectWordsForm(OutcomeActionForm):
    """For whoever works on an approved milestone, quantity or project; what is not approved is edited."""

    verb, line, title = "correct-words", "request-change", _("Correct words")
    done = _("The request is filed; a supervisor decides it.")
    explain = _("Words alone: a date, a quantity or a unit is changed by a request of its own. The old words stay.")

    text = fields.text_field(_("reason"))
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.subject._meta.model_name
        self.fields = {name: self.word(name) for name in WORDS[kind]} | self.fields  # type: ignore[has-type]

    def word(self, name: str) -> Field:
        """A field for the new words, with those in force in it and above it."""
        field: Field
        column, now = self.subject._meta.get_field(name), stored_word(getattr(self.subject, name))
        said = _t("Approved: %(words)s") % {"words": display_word(column, now)}
        if column.choices:
            field = fields.choice_field(column.verbose_name, column.choices, help_text=said)
        elif name == "continues":
            field = fields.model_choice_field(
                column.verbose_name,
                Project.objects.visible_to(self.user).exclude(pk=self.subject.pk),
                help_text=said,
            )
            now = self.subject.continues_id
        else:
            field = fields.line_field(column.verbose_name, column.max_length, help_text=said)
        field.initial = now
        return field

    @classmethod
    def fits(cls, user: User, subject: Any) -> bool:
        if not super().fits(user, subject) or not has_locked_words(subject):
            return False
        return type(subject).objects.editable_by(user).filter(pk=subject.pk).exists()

    def act(self) -> None:
        kind = self.subject._meta.model_name
        words = {name: self.cleaned_data[name] for name in WORDS[kind]}
        said = {name: self.cleaned_data[name] for name in ("text", "files")}
        ChangeRequest.ask(by=self.user, kind=ChangeRequest.Kind.WORDS, words=words, **{kind: self.subject}, **said)


def has_locked_words(record: Any) -> bool:
    """Whether its words may no longer be edited, and it still stands."""
    if record._meta.model_name == "milestone":
        return bool(record.baseline_due) and not record.claimed_on and not record.cancelled_on
    project = getattr(record, "project", record)
    return bool(project.approved_at) and not project.cancelled_on
