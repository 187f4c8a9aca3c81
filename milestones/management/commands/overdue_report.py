"""The overdue report of the whole district; the last line is `total=N awaiting=N suspended=N`."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from backoffice.days import show_day
from milestones.management.options import add_day_option, parse_day_option
from milestones.papers.csv import overdue_csv_lines
from milestones.papers.terminal_table import terminal_table
from milestones.reports.overdue.report import OverdueReport, build_overdue_report
from milestones.reports.overdue.totals import GroupTotal


class Command(RecordedCommand):
    help = "Print what is past its approved date at the end of a day, worst first."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_option(parser)
        parser.add_argument("--unit", metavar="CODE", help="only this responsible unit")
        parser.add_argument("--category", metavar="CODE", help="only this category")
        parser.add_argument("--format", choices=["text", "json", "csv"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        day = parse_day_option(options)
        filters = {name: options[name] for name in ("unit", "category") if options[name] is not None}
        report = self._report(day, filters)
        getattr(self, f"_{options['format']}")(report)
        # What a program reads stays pure: the counts then go to the other stream.
        last = self.stdout if options["format"] == "text" else self.stderr
        last.write(f"total={report.total} awaiting={report.awaiting} suspended={report.suspended}", str)

    @staticmethod
    def _report(day: dt.date, filters: dict[str, str]) -> OverdueReport:
        try:
            for name, code in filters.items():
                if not code.strip():
                    raise ValidationError({name: ValidationError(_("Give a code."), "required")})
            return build_overdue_report(None, day, filters)
        except ValidationError as error:
            lines = [f"--{name}{_(': ')}{' '.join(messages)}" for name, messages in error.message_dict.items()]
            raise CommandError("\n".join(lines), returncode=2) from None

    def _text(self, report: OverdueReport) -> None:
        heads = (
            _("No."),
            _("Days late"),
            _("Project"),
            _("Milestone"),
            _("Responsible unit"),
            _("Baseline"),
            _("Forecast"),
        )
        rows = [
            (
                number,
                row.days_late,
                row.project_name,
                row.name,
                row.unit_name or _("—"),
                show_day(row.baseline_due, report.on),
                show_day(row.forecast_due, report.on),
            )
            for number, row in enumerate(report.rows(), 1)
        ]
        if rows:
            self._lines(terminal_table(heads, rows, right=(0, 1, 5, 6)))
        else:
            self.stdout.write(_("Nothing is overdue as of %(day)s.") % {"day": show_day(report.on, report.on)})
        self._groups(_("Responsible unit"), report.by_unit)
        self._groups(_("Category"), report.by_category)
        self.stdout.write(_("Checksum %(checksum)s") % {"checksum": report.checksum})

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def _groups(self, head: str, groups: Iterable[GroupTotal]) -> None:
        if groups:
            self.stdout.write("")
            rows = [(group.name, group.count, group.longest) for group in groups]
            self._lines(terminal_table((head, _("Overdue"), _("Longest (days)")), rows, right=(1, 2)))

    def _json(self, report: OverdueReport) -> None:
        answer = report.summary() | {"rows": [row.as_json() for row in report.rows()], "next": None}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))

    def _csv(self, report: OverdueReport) -> None:
        for line in overdue_csv_lines(report):
            self.stdout.write(line, ending="")
