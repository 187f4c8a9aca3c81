"""Who builds what: categories, units, people, and the register of projects with their promises."""

from projects.access import READS_ALL, Role

from .facts import Assignment, CoUnit, PhaseChange, Placement
from .grants import RoleGrant, give_role
from .people import RoleGiven, Unit, User
from .project import Project
from .promise import Promise
from .resets import PasswordReset
from .target import Target
from .vocabulary import Category, List, Phase
from .wording import Wording

__all__ = [
    "READS_ALL",
    "Assignment",
    "Category",
    "CoUnit",
    "List",
    "Phase",
    "PasswordReset",
    "PhaseChange",
    "Placement",
    "Project",
    "Promise",
    "Role",
    "RoleGiven",
    "RoleGrant",
    "Target",
    "Unit",
    "User",
    "Wording",
    "give_role",
]
