from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MilestonesConfig(AppConfig):
    name = "milestones"
    verbose_name = _("Schedule")

    def ready(self) -> None:
        """Let `check --database default` compare the rule in the database with the code."""
        from milestones.rules.installed_functions import check_sql_functions as check_functions

        checks.register(check_functions, checks.Tags.database)  # type: ignore[call-overload]
