"""Who builds what: categories, units, people, and the register of projects with their promises."""

from projects.access import READS_ALL, Role

from .facts import Assignment, CoUnit, PhaseChange, Placement
from .people import RoleGiven, Unit, User
from .project import Project
from .target import Target
from .vocabulary import Category, List, Phase

__all__ = [
    "READS_ALL",
    "Assignment",
    "Category",
    "CoUnit",
    "List",
    "Phase",
    "PhaseChange",
    "Placement",
    "Project",
    "Role",
    "RoleGiven",
    "Target",
    "Unit",
    "User",
]
