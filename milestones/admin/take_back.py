"""Take one's own decision back: the way out of a slip, offered for ten minutes."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.actions import record_action_url
from backoffice.bulk_actions import BulkActionForm
from milestones.models.retraction import Retractable, taken_back_until
from projects.models import User

from .lights import local_time_text
from .outcome import OutcomeActionForm, milestone_light_words, project_standing_words


class TakeBackForm(OutcomeActionForm):
    """For who decided, while it may have been a slip."""

    verb, line = "take_back", "take-back"
    title, done = _("Take the decision back"), _("The decision is taken back; the record waits again.")
    explain = _("It waits again as if nothing had been decided. Who decided and took back what stays in the history.")

    @classmethod
    def fits(cls, user: User, subject: Any) -> bool:
        return super().fits(user, subject) and subject.is_retractable(user, timezone.now())

    def unfit(self) -> tuple[str, int]:
        return self.refused_by(lambda: self.subject.check_retractable(self.user, timezone.now()))

    def about(self) -> list[str]:
        """The project and its light, what was decided and when, and until when it can be taken back."""
        decision, decider, decided = self.subject.last_decision
        lines = retractable_subject_lines(self.subject)
        if decision and decided:
            until = _t("It can be taken back until %(time)s.") % {"time": clock_time(taken_back_until(decided))}
            lines += [f"{decision.label}　{decider}　{local_time_text(decided)}", until]
        return lines

    def act(self) -> None:
        self.subject.take_back(by=self.user)


def retractable_subject_lines(record: Any) -> list[str]:
    """Project and milestone, and how the milestone, or the whole project, stands."""
    milestone, whole = getattr(record, "milestone", None), getattr(record, "project", None)
    project = milestone.project if milestone else record.concerns
    line = f"{project.code}　{project}　{milestone or getattr(record, 'target', None) or ''}".strip()
    light = milestone_light_words(milestone.pk) if milestone else project_standing_words(whole) if whole else ""
    return [str(record), line, *filter(None, [light])]


def with_way_back(said: str | Promise, record: Retractable, user: User) -> str:
    """What was done, and the link by which a slip is taken back while it can be."""
    if not record.is_retractable(user, timezone.now()):
        return str(said)
    _decision, _decider, decided = record.last_decision
    text = _t("A slip? Take it back until %(time)s.") % {"time": clock_time(taken_back_until(decided))}  # type: ignore[arg-type]
    address = record_action_url(record, TakeBackForm, record.pk)  # type: ignore[arg-type, attr-defined]
    return format_html('{} <a class="underline" href="{}">{}</a>', said, address, text)


def way_back_of_many(record: Any) -> str:
    """The link to the list of what one decided just now, where each or all can be taken back."""
    text = _t("A slip? Take back each or all of them until %(time)s.")
    said = text % {"time": clock_time(taken_back_until(record.decided_at))}
    opts = record._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") + "?retractable=true"
    return format_html('<a class="underline" href="{}">{}</a>', address, said)


class BulkTakeBackForm(BulkActionForm):
    """For who decided them."""

    verb, line, title = "take_back_selected", "take-back", _("Take the selected decisions back")
    done = _("%(count)s decisions are taken back; the records wait again.")
    joins = ("milestone__project", "by", "decided_by")

    def lines(self, row: Any) -> list[str]:
        decision, decider, decided = row.last_decision
        said = f"{decision.label}　{decider}　{local_time_text(decided)}" if decision and decided else ""
        return [*retractable_subject_lines(row)[:2], said]

    def one(self, row: Any) -> Any:
        return row.take_back(by=self.user)


def clock_time(at: dt.datetime) -> str:
    return time_format(timezone.localtime(at), "H:i")
