"""The sheets of the workbook, in the order in which they come in: what others name comes first."""

from milestones.imports.sheet import WorkbookSheet

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
    "sheets_in_import_order",
    "sheets_in_workbook_order",
]


def sheets_in_workbook_order() -> list[WorkbookSheet]:
    """As they stand in the workbook."""
    return [ProjectSheet(), TargetSheet(), MilestoneSheet(), ProgressSheet(), PeopleSheet()]


def sheets_in_import_order() -> list[WorkbookSheet]:
    """As they are read: projects name people and units, milestones name quantities."""
    *others, people = sheets_in_workbook_order()
    return [people, *others]
