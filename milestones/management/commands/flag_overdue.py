"""Flag what is overdue; the last line is `raised=N cleared=N escalated=N open=N`."""

from django.utils.translation import gettext as _

from milestones.management.options import add_day, day_of
from milestones.rules.flagging import flag_overdue
from projects.doors import RecordedCommand


class Command(RecordedCommand):
    help = "Raise and clear the flags of overdue milestones and take the steps of the ladder."

    def add_arguments(self, parser):
        add_day(parser)

    def handle(self, *args, **options):
        day = day_of(options)
        counts = flag_overdue(day)
        if counts.newest:
            self.stdout.write(
                _("Nothing was written for %(day)s: %(newest)s is flagged already.")
                % {"day": day, "newest": counts.newest}
            )
        self.stdout.write(str(counts))
