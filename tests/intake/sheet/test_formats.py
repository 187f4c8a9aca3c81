"""One table in every format gives the same works; what is not fit to be read is refused."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from milestones.imports.validate_file import WorkbookRefused

from .sheets import HEAD, read, save

ROWS = [HEAD, ["1", "甲路新建3公里", "区城建局", "2026-06-30"], ["2", "乙园", "区城管局、各街道", "2026年底"]]
ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="表">%s</table:table></office:spreadsheet></office:body></office:document-content>"""


def write_html(path):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    path.write_text(f"<html><meta charset=gb2312><table><tr><td colspan=4>标题</td></tr>{rows}</table></html>", "gbk")


def write_docx(path):
    document = Document()
    document.add_paragraph("2026年计划")
    table = document.add_table(len(ROWS), len(HEAD))
    for line, row in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    document.save(str(path))


def write_ods(path):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in ROWS)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS % rows)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")


def write_text(sign, encoding):
    return lambda path: path.write_text("\n".join(sign.join(row) for row in ROWS), encoding)


WRITERS = {
    "xlsx": lambda path: save(path, ("表", ROWS)),
    "html": write_html,
    "docx": write_docx,
    "ods": write_ods,
    "csv": write_text(",", "utf-8"),
    "csv_bom": write_text(",", "utf-8-sig"),
    "csv_gbk": write_text(",", "gbk"),
    "tabs": write_text("\t", "utf-8"),
    "tabs_utf16": write_text("\t", "utf-16"),
    "semicolons": write_text(";", "gbk"),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_one_table_in_every_format(tmp_path, kind):
    WRITERS[kind](tmp_path / "table.xls")
    told = read(tmp_path / "table.xls")
    assert list(told["columns"].values()) == ["order", "name", "unit", "due"]
    assert [(row["name"], row["unit"], row["due"], row["sure"]) for row in told["rows"]] == [
        ("甲路新建", ["区城建局"], "2026-06-30", True),
        ("乙园", ["区城管局", "各街道"], "2026-12-31", False),
    ]
    assert [(one["value"], one["unit"]) for one in told["rows"][0]["quantities"]] == [("3", "公里")]


def test_merged_cells_of_a_page_and_of_a_document(tmp_path):
    page = "<table><tr><td>责任单位<td>项目名称</tr><tr><td rowspan=2>甲局<td>甲</tr><tr><td>乙</tr></table>"
    (tmp_path / "page.xls").write_text(page, "utf-8")
    document = Document()
    table = document.add_table(3, 2)
    for place, text in {(0, 0): "责任单位", (0, 1): "项目名称", (1, 0): "甲局", (1, 1): "甲", (2, 1): "乙"}.items():
        table.cell(*place).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(str(tmp_path / "table.docx"))
    for name in ("page.xls", "table.docx"):
        assert [(row["name"], row["unit"]) for row in read(tmp_path / name)["rows"]] == [
            ("甲", ["甲局"]),
            ("乙", ["甲局"]),
        ]


def test_an_empty_unit_of_pasted_text_is_proposed_and_not_taken(tmp_path):
    (tmp_path / "paste.txt").write_text("项目名称\t责任单位\n甲\t甲局\n乙\t\n", "utf-8")
    told = read(tmp_path / "paste.txt")
    assert [(row["unit"], row["sure"]) for row in told["rows"]] == [(["甲局"], True), ([], False)]
    assert told["faults"][0]["proposal"] == "甲局"


def with_part(name):
    def write(path):
        save(path, ("表", ROWS))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, "x")

    return write


def write_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", " " * (3 << 20))


REFUSED = {
    "macros": with_part("xl/vbaProject.bin"),
    "external_links": with_part("xl/externalLinks/externalLink1.xml"),
    "bomb": write_bomb,
    "empty": lambda path: path.write_bytes(b""),
    "no_table": lambda path: path.write_bytes(b"\x00\x01\x02\x00"),
    "damaged": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_not_fit_to_be_read_is_refused(tmp_path, why):
    REFUSED[why](tmp_path / "file")
    with pytest.raises(WorkbookRefused) as refused:
        read(tmp_path / "file")
    assert refused.value.why == why


def test_macros_of_old_excel_are_refused(tmp_path):
    mark = "_VBA_PROJECT".encode("utf-16-le")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + mark)
    with pytest.raises(WorkbookRefused) as refused:
        read(tmp_path / "old.xls")
    assert refused.value.why == "macros"


def run(*arguments):
    out = io.StringIO()
    call_command("read_sheet", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_ends_with_its_counts(tmp_path):
    path = save(tmp_path / "table.xlsx", ("表", ROWS))
    last = run(path).splitlines()[-1]
    assert last.startswith("tables=1 rows=2 look=1 faults=1 not_taken=0 seconds=")


@pytest.mark.parametrize(("name", "code"), [("missing.xlsx", 2), ("none.csv", 1), ("empty.xlsx", 1)])
def test_the_command_says_what_failed(tmp_path, name, code):
    (tmp_path / "none.csv").write_text("无关,文字\n1,2\n", "utf-8")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    with pytest.raises(CommandError) as failed:
        run(tmp_path / name)
    assert failed.value.returncode == code
