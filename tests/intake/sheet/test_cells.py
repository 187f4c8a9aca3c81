"""What a cell holds besides its value: formats, formulas, unseen signs, hidden rows."""

import datetime as dt
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from .sheets import read, read_rows, save

DAY = dt.date(2027, 6, 30)
MONTHS_ONLY = (27, 36, 50, 52, 57)


def rewrite(path, part, *changes):
    """Change a part of a workbook as bytes."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        if part in name:
            for old, new in changes:
                parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("style", [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])
def test_built_in_east_asian_styles_are_days(tmp_path, style):
    path = save(tmp_path / "day.xlsx", ("表", [["项目名称", "完成时限"], ["甲", 46568]]), formats={"B2": "0.0000"})
    rewrite(path, "styles.xml", (b'numFmtId="164" fontId', b'numFmtId="%d" fontId' % style))
    told = read(path)
    assert told["rows"][0]["due"] == DAY.isoformat()
    assert told["rows"][0]["sure"] == (style not in MONTHS_ONLY)


def test_a_cell_that_shows_a_month_means_its_end(tmp_path):
    told = read_rows(tmp_path, [["项目名称", "完成时限"], ["甲", dt.date(2027, 6, 1)]], formats={"B2": 'yyyy"年"m"月"'})
    assert (told["rows"][0]["due"], told["rows"][0]["sure"]) == ("2027-06-30", False)
    assert told["faults"][0]["proposal"] == "2027-06-30"


def test_percent_cells_and_numbers_that_are_none(tmp_path):
    rows = [["指标", "数值", "计量单位"], ["甲", 0.5, "%"], ["乙", "①", "个"], ["丙", "12,34", "米"], ["丁", 7, "公里"]]
    told = read_rows(tmp_path, rows, formats={"B2": "0%"})
    values = [[(one["value"], one["unit"]) for one in row["quantities"]] for row in told["rows"]]
    assert values == [[("50", "%")], [], [], [("7", "公里")]]
    assert [(fault["row"], fault["column"]) for fault in told["faults"]] == [(3, "B"), (4, "B")]


def test_days_out_of_reach_and_backwards(tmp_path):
    rows = [
        ["项目名称", "开工时间", "竣工时间"],
        ["甲", dt.date(2027, 6, 30), dt.date(2027, 6, 1)],
        ["乙", None, dt.date(2206, 6, 30)],
        ["丙", None, 46568],
    ]
    told = read_rows(tmp_path, rows)
    assert [row["due"] for row in told["rows"]] == ["2027-06-01", None, None]
    assert [fault["row"] for fault in told["faults"]] == [2, 3, 4]
    assert not any(row["sure"] for row in told["rows"])


def test_unseen_signs_are_taken_away_and_told(tmp_path):
    rows = [["\ufeff项目名称", "类别", "责任单位"], ["换行桥\n二期", "道路\u200b", "甲局\n乙局"]]
    told = read_rows(tmp_path, rows)
    row = told["rows"][0]
    assert (row["name"], row["category"], row["unit"]) == ("换行桥二期", "道路", ["甲局", "乙局"])
    assert [(one["row"], one["column"], one["proposal"]) for one in told["faults"]] == [
        (1, "A", "项目名称"),
        (2, "A", "换行桥二期"),
        (2, "B", "道路"),
    ]


def test_formulas_are_read_by_their_stored_value_and_marked(tmp_path):
    path = save(
        tmp_path / "sum.xlsx", ("表", [["指标", "数值", "计量单位"], ["甲", "=10+20", "米"], ["乙", "=1", "米"]])
    )
    rewrite(
        path,
        "sheet1.xml",
        (b"<f>10+20</f><v></v>", b"<f>10+20</f><v>30</v>"),
        (b"<f>10+20</f><v />", b"<f>10+20</f><v>30</v>"),
    )
    told = read(path)
    assert [[one["value"] for one in row["quantities"]] for row in told["rows"]] == [["30"], []]
    assert [(one["row"], one["proposal"]) for one in told["faults"]] == [(2, "30"), (3, None)]


def test_array_formulas_and_errors_are_told(tmp_path):
    book = Workbook()
    for row in (["项目名称", "备注", "责任单位"], ["甲", None, "#N/A"]):
        book.active.append(row)
    book.active["B2"] = ArrayFormula("B2:B2", "=SUM(1,2)")
    book.save(tmp_path / "array.xlsx")
    told = read(tmp_path / "array.xlsx")
    assert [fault["column"] for fault in told["faults"]] == ["B", "C"]
    assert told["rows"][0]["unit"] == []


def test_hidden_rows_and_sheets_are_told(tmp_path):
    book = Workbook()
    for row in (["项目名称", "责任单位"], ["甲", "甲局"], ["乙", "乙局"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.sheet_state = "hidden"
    book.create_sheet("说明")
    book.save(tmp_path / "hidden.xlsx")
    told = read(tmp_path / "hidden.xlsx")
    assert [(row["name"], row["sure"]) for row in told["rows"]] == [("甲", True), ("乙", False)]
    assert [fault["row"] for fault in told["faults"]] == [None, 3]


def test_broken_styles_do_not_lose_the_days(tmp_path):
    rows = [["项目名称", "完成时限"], ["甲", DAY]]
    path = save(tmp_path / "styles.xlsx", ("表", rows), formats={"B2": "yyyy/m/d"})
    rewrite(path, "styles.xml", (b"<fill><patternFill/></fill>", b"<fill></fill>"))
    told = read(path)
    assert told["rows"][0]["due"] == DAY.isoformat()
    assert [fault["row"] for fault in told["faults"]] == [None]


def test_strict_open_xml(tmp_path):
    path = save(tmp_path / "strict.xlsx", ("表", [["项目名称", "责任单位"], ["甲", "甲局"]]))
    ordinary = b"http://schemas.openxmlformats.org/"
    rewrite(
        path,
        "xl/",
        (ordinary + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (ordinary + b"officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )
    assert [row["name"] for row in read(path)["rows"]] == ["甲"]
