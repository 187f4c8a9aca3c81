"""Read any sheet of works; the last line is `tables=N rows=N …`."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from intake.sheet.reading import SheetReading, TableReading, read_sheet
from milestones.imports.reader import refusal_sentence
from milestones.imports.validate_file import WorkbookRefused
from milestones.papers.terminal_table import terminal_table


class Command(BaseCommand):
    help = "Read a sheet (.xlsx, .xls, .ods, .csv, .html, .docx or pasted text) into draft works; writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print what was read as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        path: Path = options["file"].absolute()
        if not path.is_file():
            raise CommandError(f"{options['file']}{_(': ')}{_('There is no such file.')}", returncode=2)
        try:
            reading = read_sheet(path)
        except WorkbookRefused as refusal:
            raise CommandError(f"{options['file']}{_(': ')}{refusal_sentence(refusal)}", returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=1))
        for table in () if options["json"] else reading.tables:
            self._table(table)
        last = self.stderr if options["json"] else self.stdout
        last.write(self._counts(reading, time.perf_counter() - started), str)
        if not reading.tables:
            raise CommandError(_("No table with headings is found in the file."), returncode=1)

    @staticmethod
    def _counts(reading: SheetReading, seconds: float) -> str:
        doubtful = sum(not work.sure for work in reading.works)
        return (
            f"tables={len(reading.tables)} rows={len(reading.works)} look={doubtful} faults={len(reading.faults)} "
            f"not_taken={sum(len(table.not_taken) for table in reading.tables)} seconds={seconds:.2f}"
        )

    def _table(self, read: TableReading) -> None:
        self.stdout.write(f"\n{read.table.grid.title} {read.table.first_head}-{read.table.last_head}")
        heads = (_("Column"), _("Heading"), _("Field"))
        self._lines(heads, [(one.letter, " ".join(one.path), one.shown_field or "") for one in read.table.columns])
        told = (_("Row"), _("Project"), _("Units"), _("Start"), _("Due"), _("Yuan"), _("Quantities"), _("Confidence"))
        rows = [
            (
                *(work.row, work.name, "、".join(work.unit), work.starts_on or "", work.due or ""),
                "" if work.investment_yuan is None else f"{work.investment_yuan:f}",
                " ".join(f"{one.value}{one.unit}" for one in work.quantities),
                _("certain") if work.sure else _("look"),
            )
            for work in read.works
        ]
        self._lines(told, rows)
        faults = [(one.row or "", one.column or "", one.message, one.proposal or "") for one in read.faults]
        self._lines((_("Row"), _("Column"), _("Message"), _("Proposal")), faults)
        left = [(row.number, str(row.sort.label), row.text) for row in read.not_taken]
        self._lines((_("Row"), _("Reason"), _("Text")), left)

    def _lines(self, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        for line in terminal_table(heads, rows, most=60) if rows else ():
            self.stdout.write(line)
