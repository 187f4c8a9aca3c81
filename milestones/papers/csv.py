"""Tables as CSV: UTF-8 with a mark so that Excel reads it, and no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from milestones.reports.causes import delay_causes
from milestones.reports.missing_reports import SilentProject
from milestones.reports.overdue.report import OverdueReport

from .stamp import Stamp, overdue_stamp

# Full-width signs too: a Chinese Excel reads ＝ as =.
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BATCH = 500


class CsvEcho:
    """A file for csv.writer that hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: Any) -> str:
    """A cell as text; a leading quote disarms whatever would start a formula."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.startswith(("'", *TRIGGERS)) else text


def overdue_columns() -> dict[str, str]:
    """The fields of a row and their heads."""
    return {
        "project": _("Code"),
        "project_name": _("Project"),
        "name": _("Milestone"),
        "category_name": _("Category"),
        "unit_name": _("Responsible unit"),
        "owner_name": _("Owner"),
        "baseline_first": _("First baseline"),
        "baseline_due": _("Baseline"),
        "forecast_due": _("Forecast"),
        "days_late": _("Days late"),
        "working_days_late": _("Working days late"),
        "late_at_approval": _("Days late at approval"),
        "reported": _("Reported"),
        "quantity": _("To be reached"),
        "quantity_written": _("To be reached, as written"),
        "light_reason": _("Why"),
    }


def overdue_csv_lines(report: OverdueReport) -> Iterator[str]:
    """The lines of the file, read in batches."""
    heads = [_("No."), *overdue_columns().values(), _("Reason"), _("Extension"), _("Asked of the leader")]
    batches = (_overdue_batch(report, start) for start in range(0, report.total, BATCH))
    yield from csv_lines(heads, chain.from_iterable(batches), overdue_stamp(report), _("No overdue milestone"))


def csv_lines(heads: list[str], rows: Iterable[Iterable], stamp: Stamp, nothing: str = "") -> Iterator[str]:
    """Any table as a file, the first line with the byte order mark.

    What the paper is stands in columns of every row, so that a machine reads a plain table and a row copied elsewhere
    still tells where it is from. A table without rows has one that says so and carries no number.
    """
    writer = csv.writer(CsvEcho())
    particulars = [stamp.on, stamp.conditions or _("all"), stamp.policy, stamp.rules, stamp.checksum]
    said = [_("As of"), _("Conditions"), _("Rules since"), _("Rules version"), _("Checksum")]
    yield "\ufeff" + writer.writerow([*heads, *said])
    empty = True
    for row in rows:
        empty = False
        yield writer.writerow([safe_cell(value) for value in (*row, *particulars)])
    if empty and nothing:
        yield writer.writerow([safe_cell(value) for value in ("", nothing, *[""] * (len(heads) - 2), *particulars)])


def _overdue_batch(report: OverdueReport, start: int) -> Iterator[tuple]:
    rows = report.rows(start, start + BATCH)
    why = delay_causes([row.id for row in rows], report.on)
    for number, row in enumerate(rows, start + 1):
        cause = why[row.id]
        yield (
            number,
            *(getattr(row, name) for name in overdue_columns()),
            cause.reason,
            cause.extension,
            cause.need,
        )


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
