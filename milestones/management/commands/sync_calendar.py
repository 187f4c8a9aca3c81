"""Load the official holidays and make-up workdays of whole years, or single days from a table."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from milestones.imports.calendar_csv import import_calendar_csv
from milestones.rules.official_calendar import sync_calendar_year


class Command(RecordedCommand):
    help = "Load a year's holidays and make-up workdays; a year without a published schedule only with --provisional. Or single days: --csv FILE."  # noqa: E501

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", type=int, metavar="YEAR")
        parser.add_argument("--provisional", action="store_true", help="load what is known and mark it so")

        parser.add_argument(
            "--csv",
            type=Path,
            metavar="FILE",
            help="days as a CSV table: the columns day,is_workday,name or 日期,是否上班,名称",
        )

    def handle(self, *, years: list[int], provisional: bool, csv: Path | None, **options: Any) -> None:
        if bool(years) == bool(csv) or (csv and provisional):
            raise CommandError(_("Give either years or --csv FILE."), returncode=2)
        if csv:
            self._load(csv)
        for year in years:
            if not 2000 <= year <= 2100:
                raise CommandError(_("YEAR must be from 2000 to 2100, not %(year)s.") % {"year": year}, returncode=2)
        for year in years:
            self._sync(year, provisional)

    def _sync(self, year: int, provisional: bool) -> None:
        try:
            row, days = sync_calendar_year(year, provisional=provisional)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        worked = sum(day.is_workday for day in days)
        self.stdout.write(f"year={year} holidays={len(days) - worked} makeup={worked} status={row.status}")

    def _load(self, path: Path) -> None:
        try:
            counts = import_calendar_csv(path.read_bytes())
        except OSError as error:
            raise CommandError(f"--csv: {path}: {error.strerror}", returncode=2) from None
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(" ".join(f"{name}={count}" for name, count in counts.items()))
