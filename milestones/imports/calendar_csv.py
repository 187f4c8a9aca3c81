"""Calendar days from a CSV table: every fault is named by row and column before anything is written."""

import csv
import datetime as dt
import io
from collections.abc import Container
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.clock import now, today
from backoffice.days import show_day
from backoffice.names import normalise_name, refuse_controls
from milestones.models import CalendarCorrection, CalendarDay
from milestones.rules.official_calendar import refuse_past_days
from projects.models import User

from .cells import CellFault, DateCell
from .encoding import decode_text

COLUMNS = {"day": "日期", "is_workday": "是否上班", "name": "名称"}
WORDS = {
    **dict.fromkeys(("1", "true", "yes", "是", "上班", "班"), True),
    **dict.fromkeys(("0", "false", "no", "否", "休息", "休"), False),
}
# The first bytes of .xlsx and .xls.
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MOST_ROWS = 2000
LONGEST_NAME = CalendarDay._meta.get_field("name").max_length or 0


def parse_calendar_day(text: str) -> dt.date:
    """A day in any spelling that a cell of the workbook may have."""
    try:
        return DateCell().read(text, None)
    except CellFault as fault:
        raise ValidationError(str(fault)) from None


def parse_yes_no(text: str) -> bool:
    if text.lower() not in WORDS:
        raise ValidationError(_("“%(text)s” is neither 是 nor 否 (1 or 0, true or false).") % {"text": text})
    return WORDS[text.lower()]


def parse_day_name(text: str) -> str:
    name = normalise_name(text)
    if not name:
        raise ValidationError(_("The name is missing."))
    refuse_controls(name)
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("At most %(most)d characters.") % {"most": LONGEST_NAME})
    return name


READERS = {"day": parse_calendar_day, "is_workday": parse_yes_no, "name": parse_day_name}


def decode_csv(data: bytes) -> list[list[str]]:
    """The table's rows as texts. Raise ValidationError for what is no CSV, or in no encoding known here."""
    if data.startswith(WORKBOOK_MARKS):
        raise ValidationError(_("This is an Excel workbook: open it and save it as a CSV table first."), "workbook")
    text = decode_text(data)
    if text is None:
        raise ValidationError(_("The file's encoding is not known; save it as “CSV UTF-8”."), "encoding")
    tabs = "\t" in text.partition("\n")[0]
    try:
        table = csv.reader(io.StringIO(text, newline=""), "excel-tab" if tabs else "excel", strict=True)
        rows = [strip_trailing_blanks(row) for row in table]
    except csv.Error as error:
        long = "larger than field limit" in str(error)
        why = _("a cell is too long") if long else _("its quotation marks do not match")
        raise ValidationError(_("The file is not a CSV table: %(why)s.") % {"why": why}, "invalid") from None
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS}, "too_long")
    return rows


def strip_trailing_blanks(row: list[str]) -> list[str]:
    """The cells without the empty ones that a spreadsheet leaves at the end."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def header_fields(head: list[str]) -> list[str]:
    """The fields in the order of the head, which names each of the three once, in Chinese or English."""
    fields = {name: field for field, chinese in COLUMNS.items() for name in (field, chinese)}
    found = [fields.get(title, title) for title in head]
    wrong = [title for title in head if title not in fields]
    wrong += [title for field, title in COLUMNS.items() if found.count(field) != 1]
    if wrong:
        text = _(
            "Row 1 must name the columns day, is_workday, name (日期, 是否上班, 名称), each once; wrong or missing: "
            "%(wrong)s."
        )
        raise ValidationError(text % {"wrong": _(", ").join(wrong)}, "columns")
    return found


def read_calendar_csv(data: bytes) -> list[CalendarDay]:
    """The days of the table. Raise ValidationError with all faults, each with its row and column."""
    rows = decode_csv(data)
    fields = header_fields(rows[0] if rows else [])
    days: dict[dt.date | None, dict] = {}
    faults = []
    for number, row in enumerate(rows[1:], start=2):
        if row:
            values, wrong = read_csv_row(number, fields, row, days)
            faults += wrong
            days[values.get("day")] = values
    if not days:
        faults.append(_("The file has no days."))
    if faults:
        raise ValidationError([ValidationError(fault, "invalid") for fault in faults])
    return [CalendarDay(**values) for values in days.values()]


def read_csv_row(
    number: int, fields: list[str], row: list[str], earlier: Container[dt.date | None]
) -> tuple[dict, list[str]]:
    """What a row says, and what is wrong with it; a day stands in one row only."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    if len(row) > len(fields):
        faults.append(_("Row %(row)d: more cells than columns.") % {"row": number})
    for field, text in zip(fields, row + [""] * len(fields), strict=False):
        try:
            values[field] = READERS[field](text)
        except ValidationError as error:
            faults.append(cell_fault_text(number, field, "".join(error.messages)))
    if (day := values.get("day")) and day in earlier:
        faults.append(
            cell_fault_text(number, "day", _("%(day)s stands in the file already.") % {"day": show_day(day, today())})
        )
    return values, faults


def cell_fault_text(number: int, field: str, fault: str) -> str:
    return _("Row %(row)d, column %(column)s: %(fault)s") % {
        "row": number,
        "column": COLUMNS[field],
        "fault": fault,
    }


def import_calendar_csv(data: bytes) -> dict[str, int]:
    """Import calendar days from CSV bytes, all or none, and return counts; raise ValidationError for any faulty cell
    and for changed days up to today.
    """
    return write_calendar_days(read_calendar_csv(data))


@transaction.atomic
def write_calendar_days(days: list[CalendarDay], *, by: User | None = None, text: str = "") -> dict[str, int]:
    """Write the days over those that stand, all or none; answer how many are new, changed and as before.

    Days that have come are not written: with a person and a reason they are asked for as one correction, and counted.
    """
    stored = CalendarDay.objects.select_for_update().in_bulk([day.day for day in days])
    counts = {"days": len(days), "added": 0, "changed": 0, "unchanged": 0}
    past = []
    for day in days:
        if day.same_as(stored.get(day.day)):
            counts["unchanged"] += 1
        elif day.day <= today():
            past.append(day)
        else:
            counts["changed" if day.day in stored else "added"] += 1
            day.from_at = now()
            day.save()
    if past and by and text.strip():
        alone = CalendarCorrection.ask(past, by=by, text=text).alone
        counts["changed" if alone else "asked"] = len(past) + (counts["changed"] if alone else 0)
    elif past:
        refuse_past_days(past)
    return counts
