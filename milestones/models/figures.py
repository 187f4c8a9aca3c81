"""Whether a reported figure can be believed at once, and what a supervisor says to one that cannot."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.clock import day_of_instant
from projects.quantities import format_quantity

BEYOND = "beyond"  # what `figure_judged()` says of a figure that is refused
FALLS = gettext_lazy(
    "The cumulative quantity must not fall below the last report (%(last)s). To correct it, name the report."
)


class FigureState(TextChoices):
    """Whether a reported figure counts: at once, not yet, since a supervisor's decision, or never."""

    CLEAR = "clear", gettext_lazy("Not doubtful")
    PENDING = "pending", gettext_lazy("Doubtful, waits")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    RETURNED = "returned", gettext_lazy("Returned")


def counted_figure_condition(bound: Any) -> Q:
    """Query condition for reports whose figure counts before the instant `bound`: recorded before it, and not yet
    in doubt or accepted by a supervisor by then.
    """
    accepted = Q(state=FigureState.ACCEPTED, decided_at__lt=bound)
    return Q(quantity__isnull=False, at__lt=bound) & (Q(state=FigureState.CLEAR) | Q(doubted_at__gte=bound) | accepted)


def undecided_figure_condition(bound: Any) -> Q:
    """Reports recorded before the instant whose figure was doubtful by then, and nobody had decided about it."""
    doubtful = ~Q(state=FigureState.CLEAR) & (Q(doubted_at=None) | Q(doubted_at__lt=bound))
    return Q(at__lt=bound) & doubtful & (Q(decided_at=None) | Q(decided_at__gte=bound))


def check_figure(milestone: Any, quantity: Decimal, corrects: Any, reason: str, at: Any) -> str:
    """The state in which a figure is filed: it counts at once, or is doubtful and waits for a supervisor.

    `figure_judged()` of standing.sql is the rule. It measures against the last figure that counts, so a doubtful one
    opens no way for the next; growth is that of a week, so that no row of small steps is a way around.
    """
    target = milestone.target
    check_has_quantity(target)
    if quantity < 0:
        raise field_validation_error("quantity", _("A quantity is not negative."), "min_value")
    if corrects is not None and corrects.target_id != target.pk:
        raise field_validation_error("corrects", _("That report is about another quantity."), "invalid")
    state, promise, last = judge_figure(target, quantity, at)
    said = {"promise": target.in_force(promise), "counted": target.counted(last)}
    if state == BEYOND:
        text = _("More than ten times what is promised (%(promise)s): check the figure and its unit.")
        raise field_validation_error("quantity", text % said, "beyond")
    if corrects is None:
        check_not_falling(target, quantity, last)
    if state != FigureState.CLEAR and not reason.strip():
        text = _(
            "Promised %(promise)s, %(counted)s: give the reason for this figure. It counts once a "
            "supervisor accepts it."
        )
        raise field_validation_error("reason", text % said, "required")
    return state


def check_has_quantity(target: Any) -> None:
    """Raise ValidationError at `quantity` for a figure of a milestone that counts none."""
    if target is None:
        raise field_validation_error("quantity", _("This milestone has no quantity to report."), "no_target")


def check_not_falling(target: Any, quantity: Decimal, last: Decimal | None, text: str | Promise = FALLS) -> None:
    """Raise ValidationError at `quantity` for a figure below the last one, where that is a correction."""
    if last is not None and quantity < last and target.never_falls:
        said = str(text) % {"last": format_quantity(last, target.unit)}
        raise field_validation_error("quantity", said, "falls")


def field_validation_error(field: str, text: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(text, code)})


def judge_figure(target: Any, quantity: Decimal, at: Any) -> tuple[str, Decimal, Decimal | None]:
    """How the rule judges a figure at an instant, what is promised by then, and the last figure that counts."""
    asked = [target.pk, quantity, day_of_instant(at)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT figure_judged(t, q, d), target_on(t, d), figure_on(t, d)"
            " FROM (SELECT %s::bigint AS t, %s::numeric AS q, %s::date AS d) asked",
            asked,
        )
        return cursor.fetchone()
