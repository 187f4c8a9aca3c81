"""Load the district's register and what belongs to it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import CommandParser
from django.db import IntegrityError
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from backoffice.refusals import database_refusal_text
from projects.fixture_loader import BadRegister, FixtureFileOutcome, load_fixture_files

DEFAULT = ("calendar.json", "templates.json", "register_2023.json", "register_2024.json")


class Command(RecordedCommand):
    help = "Add what is missing of the register by code; rows that are there are never touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="*", metavar="FILE", help="fixture files in any order; default: the register"
        )

    def handle(self, *, files: list[str], **options: Any) -> None:
        paths = [self._existing(name) for name in dict.fromkeys(files or DEFAULT)]
        try:
            outcomes = load_fixture_files(paths, lambda line: self.stdout.write(f"  {line}"))
        except BadRegister as error:
            raise CommandError("\n".join([*error.faults, _("Nothing was written.")])) from None
        except IntegrityError as error:
            raise CommandError("\n".join([database_refusal_text(error), _("Nothing was written.")])) from None
        for outcome in outcomes:
            self._show(outcome)
        added, present = sum(o.added for o in outcomes), sum(o.present for o in outcomes)
        self.stdout.write(f"added={added} present={present} differing={sum(len(o.differing) for o in outcomes)}")

    def _existing(self, name: str) -> Path:
        """As given, or by its name in the folder of fixtures."""
        for path in (Path(name), *(Path(folder) / name for folder in settings.FIXTURE_DIRS)):
            if path.is_file():
                return path
        raise CommandError(_("%(file)s: there is no such file.") % {"file": name}, returncode=2)

    def _show(self, outcome: FixtureFileOutcome) -> None:
        line = _("%(file)s: %(added)d added, %(present)d present, %(differing)d differing")
        counts = {"added": outcome.added, "present": outcome.present, "differing": len(outcome.differing)}
        self.stdout.write(line % {"file": outcome.file.name, **counts})
        for record, fields in outcome.differing.items():
            self.stdout.write(f"  {record}: {', '.join(fields)}")
