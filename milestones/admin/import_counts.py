"""What an import would change or has changed, in numbers and in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _t

from milestones.imports.sheets import sheets_in_workbook_order
from milestones.models import Import


def counts_by_sheet(record: Import) -> list[tuple[str, dict[str, int]]]:
    """Sheet by sheet, in the order of the workbook, which the stored object does not keep."""
    return [
        (sheet.title, record.counts[sheet.title])
        for sheet in sheets_in_workbook_order()
        if sheet.title in record.counts
    ]


def import_summary_lines(record: Import) -> Iterator[str]:
    """Sheet by sheet, how many rows would be or were made and changed."""
    words = {"create": _t("%(count)s new"), "update": _t("%(count)s changed")}
    for title, counted in counts_by_sheet(record):
        parts = (text % {"count": counted[kind]} for kind, text in words.items() if counted.get(kind))
        if said := _t(", ").join(parts):
            yield f"{title}{_t(': ')}{said}"


def import_count_table(record: Import) -> list[tuple[str, list[int]]]:
    """The same as numbers, for a table."""
    kinds = ("create", "update", "unchanged")
    return [(title, [counted.get(kind, 0) for kind in kinds]) for title, counted in counts_by_sheet(record)]


def changed_row_count(record: Import) -> int:
    return sum(numbers[0] + numbers[1] for _title, numbers in import_count_table(record))
