"""Read a report or a list of works; the last line is `works=N quantities=N …`."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from intake.report.against import Score, measure, read_register
from intake.report.reading import read_report
from intake.report.source import UnreadableDocument
from intake.report.work import Reading
from milestones.papers.terminal_table import terminal_table


class Command(BaseCommand):
    help = "Read a report (.txt, .docx or .pdf) into draft works with their quantities; writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--against", nargs="+", type=Path, metavar="FIXTURE", help="measure against the register")
        parser.add_argument("--json", action="store_true", help="print what was read as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            reading = read_report(options["file"])
        except UnreadableDocument as error:
            raise CommandError(f"{options['file']}{_(': ')}{error}", returncode=1) from None
        seconds = time.perf_counter() - started
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=1))
        elif not options["against"]:
            self._works(reading)
        last = self.stderr if options["json"] else self.stdout
        if not options["against"]:
            last.write(self._counts(reading, seconds), str)
            return
        score = self._score(reading, options["against"])
        if not options["json"]:
            self._measured(score)
        last.write(f"{score.summary()} seconds={seconds:.2f}", str)
        if score.invented:
            raise CommandError(_("A value is no part of its line."), returncode=1)

    @staticmethod
    def _score(reading: Reading, paths: list[Path]) -> Score:
        try:
            return measure(reading, read_register(paths))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"--against{_(': ')}{error}", returncode=2) from None

    @staticmethod
    def _counts(reading: Reading, seconds: float) -> str:
        quantities = sum(len(work.targets) for work in reading.works)
        doubtful = sum(not work.sure for work in reading.works)
        return (
            f"works={len(reading.works)} quantities={quantities} look={doubtful} "
            f"not_taken={len(reading.not_taken)} seconds={seconds:.2f}"
        )

    def _works(self, reading: Reading) -> None:
        heads = (_("Line"), _("Label"), _("Project"), _("Phase"), _("Quantities"), _("Confidence"))
        rows = [
            (
                work.line,
                work.label,
                f"  {work.name}" if work.parent else work.name,
                work.phase,
                " ".join(target.quantity.as_written for target in work.targets),
                _("certain") if work.sure else _("look"),
            )
            for work in reading.works
        ]
        self._table(heads, rows)
        self.stdout.write(f"\n{_('Not taken')}")
        told = [(entry.line, entry.why.label, entry.text) for entry in reading.not_taken]
        self._table((_("Line"), _("Reason"), _("Text")), told)

    def _measured(self, score: Score) -> None:
        heads = (_("Measured"), _("Found"), _("Of"), _("Recall"), _("Right"), _("Of"), _("Precision"))
        self._table(heads, score.rows())

    def _table(self, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        for line in terminal_table(heads, rows, most=60):
            self.stdout.write(line)
