"""The sheet that says how the others are filled in."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .sheet import WorkbookSheet

LINES = (
    (
        _("Sheets"),
        _(
            "Each sheet may be imported alone; delete those that you do not need. Keep the names and the heads."
        ),
    ),
    (
        _("Heads"),
        _(
            "White on dark: must be filled in. Grey and slanted: worked out by the system, or a number that recognises the row; leave it as it is, and empty in a new row."
        ),
    ),
    (
        _("New rows"),
        _(
            "A row is new when its code (project), code and measure (quantity), code and name (milestone), or code (unit, person) is not there yet."
        ),
    ),
    (
        _("Changed rows"),
        _(
            "A row that is there already is changed where its cells differ. A column that is left out stays as it is; an empty cell empties the value."
        ),
    ),
    (
        _("Dates"),
        _(
            "Dates come in as forecasts. A baseline is written only by approving the plan, and moves only by an approved request. A changed forecast becomes a progress report in your name."
        ),
    ),
    (
        _("Progress rows"),
        _("Progress is only ever added. A row that is filed already is recognised and left alone."),
    ),
    (_("Days"), _("2026-11-23, 2026/11/23 and 2026年11月23日 are understood.")),
    (
        _("The quote"),
        _(
            "A quote ' before = + - @ keeps the text from becoming a formula; the import takes it off again. Formulas are not read."
        ),
    ),
    (
        _("Steps"),
        _(
            "First the check, which lists every fault by sheet, row and column and writes nothing; then the import, all rows or none."
        ),
    ),
    (
        _("Faults of the import"),
        _(
            "After a check with faults the file can be downloaded with the faulty cells marked; mend it in place and upload it again. The sheet and the column that name the faults are not read."
        ),
    ),
)


def guide_lines(sheets: Iterable[WorkbookSheet]) -> Iterator[tuple[str, str]]:
    """What and how, a line each; then each sheet with what it needs."""
    if settings.DEMONSTRATION:
        yield _t("Demonstration data"), _t("Dates, units, people, progress and reasons are generated.")
    yield from ((str(what), str(how)) for what, how in LINES)
    for sheet in sheets:
        must = "、".join(column.title for column in sheet.columns if column.needed)
        kept = "、".join(column.title for column in sheet.columns if column.fixed)
        text = _t("Needed: %(must)s. Not read back: %(kept)s.") if kept else _t("Needed: %(must)s.")
        yield sheet.title, text % {"must": must, "kept": kept} + str(sheet.remark)
