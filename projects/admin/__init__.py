"""The administrator's base data: people, units, categories; and the rule of access that every list follows."""

from .people import PersonAdmin, UnitAdmin
from .vocabulary import CategoryAdmin

__all__ = ["CategoryAdmin", "PersonAdmin", "UnitAdmin"]
