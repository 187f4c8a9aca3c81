"""Why something with a number is no quantity of a work: told, so that nothing vanishes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """The reasons, each a line that a reader understands."""

    GROWTH = "growth", _("A rate of growth")
    DISTRICT_TOTAL = "district_total", _("A figure of the district, of no single work")
    SPECIFICATION = "specification", _("Describes a thing and counts nothing")
    START_VALUE = "start_value", _("Where the figure stood before")
    UPPER_BOUND = "upper_bound", _("An upper bound, which the register does not keep")
    HEADING_TOTAL = "heading_total", _("A total in a heading: its works follow")
    TOLD_TWICE = "told_twice", _("Said of the same work elsewhere in the text")
    NO_WORK = "no_work", _("No work is named with it")
    NO_QUANTITY = "no_quantity", _("Holds no quantity of a work")
