"""States, lights and rules of milestones: their words, ranks and shapes, nowhere else.

What decides them is `rules/standing.sql`.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a milestone is between its draft and its end, in the order in which lists show them."""

    OVERDUE = "overdue", _("Overdue")
    OPEN = "open", _("Open")
    AWAITING = "awaiting", _("Awaiting confirmation")
    SUSPENDED = "suspended", _("Suspended")
    UNPLANNED = "unplanned", _("Not planned")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class Light(TextChoices):
    """The traffic light of a milestone or a project, in the order in which pages show them."""

    RED = "red", _("Red")
    YELLOW = "yellow", _("Yellow")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    GREY = "grey", _("Grey")

    @property
    def rank(self) -> int:
        """1 is the worst, as in `Standing.light_rank`; blue comes last, because it decides only where nothing else is
        left.
        """
        return RANKED.index(self) + 1

    @property
    def shape(self) -> str:
        """The sign of mails, which have no drawings: no light is told by its colour alone."""
        return SHAPES[self]

    @classmethod
    def of_rank(cls, rank: int) -> "Light":
        """The light of a rank from 1 to 5; a cancelled milestone has rank 6 and no light."""
        return RANKED[rank - 1]


RANKED = [Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.BLUE]
SHAPES: dict[str, str] = {Light.RED: "◆", Light.YELLOW: "▲", Light.GREEN: "●", Light.BLUE: "√", Light.GREY: "○"}


class Rule(TextChoices):
    """Why a light is what it is, in as few words as fit under a figure; light by light, in the order of display."""

    OVERDUE = "overdue", _("overdue")
    BEHIND_RED = "behind_red", _("far behind")
    DUE_SOON = "due_soon", _("due soon")
    FORECAST_LATE = "forecast_late", _("forecast late")
    FORECAST_PASSED = "forecast_passed", _("forecast passed")
    BEHIND_YELLOW = "behind_yellow", _("behind")
    AWAITING = "awaiting", _("awaiting confirmation")
    ON_TRACK = "on_track", _("on track")
    FINISHED = "finished", _("in time")
    FINISHED_LATE = "finished_late", _("finished late")
    NOT_STARTED = "not_started", _("not started")
    SUSPENDED = "suspended", _("suspended")
    UNPLANNED = "unplanned", _("without a schedule")

    @property
    def light(self) -> Light:
        """The light that the rule gives."""
        return next(light for light, rules in RULES_OF_LIGHT.items() if self in rules)


RULES_OF_LIGHT = {
    Light.RED: [Rule.OVERDUE, Rule.BEHIND_RED],
    Light.YELLOW: [
        Rule.DUE_SOON,
        Rule.FORECAST_LATE,
        Rule.FORECAST_PASSED,
        Rule.BEHIND_YELLOW,
        Rule.AWAITING,
    ],
    Light.GREEN: [Rule.ON_TRACK],
    Light.BLUE: [Rule.FINISHED, Rule.FINISHED_LATE],
    Light.GREY: [Rule.NOT_STARTED, Rule.SUSPENDED, Rule.UNPLANNED],
}
# The first that holds decides.
DECIDING_ORDER = [
    Rule.FINISHED,
    Rule.FINISHED_LATE,
    Rule.SUSPENDED,
    Rule.UNPLANNED,
    Rule.AWAITING,
    Rule.OVERDUE,
    Rule.BEHIND_RED,
    Rule.DUE_SOON,
    Rule.FORECAST_LATE,
    Rule.FORECAST_PASSED,
    Rule.BEHIND_YELLOW,
    Rule.NOT_STARTED,
    Rule.ON_TRACK,
]
