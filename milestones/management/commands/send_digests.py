"""Send the digests of a day; the last line is `planned=N sent=N held=N skipped=N failed=N`."""

import datetime as dt
from collections import Counter
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from backoffice import clock
from backoffice.channel import RecordedCommand
from milestones.digests import planning
from milestones.mail.sending import SendCounts, digest_kinds_due, is_digest_day, send_digests
from milestones.management.options import add_day_option, parse_day_option


class Command(RecordedCommand):
    help = "Plan and send one digest per person; a second run sends nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_option(parser)
        parser.add_argument("--dry-run", action="store_true", help="print the digests; write and send nothing")
        parser.add_argument(
            "--first",
            action="store_true",
            help="whatever the day and however many: the demonstration's first start",
        )
        parser.add_argument("--release", action="store_true", help="let the day's held messages go")

    def handle(self, *args: Any, dry_run: bool, first: bool, release: bool, **options: Any) -> None:
        day = parse_day_option(options)
        if not first and not is_digest_day(day):
            self.stdout.write(_("%(day)s is not a working day: no digests are planned.") % {"day": day})
        if dry_run:
            self.preview(day, first)
            return
        if release:
            self.stdout.write(f"released={planning.release_held_run(day)}")
        self.stdout.write(str(send_digests(day, first=first)))

    def preview(self, day: dt.date, first: bool) -> None:
        """Each digest as it would go."""
        now = clock.now()
        found = [planning.compose_digests(planning.DigestPlan(kind, day, now)) for kind in digest_kinds_due(day, first)]
        for row in [row for one in found for row in one.good]:
            self.stdout.write(f"To: {row.recipient} <{row.to_addr}>\nSubject: {row.subject}\n\n{row.text}\n")
        for person, reason in [skipped for one in found for skipped in one.skipped]:
            self.stdout.write(f"Skipped: {person} ({reason})")
        self.stdout.write(str(SendCounts(**sum((Counter(one.as_counts()) for one in found), Counter()))))
