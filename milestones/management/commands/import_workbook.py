"""Check a workbook, and write it with --apply; the last line is `state=… create=N update=N unchanged=N faults=N`."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from backoffice.errors import NotAllowed
from milestones.imports.importer import process_waiting_imports
from milestones.imports.upload import start_import, store_import
from milestones.models import Import
from projects.models import User


class Command(BaseCommand):
    help = "The same check and import as the admin's, without a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="in whose name, with whose rights")
        parser.add_argument("--apply", action="store_true", help="write it, if the check finds no fault")

    def handle(self, *args: Any, file: Path, by: str, apply: bool, **options: Any) -> None:
        record = self.stored(file, by)
        process_waiting_imports()
        record.refresh_from_db()
        if apply and record.state == Import.State.CHECKED:
            start_import(record, by=record.by)
            process_waiting_imports()
            record.refresh_from_db()
        self.tell(record)
        if record.state in (Import.State.FAULTY, Import.State.FAILED):
            raise CommandError(record.message or "the workbook has faults; nothing was written", returncode=1)

    def stored(self, file: Path, by: str) -> Import:
        person = User.objects.filter(username=by).first()
        if person is None:
            raise CommandError(f"--by: there is nobody called {by}", returncode=2)
        try:
            with file.open("rb") as opened:
                return store_import(File(opened, name=file.name), by=person)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=1) from None
        except NotAllowed as error:
            raise CommandError(str(error), returncode=1) from None

    def tell(self, record: Import) -> None:
        """Every fault on a line, then the counts."""
        for sheet, row, column, reason in record.faults:
            self.stdout.write(f"{sheet} {row or ''} {column}{_(': ')}{reason}")
        kinds = ("create", "update", "unchanged")
        counts = {kind: sum(sheet.get(kind, 0) for sheet in record.counts.values()) for kind in kinds}
        counted = " ".join(f"{kind}={number}" for kind, number in counts.items())
        self.stdout.write(f"state={record.state} {counted} faults={record.fault_count}")
