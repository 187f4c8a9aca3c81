"""Bombs, disguises and macros: refused at once with a sentence, before anything is unpacked in the web's own
process.
"""

import io
import resource
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from milestones.imports.reader import read_workbook_lines
from milestones.imports.upload import store_import
from milestones.imports.validate_file import WorkbookRefused
from milestones.models import Import

from .workbook import MILESTONES, made

pytestmark = pytest.mark.django_db
GOOD = made(**{MILESTONES: [["项目编码", "节点名称", "预计完成"]]})


def repacked(**more):
    """A sound workbook with parts put in or replaced; `__` stands for `/`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("__", "/"): content for name, content in more.items()}
        for entry in old.infolist():
            new.writestr(entry.filename, names.pop(entry.filename, old.read(entry.filename)))
        for name, content in names.items():
            new.writestr(name, content)
    return file.getvalue()


def sheet_xml(inner):
    head = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return f"{head}{inner}</sheetData></worksheet>"


SHEET = "xl__worksheets__sheet1.xml"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
BAD = {
    "empty": b"",
    "not_excel": "编码,名称\r\n".encode(),
    "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "damaged": GOOD[: len(GOOD) // 2],
    "macros": repacked(xl__vbaProject="", **{"xl__vbaProject.bin": b"x"}),
    "external_links": repacked(**{"xl__externalLinks__externalLink1.xml": "<x/>"}),
    "nested": repacked(**{"xl__embeddings__inner.xlsx": GOOD}),
    "entities": repacked(**{SHEET: LAUGHS}),
    "bomb": repacked(**{SHEET: sheet_xml("<row><c/></row>" * 3_000_000)}),
    "too_many_entries": repacked(**{f"x__{number}.xml": "" for number in range(1_001)}),
    "too_big": b"PK\x03\x04" + b"\0" * (11 << 20),
}


@pytest.mark.parametrize("why", BAD)
def test_it_is_refused_within_a_second_and_costs_no_memory(cast, why):
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(ValidationError) as error:
        store_import(SimpleUploadedFile("填报.xlsx", BAD[why]), by=cast.steward)
    assert [one.code for one in error.value.error_dict["file"]] == [why]
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["填报.xlsm", "填报.XLSM"])
def test_a_macro_workbook_is_refused_by_its_name(cast, name):
    with pytest.raises(ValidationError):
        store_import(SimpleUploadedFile(name, GOOD), by=cast.steward)


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_who_only_reads_may_not_import(cast, who, client):
    client.force_login(getattr(cast, who))
    response = client.post("/admin/milestones/import/upload/", {"file": SimpleUploadedFile("a.xlsx", GOOD)})
    assert response.status_code in (302, 403) and not Import.objects.exists()


def read(content, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    return list(read_workbook_lines(str(path), [MILESTONES]))


WIDE = "".join(f'<c r="{letter}1" t="n"><v>1</v></c>' for letter in ("A", "XFD", "ZZZ"))
DEEP = {
    "too_many_columns": sheet_xml(f'<row r="1">{WIDE}</row>'),
    "damaged": sheet_xml('<row r="1"><c r="AAAAAA1"><v>1</v></c></row>'),
    "entities": '<?xml version="1.0"?><!--' + "x" * 5000 + '--><!DOCTYPE x [<!ENTITY a "ha">]>' + sheet_xml("")[21:],
}


@pytest.mark.parametrize("why", DEEP)
def test_what_shows_only_in_the_reading_is_refused_by_the_child(why, tmp_path):
    with pytest.raises(WorkbookRefused) as refusal:
        read(repacked(**{SHEET: DEEP[why]}), tmp_path)
    assert refusal.value.why in (why, "damaged")


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><v>{number * 7919}</v></c></row>' for number in range(1, 50_003)
    )
    with pytest.raises(WorkbookRefused, match="too_many_rows"):
        read(repacked(**{SHEET: sheet_xml(rows)}), tmp_path)


def test_a_child_over_its_limits_dies_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("milestones.imports.reader.MOST_SECONDS", 0.01)
    with pytest.raises(WorkbookRefused, match="too_heavy"):
        read(GOOD, tmp_path)
