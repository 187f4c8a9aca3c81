"""Write the register as an Excel workbook; the last line is `file=… bytes=N`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from milestones.imports.exporter import exportable_projects, write_workbook
from projects.models import User


class Command(BaseCommand):
    help = "What a person may see as a workbook, or the empty template."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="whose view of the register")
        parser.add_argument("--empty", action="store_true", help="the template without rows")

    def handle(self, *args: Any, file: Path, by: str, empty: bool, **options: Any) -> None:
        person = User.objects.filter(username=by).first()
        if person is None:
            raise CommandError(f"--by: there is nobody called {by}", returncode=2)
        write_workbook(str(file), person, None if empty else exportable_projects(person))
        self.stdout.write(f"file={file} bytes={file.stat().st_size}")
