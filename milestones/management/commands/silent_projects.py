"""Who owed a report and did not file; the last line is `silent=N units=N stewards=N`."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from backoffice.days import show_day
from milestones.management.options import add_day_option, parse_day_option
from milestones.papers.csv import silent_csv_lines
from milestones.papers.terminal_table import terminal_table
from milestones.reports.filters import UNKNOWN
from milestones.reports.missing_reports import SilentProject, silent_counts_by, silent_projects
from projects.models import Unit


class Command(RecordedCommand):
    help = "Print the projects that filed no report by the last filing day, the longest silent first."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_option(parser)
        parser.add_argument("--unit", metavar="CODE", help="only this responsible unit")
        parser.add_argument("--format", choices=["text", "json", "csv"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        day, unit = parse_day_option(options), self._unit(options["unit"])
        rows = [row for row in silent_projects(on=day) if unit in (None, row.unit)]
        getattr(self, f"_{options['format']}")(rows, day)
        units, stewards = (
            {code for code, *_rest in silent_counts_by(rows, who) if code} for who in ("unit", "steward")
        )
        # What a program reads stays pure: the counts then go to the other stream.
        last = self.stdout if options["format"] == "text" else self.stderr
        last.write(f"silent={len(rows)} units={len(units)} stewards={len(stewards)}", str)

    @staticmethod
    def _unit(code: str | None) -> str | None:
        """The unit's code; an empty or unknown one ends the command with code 2."""
        if code is None or Unit.objects.filter(code=code).exists():
            return code
        refusal = UNKNOWN % {"value": code} if code.strip() else _("Give a code.")
        raise CommandError(f"--unit: {refusal}", returncode=2)

    def _text(self, rows: list[SilentProject], day: dt.date) -> None:
        if not rows:
            self.stdout.write(_("No report that was owed is missing on %(day)s.") % {"day": show_day(day, day)})
            return
        heads = (
            _("No."),
            _("Code"),
            _("Project"),
            _("Responsible unit"),
            _("Steward"),
            _("Filing day"),
            _("Last report"),
        )
        cells = [
            (
                number,
                row.project,
                row.project_name,
                row.unit_name or _("—"),
                row.steward_name or _("—"),
                show_day(row.deadline, day),
                show_day(row.last_filed, day),
            )
            for number, row in enumerate(rows, 1)
        ]
        self._lines(terminal_table(heads, cells, right=(0, 5, 6)))
        self._counts(_("Responsible unit"), silent_counts_by(rows, "unit"))
        self._counts(_("Steward"), silent_counts_by(rows, "steward"))

    def _counts(self, head: str, counts: Iterable[tuple[str | None, str | None, int]]) -> None:
        self.stdout.write("")
        cells = [(name or _("—"), count) for _code, name, count in counts]
        self._lines(terminal_table((head, _("Silent projects")), cells, right=(1,)))

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def _json(self, rows: list[SilentProject], day: dt.date) -> None:
        by_unit, by_steward = (
            [{"code": code, "name": name, "count": count} for code, name, count in silent_counts_by(rows, who)]
            for who in ("unit", "steward")
        )
        answer = {"on": day.isoformat(), "total": len(rows), "by_unit": by_unit, "by_steward": by_steward}
        answer["rows"] = [row.as_json() for row in rows]
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))

    def _csv(self, rows: list[SilentProject], day: dt.date) -> None:
        for line in silent_csv_lines(rows):
            self.stdout.write(line, ending="")
