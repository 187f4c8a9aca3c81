"""The form of an official document (GB/T 9704) in .docx: paper, grid, fonts with their fall-backs, page numbers."""

import datetime as dt
import re
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

from .reproducible import nominal_file_time, strip_zip_dates

SONG, FANG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
NUMBER = "宋体"
# What a machine without the font takes in its place.
FALLBACKS = {
    SONG: "STZhongsong,SimSun,Noto Serif CJK SC",
    FANG: "FangSong,STFangsong,Noto Serif CJK SC",
    KAI: "KaiTi,STKaiti,Noto Serif CJK SC",
    HEI: "SimHei,STHeiti,Noto Sans CJK SC",
    NUMBER: "SimSun,STSong,Noto Serif CJK SC",
}
RED = RGBColor(0xD0, 0x02, 0x1B)
# Points. 22 lines of 28 characters fill a page of 225 by 156 millimetres when the characters stand a little closer.
TEXT, LINE, SQUEEZE = 16, 28.95, -0.25
# What stands after the grid among the properties of a paragraph.
SPACING = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr")
# What XML cannot hold.
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


def blank_document() -> Document:
    """An empty document on the right paper."""
    document = new_document()
    document.settings.odd_and_even_pages_header_footer = True
    style = document.styles["Normal"]
    set_font(style, FANG, TEXT)
    set_spacing(style.paragraph_format, LINE)
    style.paragraph_format.widow_control = False
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:eastAsia"), "zh-CN")
    set_document_page(document.sections[0])
    set_font_fallbacks(document)
    return document


def set_document_page(section: Section) -> None:
    """A4 with the margins of the standard, and the grid of its lines and characters."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(word_element("w:docGrid", type="lines", linePitch=round(LINE * 20)))
    add_page_number(section.footer, ALIGN.RIGHT)
    add_page_number(section.even_page_footer, ALIGN.LEFT)


def add_page_number(footer: _Footer, side: ALIGN) -> None:
    """— 1 —, on the outer side, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    set_spacing(paragraph.paragraph_format, 14)
    indent = "right_indent" if side == ALIGN.RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, indent, Pt(14))
    write_run(paragraph, "— ", NUMBER, 14)
    run = write_run(paragraph, "", NUMBER, 14)
    run._r.append(word_element("w:fldChar", fldCharType="begin"))
    code = word_element("w:instrText")
    code.text = "PAGE"
    run._r.append(code)
    run._r.append(word_element("w:fldChar", fldCharType="end"))
    write_run(paragraph, " —", NUMBER, 14)


def word_element(tag: str, **attributes: Any) -> Any:
    """An element of WordprocessingML."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_font(holder: Any, name: str, size: float) -> None:
    """One font for Chinese, digits and quotation marks alike, of a run or a style."""
    holder.font.name, holder.font.size = name, Pt(size)
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def set_font_fallbacks(document: Document) -> None:
    """Tell Word what to take where a font is missing."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def set_spacing(form: ParagraphFormat, line: float, before: float = 0, after: float = 0) -> None:
    """Exactly so many points from line to line; what is not of the text's height leaves its grid."""
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    form.space_before, form.space_after = Pt(before), Pt(after)
    for gap in ("w:autoSpaceDE", "w:autoSpaceDN"):  # none between Chinese and Latin letters, nor digits
        insert_property(form, word_element(gap, val=0), "w:snapToGrid", *SPACING)
    if line != LINE:
        insert_property(form, word_element("w:snapToGrid", val=0), *SPACING)


def insert_property(form: ParagraphFormat, made: Any, *successors: str) -> None:
    """An element among the properties of a paragraph, where the schema wants it."""
    form.element.get_or_add_pPr().insert_element_before(made, *successors)


def write_run(paragraph: Paragraph, text: str, font: str = FANG, size: float = TEXT) -> Run:
    """Text at the end of a paragraph, in a font."""
    run = paragraph.add_run(clean_text(text))
    set_font(run, font, size)
    if size == TEXT:
        run._r.get_or_add_rPr().append(word_element("w:spacing", val=round(SQUEEZE * 20)))
    return run


def clean_text(text: str) -> str:
    """On one line, without the signs that no document may hold."""
    return CONTROL.sub(" ", text)


def add_styled_paragraph(
    document: Document,
    text: str = "",
    font: str = FANG,
    size: float = TEXT,
    *,
    line: float = LINE,
    align: ALIGN | None = None,
    indent: int = 0,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    """A paragraph; `indent` is that of its first line, in characters."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    set_spacing(form, line, before, after)
    paragraph.alignment = align  # type: ignore[assignment]
    if indent:
        form.first_line_indent = Pt(indent * size)
        form.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(indent * 100))
    if text:
        write_run(paragraph, text, font, size)
    return paragraph


def add_border_line(paragraph: Paragraph, side: str, colour: str, eighths: int, gap: int = 1) -> None:
    """A line above or below a paragraph."""
    borders = word_element("w:pBdr")
    borders.append(word_element(f"w:{side}", val="single", sz=eighths, space=gap, color=colour))
    insert_property(paragraph.paragraph_format, borders, "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid", *SPACING)


def document_bytes(document: Document, title: str, subject: str, day: dt.date) -> bytes:
    """The bytes, which say nothing of who saved them when."""
    core = document.core_properties
    core.title, core.subject, core.author, core.last_modified_by = title, subject, "", ""
    core.comments, core.revision, core.created, core.modified = (
        "",
        1,
        nominal_file_time(day),
        nominal_file_time(day),
    )
    core.language = "zh-CN"
    file = BytesIO()
    document.save(file)
    return strip_zip_dates(file.getvalue())
