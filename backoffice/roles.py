"""The product's table of who may do what; `settings.BACKOFFICE_PERMISSIONS` names the module.

That module has `Role` (TextChoices), `ACTIONS` (a rule with `roles` for each action) and `may_perform(user, action)`.
The
back office itself asks for the actions `desk` (who comes in), `watch` (who reads histories) and `read-own` (whose
records are
their own).
"""

from importlib import import_module
from typing import Any

from django.conf import settings

_table: Any = import_module(settings.BACKOFFICE_PERMISSIONS)
Role = _table.Role
ACTIONS = _table.ACTIONS
may_perform = _table.may_perform
