"""Who builds what: categories, units, people, and the register of projects with their promises."""

from projects.access import READS_ALL, Role

from .facts import Assignment, CoUnit, PhaseChange, Placement
from .grants import RoleGrant, give_role
from .limits import RateLimit, forget_limits
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
    "RateLimit",
    "Role",
    "RoleGiven",
    "RoleGrant",
    "Target",
    "Unit",
    "User",
    "Wording",
    "forget_limits",
    "give_role",
]
