"""Load the official holidays and make-up workdays of whole years."""

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from milestones.rules.calendar import sync


class Command(BaseCommand):
    help = "Load a year's holidays and make-up workdays; a year without a published schedule only with --provisional."

    def add_arguments(self, parser):
        parser.add_argument("years", nargs="+", type=int, metavar="YEAR")
        parser.add_argument("--provisional", action="store_true", help="load what is known and mark it so")

    def handle(self, *, years, provisional, **options):
        for year in years:
            if not 2000 <= year <= 2100:
                raise CommandError(
                    _("YEAR must be from 2000 to 2100, not %(year)s.") % {"year": year}, returncode=2
                )
        for year in years:
            self._sync(year, provisional)

    def _sync(self, year, provisional):
        try:
            row, days = sync(year, provisional=provisional)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        worked = sum(day.is_workday for day in days)
        self.stdout.write(f"year={year} holidays={len(days) - worked} makeup={worked} status={row.status}")
