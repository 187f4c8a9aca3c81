"""The sheets of the workbook, in the order in which they come in: what others name comes first."""

from .milestones import MilestoneSheet
from .people import PeopleSheet
from .progress import ProgressSheet
from .projects import ProjectSheet
from .targets import TargetSheet

__all__ = [
    "MilestoneSheet",
    "PeopleSheet",
    "ProgressSheet",
    "ProjectSheet",
    "TargetSheet",
    "coming_in",
    "in_order",
]


def in_order():
    """As they stand in the workbook."""
    return [ProjectSheet(), TargetSheet(), MilestoneSheet(), ProgressSheet(), PeopleSheet()]


def coming_in():
    """As they are read: projects name people and units, milestones name quantities."""
    *others, people = in_order()
    return [people, *others]
