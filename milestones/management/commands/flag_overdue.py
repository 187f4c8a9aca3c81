"""Flag what is overdue; the last line is `raised=N cleared=N escalated=N open=N`."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from milestones.management.options import add_day_option, parse_day_option
from milestones.rules.flagging import flag_overdue


class Command(RecordedCommand):
    help = "Raise and clear the flags of overdue milestones and take the steps of the ladder."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day = parse_day_option(options)
        counts = flag_overdue(day)
        if counts.newest:
            self.stdout.write(
                _("Nothing was written for %(day)s: %(newest)s is flagged already.")
                % {"day": day, "newest": counts.newest}
            )
        self.stdout.write(str(counts))
