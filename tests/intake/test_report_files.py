"""The same text is read the same from a text file in either encoding, a Word document and a PDF."""

import pytest
from docx import Document

from intake.report.reading import read_report
from intake.report.source import UnreadableDocument, read_lines

from .truth import text_path

TEXT = text_path("box").read_text("utf-8")


def names(reading):
    return [(work.name, work.label, [target.quantity.key for target in work.targets]) for work in reading.works]


@pytest.fixture
def expected():
    return names(read_report(text_path("box")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_text_in_either_encoding(tmp_path, encoding, expected):
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.replace("㎡", "平方米").encode(encoding))
    assert names(read_report(path)) == expected


def test_a_word_document_by_paragraphs(tmp_path, expected):
    document = Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "report.docx"))
    assert names(read_report(tmp_path / "report.docx")) == expected


def test_a_box_that_is_a_table_of_a_word_document(tmp_path):
    document = Document()
    document.add_paragraph("专栏：2025年城建工程")
    table = document.add_table(rows=2, cols=2)
    rows = [("道路工程", "新建青松路等3条道路；道路补坑2万平方米"), ("公园改造", "改造滨河公园")]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "box.docx"))
    assert [(work.label, work.name) for work in read_report(tmp_path / "box.docx").works] == [
        ("道路工程", "青松路等道路新建"),
        ("道路工程", "青松路新建"),
        ("道路工程", "道路补坑"),
        ("公园改造", "滨河公园改造"),
    ]


def test_a_list_that_is_a_table_of_a_word_document(tmp_path):
    document = Document()
    rows = [
        ("序号", "项目名称", "建设内容", "总投资（万元）"),
        ("一、社会事业", "一、社会事业", "一、社会事业", "一、社会事业"),
        ("1", "区文化馆改造", "改造面积3200平方米", "1500"),
        ("合计", "", "", "1500"),
    ]
    table = document.add_table(rows=len(rows), cols=4)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[3])
    table.rows[1].cells[0].text = "一、社会事业"
    document.save(str(tmp_path / "list.docx"))
    (work,) = read_report(tmp_path / "list.docx").works
    assert work.name == "区文化馆改造"
    assert [(str(one.quantity.value), one.quantity.unit, one.quantity.as_written) for one in work.targets] == [
        ("3200", "㎡", "3200平方米"),
        ("15000000", "元", "1500"),
    ]


def pdf_of(lines):
    """A PDF of one page whose text is stored as it is."""
    shown = "".join(
        f"BT /F1 12 Tf 50 {780 - 20 * row} Td <{line.encode('utf-16-be').hex()}> Tj ET\n" for row, line in lines
    )
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}endstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    ]
    content, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF"
    return f"{content}xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{tail}".encode()


def test_a_pdf_whose_lines_are_broken_by_the_page(tmp_path):
    lines = [
        "专栏：二〇二五年城建工程",
        "道路工程：新建青松路、翠柏路、云杉路，更换边石1.2万延",
        "长米；整治积水点7处。",
        "— 1 —",
    ]
    (tmp_path / "report.pdf").write_bytes(pdf_of(enumerate(lines)))
    written = [one.quantity.as_written for work in read_report(tmp_path / "report.pdf").works for one in work.targets]
    assert written == ["1.2万延长米", "7处"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.pdf", pdf_of([])),
        ("broken.pdf", b"%PDF-1.4 nothing"),
        ("broken.docx", b"PK nothing"),
        ("binary.txt", b"\x00\x01"),
        ("neither.txt", b"\xff\xff\xff"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableDocument):
        read_lines(tmp_path / name)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UnreadableDocument):
        read_lines(tmp_path / "none.txt")
