"""The administrator's base data: people, units, categories; and the rule of access that every list follows."""

from .category import CategoryAdmin
from .unit import UnitAdmin
from .user import PersonAdmin

__all__ = ["CategoryAdmin", "PersonAdmin", "UnitAdmin"]
