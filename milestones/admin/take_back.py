"""Take one's own decision back: the way out of a slip, offered for ten minutes."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.actions import record_action_url
from milestones.models.retraction import Retractable, taken_back_until
from projects.models import User

from .lights import local_time_text
from .outcome import OutcomeActionForm


class TakeBackForm(OutcomeActionForm):
    """For who decided, while it may have been a slip."""

    verb, line = "take_back", "take-back"
    title, done = _("Take the decision back"), _("The decision is taken back; the record waits again.")
    explain = _("It waits again as if nothing had been decided. Who decided and took back what stays in the history.")

    @classmethod
    def fits(cls, user: User, subject: Any) -> bool:
        return super().fits(user, subject) and subject.is_retractable(user, timezone.now())

    def about(self) -> list[str]:
        """What was decided and when, and until when it can be taken back."""
        decision, decider, decided = self.subject.last_decision
        lines = super().about()
        if decision and decided:
            until = _t("It can be taken back until %(time)s.") % {"time": clock_time(taken_back_until(decided))}
            lines += [f"{decision.label}　{decider}　{local_time_text(decided)}", until]
        return lines

    def act(self) -> None:
        self.subject.take_back(by=self.user)


def with_way_back(said: str | Promise, record: Retractable, user: User) -> str:
    """What was done, and the link by which a slip is taken back while it can be."""
    if not record.is_retractable(user, timezone.now()):
        return str(said)
    _decision, _decider, decided = record.last_decision
    text = _t("A slip? Take it back until %(time)s.") % {"time": clock_time(taken_back_until(decided))}  # type: ignore[arg-type]
    address = record_action_url(record, TakeBackForm, record.pk)  # type: ignore[arg-type, attr-defined]
    return format_html('{} <a class="underline" href="{}">{}</a>', said, address, text)


def clock_time(at: dt.datetime) -> str:
    return time_format(timezone.localtime(at), "H:i")
