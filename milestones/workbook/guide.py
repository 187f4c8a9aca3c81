"""The sheet that says how the others are filled in."""

from collections.abc import Iterator

from django.utils.translation import gettext as _


def guide_lines(sheets) -> Iterator[tuple[str, str]]:
    """What and how, a line each."""
    yield (
        _("Sheets"),
        _(
            "Each sheet may be imported alone; delete those that you do not need. Keep the names and the heads."
        ),
    )
    yield (
        _("Heads"),
        _(
            "White on dark: must be filled in. Grey and slanted: worked out by the system, or a number that recognises the row; leave it as it is, and empty in a new row."
        ),
    )
    yield (
        _("New rows"),
        _(
            "A row is new when its code (project), code and measure (quantity), code and name (milestone), or code (unit, person) is not there yet."
        ),
    )
    yield (
        _("Changes"),
        _(
            "A row that is there already is changed where its cells differ. A column that is left out stays as it is; an empty cell empties the value."
        ),
    )
    yield (
        _("Dates"),
        _(
            "Dates come in as forecasts. A baseline is written only by approving the plan, and moves only by an approved request. A changed forecast becomes a progress report in your name."
        ),
    )
    yield (
        _("Progress"),
        _("Progress is only ever added. A row that is filed already is recognised and left alone."),
    )
    yield _("Days"), _("2026-11-23, 2026/11/23 and 2026年11月23日 are understood.")
    yield (
        _("Quote"),
        _(
            "A quote ' before = + - @ keeps the text from becoming a formula; the import takes it off again. Formulas are not read."
        ),
    )
    yield (
        _("Order"),
        _(
            "First the check, which lists every fault by sheet, row and column and writes nothing; then the import, all rows or none."
        ),
    )
    for sheet in sheets:
        must = "、".join(column.title for column in sheet.columns if column.needed)
        kept = "、".join(column.title for column in sheet.columns if column.fixed)
        text = _("Needed: %(must)s. Not read back: %(kept)s.") if kept else _("Needed: %(must)s.")
        yield sheet.title, text % {"must": must, "kept": kept}
