"""What an import would change or has changed, in numbers and in words."""

from django.utils.translation import gettext as _t

from milestones.workbook.sheets import in_order


def counts(record):
    """Sheet by sheet, in the order of the workbook, which the stored object does not keep."""
    return [(sheet.title, record.counts[sheet.title]) for sheet in in_order() if sheet.title in record.counts]


def summary(record):
    """Sheet by sheet, how many rows would be or were made and changed."""
    words = {"create": _t("%(count)s new"), "update": _t("%(count)s changed")}
    for title, counted in counts(record):
        parts = (text % {"count": counted[kind]} for kind, text in words.items() if counted.get(kind))
        if said := _t(", ").join(parts):
            yield f"{title}{_t(': ')}{said}"


def figures(record):
    """The same as numbers, for a table."""
    kinds = ("create", "update", "unchanged")
    return [(title, [counted.get(kind, 0) for kind in kinds]) for title, counted in counts(record)]


def changed(record) -> int:
    return sum(numbers[0] + numbers[1] for _title, numbers in figures(record))
