"""The end of a circular: the table of all rows, and the imprint (版记) on the last sheet."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from backoffice.days import show_day
from milestones.models import Standing
from milestones.rules.reasons import late_approval_text

from .document import FANG, HEI, SONG, TEXT, add_styled_paragraph, set_spacing, word_element, write_run
from .stamp import Stamp, full_day

SIZE, LINE = 10.5, 16
WIDTHS = (9, 43, 26, 22, 22.5, 22.5, 11)  # millimetres, 156 in all
TEXTS = {1, 2, 3}
RIGHT = {4, 5}


def add_annex(document: Document, rows: list[Standing], stamp: Stamp) -> None:
    """On a sheet of its own: the word, the title, the table, the particulars."""
    add_styled_paragraph(document, _("Annex"), HEI, TEXT).paragraph_format.page_break_before = True
    add_styled_paragraph(
        document, _("Overdue milestones in detail"), SONG, 22, line=35, align=ALIGN.CENTER, before=6, after=10
    )
    table = document.add_table(rows=0, cols=len(WIDTHS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, wide in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(wide)
    add_annex_row(table, annex_headings(), HEI, set(range(len(WIDTHS))))
    table.rows[0]._tr.get_or_add_trPr().append(word_element("w:tblHeader"))
    for number, row in enumerate(rows, 1):
        add_annex_row(table, annex_cells(number, row, stamp.on), FANG, {0, 6})
    ruled = _("Counted from the approved baseline; due today is not overdue.")
    said = [*stamp.parts, ruled.rstrip("。."), *filter(None, [stamp.mark])]
    add_styled_paragraph(
        document,
        "".join(_("%(sentence)s.") % {"sentence": part} for part in said),
        size=SIZE,
        line=LINE,
        before=6,
    )


def annex_headings() -> list[str]:
    return [
        _("Number"),
        _("Project"),
        _("Milestone"),
        _("Responsible unit"),
        _("Baseline"),
        _("Forecast"),
        _("Days late"),
    ]


def annex_cells(number: int, row: Standing, on: dt.date) -> list[str]:
    unit = row.unit.name if row.unit else _("—")
    due, forecast = show_day(row.baseline_due, on), show_day(row.forecast_due, on)
    late = late_approval_text(row)
    name = _("%(name)s (%(said)s)") % {"name": row.milestone.name, "said": late} if late else row.milestone.name
    return [str(number), row.project.name, name, unit, due, forecast, str(row.days_late)]


def add_annex_row(table: Table, texts: list[str], font: str, centred: set[int]) -> None:
    """A row that no page tears."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(word_element("w:cantSplit"))
    for place, (cell, text, wide) in enumerate(zip(row.cells, texts, WIDTHS, strict=True)):
        cell.width, cell.vertical_alignment = Mm(wide), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        line = cell.paragraphs[0]
        set_spacing(line.paragraph_format, LINE, 2, 2)
        line.alignment = ALIGN.CENTER if place in centred else ALIGN.RIGHT if place in RIGHT else ALIGN.LEFT
        write_run(line, text, font, SIZE)
        set_cell_margins(cell)


def set_cell_margins(cell: _Cell) -> None:
    """Narrow ones, so that a date stays on one line."""
    sides = word_element("w:tcMar")
    for side in ("left", "right"):
        sides.append(word_element(f"w:{side}", w=50, type="dxa"))
    cell._tc.get_or_add_tcPr().append(sides)
    order_cell_properties(cell._tc.tcPr)


def order_cell_properties(properties: Any) -> None:
    """The schema wants the margins before the vertical alignment."""
    for aligned in properties.findall(qn("w:vAlign")):
        properties.append(aligned)


def add_imprint(document: Document, copies: str, issuer: str, on: dt.date) -> None:
    """Who gets a copy, who issued it and when, between lines, at the foot of the last sheet."""
    rows = [(_("Copies to: %(people)s.") % {"people": copies}, "")] if copies else []
    rows.append((issuer, _("Issued on %(day)s") % {"day": full_day(on)}))
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Mm(86), Mm(70)
    table._tbl.tblPr.insert_element_before(
        # Measured from the edge of the paper, or LibreOffice would leave it where the text ends.
        word_element("w:tblpPr", vertAnchor="margin", horzAnchor="page", tblpX=Mm(28).twips, tblpYSpec="bottom"),
        "w:tblW",
        "w:tblLook",
    )
    for place, (left, right) in enumerate(rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(word_element("w:cantSplit"))
        last = place == len(rows) - 1
        row.cells[0].width, row.cells[1].width = Mm(86), Mm(70)
        cell = row.cells[0] if right else row.cells[0].merge(row.cells[1])
        fill_imprint_cell(cell, left, ALIGN.LEFT, place, last)
        if right:
            fill_imprint_cell(row.cells[1], right, ALIGN.RIGHT, place, last)
    add_styled_paragraph(document, size=1, line=1)  # what the table hangs on


def fill_imprint_cell(cell: _Cell, text: str, side: ALIGN, place: int, last: bool) -> None:
    """The outer lines are thicker than the one between."""
    borders = word_element("w:tcBorders")
    borders.append(word_element("w:top", val="single", sz=6 if place else 8, space=0, color="000000"))
    if last:
        borders.append(word_element("w:bottom", val="single", sz=8, space=0, color="000000"))
    cell._tc.get_or_add_tcPr().append(borders)
    line = cell.paragraphs[0]
    line.alignment = side
    set_spacing(line.paragraph_format, 24, 2, 2)
    setattr(line.paragraph_format, "left_indent" if side == ALIGN.LEFT else "right_indent", Pt(8))
    write_run(line, text, FANG, 14)
    line.paragraph_format.keep_with_next = not last
