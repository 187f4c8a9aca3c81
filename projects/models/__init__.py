"""Who builds what: categories, units, people, and the register of projects with their promises."""

from projects.permissions import READS_ALL, Role

from .account_unlock import AccountUnlock
from .assignment import Assignment
from .category import Category
from .co_unit import CoUnit
from .password_reset import PasswordReset
from .phase_change import PhaseChange
from .placement import Placement
from .project import Project
from .promise import Promise
from .rate_limit import RateLimit, delete_stale_rate_limits
from .reorganization import Reorganization, carry_out_due
from .role_grant import RoleGrant, give_role
from .target import Target
from .unit import Unit
from .user import RoleGiven, User
from .vocabulary import List, Phase
from .wording import Wording

__all__ = [
    "READS_ALL",
    "AccountUnlock",
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
    "Reorganization",
    "Role",
    "RoleGiven",
    "RoleGrant",
    "Target",
    "Unit",
    "User",
    "Wording",
    "carry_out_due",
    "delete_stale_rate_limits",
    "give_role",
]
