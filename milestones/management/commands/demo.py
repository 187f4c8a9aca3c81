"""Load the demonstration over the register."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from backoffice.clock import parse_day
from backoffice.errors import Conflict, NotAllowed
from milestones.demo import demo_anchor_day
from milestones.demo.load import demo_counts, load_demonstration
from projects.fixture_loader import BadRegister


class Command(RecordedCommand):
    help = "Add invented schedules, units and accounts to the register, and replay half a year up to a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DAY", help="the day to which the dates are anchored; default: today")

    def handle(self, *, on: str | None, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("The demonstration is not for production; nothing was written."))
        try:
            day = parse_day(on)
        except ValidationError as error:
            raise CommandError("--on: " + " ".join(error.messages), returncode=2) from None
        found = self._found() or self._load(day)
        self.stdout.write(" ".join(f"{name}={count}" for name, count in found.items()))

    def _found(self) -> dict[str, int] | None:
        if anchor := demo_anchor_day():
            self.stdout.write(_("The demonstration is there since %(day)s; nothing was changed.") % {"day": anchor})
            return demo_counts(anchor)
        return None

    def _load(self, day: dt.date) -> dict[str, int]:
        try:
            return load_demonstration(day, lambda line: self.stdout.write(f"  {line}"))
        except (BadRegister, Conflict, NotAllowed, ValidationError) as error:
            raise CommandError(_("The demonstration could not be loaded: %(why)s") % {"why": error}) from error
