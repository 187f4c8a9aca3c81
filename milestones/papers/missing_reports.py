"""Silent projects as CSV, under the same precautions as the overdue report."""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from milestones.reports.missing_reports import SilentProject

from .csv import CsvEcho, safe_cell


def silent_columns() -> dict[str, str]:
    """The fields of a row and their heads."""
    return {
        "project": _("Code"),
        "project_name": _("Project"),
        "unit_name": _("Responsible unit"),
        "steward_name": _("Steward"),
        "deadline": _("Filing day"),
        "last_filed": _("Last report"),
    }


def silent_csv_lines(rows: list[SilentProject]) -> Iterator[str]:
    """The lines of the file; the first carries the byte order mark."""
    writer = csv.writer(CsvEcho())
    yield "\ufeff" + writer.writerow([_("No."), *silent_columns().values()])
    for number, row in enumerate(rows, 1):
        yield writer.writerow([number, *(safe_cell(getattr(row, name)) for name in silent_columns())])
