"""Options that several commands share."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser

from backoffice.clock import parse_day


def add_day_option(parser: CommandParser) -> None:
    parser.add_argument("--on", metavar="DAY", help="the day, as 2026-11-23; today by default")


def parse_day_option(options: Mapping[str, Any]) -> dt.date:
    """The day asked for. A bad one ends the command with code 2 and a line that names the option."""
    try:
        return parse_day(options["on"])
    except ValidationError as error:
        raise CommandError(f"--on: {' '.join(error.messages)}", returncode=2) from None
