"""Options that several commands share."""

from django.core.exceptions import ValidationError
from django.core.management import CommandError

from backoffice.clock import parse_day


def add_day_option(parser) -> None:
    parser.add_argument("--on", metavar="DAY", help="the day, as 2026-11-23; today by default")


def parse_day_option(options):
    """The day asked for. A bad one ends the command with code 2 and a line that names the option."""
    try:
        return parse_day(options["on"])
    except ValidationError as error:
        raise CommandError(f"--on: {' '.join(error.messages)}", returncode=2) from None
