"""The circular (督办通报) as .docx, in the form of an official document; it is always in Chinese."""

import datetime as dt
from dataclasses import replace
from itertools import chain

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from backoffice.days import show_day
from milestones.models import Standing
from milestones.reports.causes import DelayCause
from milestones.reports.circular import Circular
from milestones.rules.reasons import late_approval_text, sentence_values
from projects.models import Unit

from .circular_annex import add_annex, add_imprint
from .document import (
    HEI,
    KAI,
    RED,
    SONG,
    TEXT,
    add_border_line,
    add_styled_paragraph,
    blank_document,
    document_bytes,
    write_run,
)
from .remarks import end_sentence
from .stamp import Stamp, full_day, overdue_stamp

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")


def chinese_numeral(number: int) -> str:
    """A whole number from 1 to 9999 in Chinese numerals."""
    text = ""
    for place, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        if digit:
            text += DIGITS[digit] + PLACES[place]
        elif text and not text.endswith(DIGITS[0]):
            text += DIGITS[0]
    text = text.rstrip(DIGITS[0])
    return text.removeprefix("一") if text.startswith("一十") else text


DATE_RIGHT = 4  # characters between the date and the margin


def circular_stamp(circular: Circular) -> Stamp:
    """That of the report, with the choice and the checksum of its rows."""
    stamp = overdue_stamp(circular.report)
    chosen = _("%(count)s chosen") % {"count": len(circular.rows)} if circular.chosen else ""
    conditions = _("; ").join(filter(None, [stamp.conditions, chosen]))
    return replace(stamp, conditions=conditions, checksum=circular.checksum, title=circular_title(circular))


def circular_title(circular: Circular) -> str:
    return _("Circular on %(count)s overdue milestones") % {"count": len(circular.rows)}


def circular_issuer() -> str:
    """Who issues it, marked where nobody does."""
    name = settings.CIRCULAR_ISSUER
    return _("%(issuer)s (demonstration)") % {"issuer": name} if settings.DEMONSTRATION else name


@override("zh-hans")
def circular_document(circular: Circular, reply_by: dt.date | None = None) -> bytes:
    """The file; the same circular gives the same bytes."""
    stamp, document = circular_stamp(circular), blank_document()
    add_letterhead(document, stamp)
    add_styled_paragraph(document, stamp.title, SONG, 22, line=35, align=ALIGN.CENTER, before=40, after=24)
    add_styled_paragraph(
        document,
        _("%(units)s:") % {"units": _(", ").join(unit.name for unit in circular.units)},
        align=ALIGN.JUSTIFY,
    )
    add_body_paragraph(document, opening_text(circular, stamp))
    for number, (unit, rows) in enumerate(circular.by_unit, 1):
        add_unit_section(document, circular, number, unit, rows)
    add_closing(document, closing_text(circular, reply_by), circular.report.on)
    add_annex(document, circular.rows, stamp)
    add_imprint(document, copy_recipients(circular), circular_issuer(), circular.report.on)
    return document_bytes(document, stamp.title, stamp.foot, stamp.on)


def add_letterhead(document: Document, stamp: Stamp) -> None:
    """The issuer's mark, the number to be filled in, and the red line."""
    add_styled_paragraph(document, _("Demonstration data") if stamp.mark else "", HEI, TEXT)
    mark = add_styled_paragraph(document, "", line=64, align=ALIGN.CENTER, before=36)
    write_run(mark, settings.CIRCULAR_MARK, SONG, 46).font.color.rgb = RED
    number = _("〔%(year)s〕　　No.") % {"year": stamp.on.year}
    add_border_line(add_styled_paragraph(document, number, align=ALIGN.CENTER, before=29), "bottom", str(RED), 14, 11)


def add_body_paragraph(document: Document, text: str) -> Paragraph:
    return add_styled_paragraph(document, text, indent=2, align=ALIGN.JUSTIFY)


def opening_text(circular: Circular, stamp: Stamp) -> str:
    """How many, of whom, how long."""
    said = {
        "day": stamp.day,
        "projects": circular.projects,
        "count": len(circular.rows),
        "units": len(circular.units),
        "conditions": stamp.conditions,
        "ages": _(", also ").join(age_band_text(*band) for band in circular.by_age),
    }
    if stamp.conditions:
        return (
            _(
                "As of %(day)s, %(count)s milestones of %(units)s units (%(conditions)s) are past their approved "
                "baseline and"
                " not finished: %(ages)s. They are named below."
            )
            % said
        )
    return (
        _(
            "As of %(day)s, of the district's %(projects)s key projects %(count)s milestones of %(units)s units are "
            "past their"
            " approved baseline and not finished: %(ages)s. They are named below."
        )
        % said
    )


def age_band_text(least: int, most: int | None, count: int) -> str:
    if most is None:
        return _("%(count)s of more than %(days)s days") % {"count": count, "days": least - 1}
    return _("%(count)s of %(least)s to %(most)s days") % {"count": count, "least": least, "most": most}


def add_unit_section(
    document: Document, circular: Circular, number: int, unit: Unit | None, rows: list[Standing]
) -> None:
    """一、 the unit, and （一） each of its milestones; one alone has no number."""
    name = unit.name if unit else _("No unit yet")
    head = _("%(number)s. %(unit)s (%(count)s)") % {
        "number": chinese_numeral(number),
        "unit": name,
        "count": len(rows),
    }
    add_styled_paragraph(document, head, HEI, indent=2).paragraph_format.keep_with_next = True
    for place, row in enumerate(rows, 1):
        line = add_body_paragraph(document, "")
        count = _("(%(number)s) ") % {"number": chinese_numeral(place)} if len(rows) > 1 else ""
        write_run(line, count + end_sentence(row.project.name), KAI)
        write_run(line, "".join(milestone_sentences(row, circular.causes[row.pk], circular.report.on)))


def milestone_sentences(row: Standing, cause: DelayCause, on: dt.date) -> list[str]:
    """What is late by how much, until when, and why."""
    known = sentence_values(row, on)
    late = (
        _("“%(name)s” was due on %(due)s and is %(late)s days (%(work)s working days) overdue")
        if row.quantity is None
        else _(
            "“%(name)s” was due on %(due)s and is %(late)s days (%(work)s working days) overdue, %(done)s of "
            "%(asked)s done"
        )
    )
    forecast = (
        _("; the forecast of %(forecast)s has passed and was not renewed.")
        if row.forecast_due < on
        else _("; forecast %(forecast)s.")
    )
    reason = end_sentence(cause.reason) or end_sentence(_("not reported"))
    extension = [end_sentence(cause.extension)] if cause.asked else []
    approved = [end_sentence(said)] if (said := late_approval_text(row)) else []
    return [late % known, forecast % known, *approved, _("Reason: %(reason)s") % {"reason": reason}, *extension]


def closing_text(circular: Circular, reply_by: dt.date | None) -> str:
    """What is asked of the units; the day to reply by is theirs to fill in who issue it, unless they gave it."""
    on = circular.report.on
    day = show_day(reply_by, on) if reply_by else _("　　(month)　　(day)")
    text = _("The units named report reasons, measures and the day of completion in writing by %(day)s.") % {"day": day}
    if any(row.forecast_due < on for row in circular.rows):
        text += _("Forecasts that have passed are to be renewed the same day.")
    return text


def add_closing(document: Document, text: str, on: dt.date) -> None:
    """The last paragraph, the annex named, the signature above the date: never torn apart."""
    date = full_day(on)
    kept = [
        add_body_paragraph(document, text),
        add_styled_paragraph(document),
        add_body_paragraph(document, _("Annex: %(name)s") % {"name": annex_title()}),
    ]
    kept += [
        add_styled_paragraph(document),
        add_styled_paragraph(document),
        add_signature_line(
            document,
            circular_issuer(),
            DATE_RIGHT + (width_in_characters(date) - width_in_characters(circular_issuer())) / 2,
        ),
    ]
    for line in kept:
        line.paragraph_format.keep_with_next = True
    add_signature_line(document, date, DATE_RIGHT)


def add_signature_line(document: Document, text: str, right: float) -> Paragraph:
    """A line that ends so many characters before the margin."""
    line = add_styled_paragraph(document, text, align=ALIGN.RIGHT)
    line.paragraph_format.right_indent = Pt(max(right, 0) * TEXT)
    return line


def width_in_characters(text: str) -> float:
    """The width in characters; digits and Latin letters take half."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def annex_title() -> str:
    return _("Overdue milestones in detail")


def copy_recipients(circular: Circular) -> str:
    """The leaders in charge, each once, in the order met."""
    leaders = dict.fromkeys(chain(row.leader.name for row in circular.rows if row.leader))
    return _(", ").join(leaders)
