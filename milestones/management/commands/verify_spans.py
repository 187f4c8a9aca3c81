"""Whether stored spans are what the facts say; the last line is `milestones=N differing=N laid=N seconds=N`."""

from argparse import ArgumentTypeError
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import ProgrammingError
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from milestones.rules.spans import lay_all_spans, verify_spans

SHOWN = 20


def positive(text: str) -> int:
    """A number from 1; ArgumentTypeError says so otherwise, and the command ends with code 2."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("Give a number from 1."))
    return int(text)


class Command(RecordedCommand):
    help = "Compare the spans of milestones with what their facts say, and name those that differ; code 1 if any does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=positive, metavar="N", help="only so many milestones, at random")
        parser.add_argument(
            "--lay", action="store_true", help="lay those of every milestone anew; the role that migrates alone may"
        )

    @staticmethod
    def _lay() -> None:
        try:
            lay_all_spans()
        except ProgrammingError as error:
            raise CommandError(
                _("Only the database role that migrates lays spans: set DATABASE_URL to its address.")
            ) from error

    def handle(self, *args: Any, **options: Any) -> None:
        begun = perf_counter()
        found = verify_spans(options["sample"])
        for key in found.differing[:SHOWN]:
            self.stdout.write(_("Milestone %(key)d: its spans are not what its facts say.") % {"key": key})
        laid = bool(options["lay"] and found.differing)
        if laid:
            self._lay()
        seconds = f"seconds={perf_counter() - begun:.1f}"
        differing = len(found.differing)
        self.stdout.write(f"milestones={found.milestones} differing={differing} laid={int(laid)} {seconds}")
        if differing and not laid:
            raise CommandError(
                _("Run it with --lay as the database role that migrates, and find out who wrote without triggers.")
            )
