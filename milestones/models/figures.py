"""Whether a reported figure can be believed at once, and what a supervisor says to one that cannot."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from projects.clock import day_of
from projects.errors import Conflict
from projects.quantities import show_number
from projects.recording import verb

from .checks import already_decided, lock, moment, require_supervisor, require_text

CLEAR, BEYOND = "clear", "beyond"


def believed(bound: Any) -> Q:
    """Reports whose figure counts before the instant: never doubtful, or accepted by then."""
    accepted = Q(state="accepted", decided_at__lt=bound)
    return Q(quantity__isnull=False, at__lt=bound) & (Q(state=CLEAR) | accepted)


def doubted(bound: Any) -> Q:
    """Reports recorded before the instant whose doubtful figure nobody had decided about by then."""
    return Q(at__lt=bound) & ~Q(state=CLEAR) & (Q(decided_at=None) | Q(decided_at__gte=bound))


def check_figure(milestone: Any, quantity: Decimal, corrects: Any, reason: str, at: Any) -> str:
    """The state in which a figure is filed: it counts at once, or is doubtful and waits for a supervisor.

    `figure_judged()` of standing.sql is the rule. It measures against the last figure that counts, so a doubtful one
    opens no way for the next; growth is that of a week, so that no row of small steps is a way around.
    """
    target = milestone.target
    if target is None:
        raise fault("quantity", _("This milestone has no quantity to report."), "no_target")
    if quantity < 0:
        raise fault("quantity", _("A quantity is not negative."), "min_value")
    if corrects is not None and corrects.target_id != target.pk:
        raise fault("corrects", _("That report is about another quantity."), "invalid")
    state, promise, last = judged(target, quantity, at)
    said = {"promise": target.in_force(promise), "last": show_number(last, target.unit)}
    if state == BEYOND:
        text = _("More than ten times what is promised (%(promise)s): check the figure and its unit.")
        raise fault("quantity", text % said, "beyond")
    if last is not None and quantity < last and corrects is None and target.never_falls:
        text = _(
            "The cumulative quantity must not fall below the last report (%(last)s). To correct it, name the report."
        )
        raise fault("quantity", text % said, "falls")
    if state != CLEAR and not reason.strip():
        text = _(
            "Promised %(promise)s, counted so far %(last)s: give the reason for this figure. It counts once a supervisor accepts it."
        )
        raise fault("reason", text % said, "required")
    return state


def fault(field: str, text: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(text, code)})


def judged(target: Any, quantity: Decimal, at: Any) -> tuple[str, Decimal, Decimal | None]:
    """How the rule judges a figure at an instant, what is promised by then, and the last figure that counts."""
    asked = [target.pk, quantity, day_of(at)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT figure_judged(t, q, d), target_on(t, d), figure_on(t, d)"
            " FROM (SELECT %s::bigint AS t, %s::numeric AS q, %s::date AS d) asked",
            asked,
        )
        return cursor.fetchone()


class ReportVerbs:
    """Accept, return: the acts of a supervisor who neither reported the figure nor runs the project."""

    state: Any
    decided_at: Any

    @property
    def doubtful(self) -> bool:
        """Whether the figure was hard to believe when it was reported, whatever was decided since."""
        return self.state != CLEAR

    def state_before(self, bound) -> str:
        """The state of the figure as it was known before an instant."""
        return "pending" if self.decided_at and self.decided_at >= bound else self.state

    def _decide(self, act, by, at):
        report, at = lock(self), moment(at)
        project = (report.milestone or report.target).project
        require_supervisor(by, act, asker=report.by, project=project, milestone=report.milestone)
        if report.state == CLEAR:
            raise Conflict(_("This report was never doubtful; there is nothing to decide."))
        if report.state != "pending":
            raise already_decided(report)
        report.decided_by, report.decided_at = by, at
        return report

    @verb
    def accept(self, *, by, at=None):
        """Take the doubtful figure for true: from today on it counts."""
        report = self._decide("accept", by, at)
        report.state = "accepted"
        report.save()
        self.refresh_from_db()
        return self

    @verb
    def send_back(self, *, by, reason, at=None):
        """Return the doubtful figure with a reason: it never counts, and a new report may be filed."""
        report = self._decide("return-figure", by, at)
        report.state, report.decision_reason = "returned", require_text(reason, "reason")
        report.save()
        self.refresh_from_db()
        return self
