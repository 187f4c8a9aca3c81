"""The page of papers and its files: who gets which, clear about bad input, honest when there is nothing."""

import csv
import datetime as dt
import io
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from milestones.papers.csv import csv_lines
from milestones.papers.reproducible import strip_zip_dates
from milestones.papers.stamp import Stamp
from milestones.reports.overdue.report import build_overdue_report
from milestones.rules.version import RULE_VERSION
from tests.cast import rename_unit

pytestmark = pytest.mark.django_db
ON = "2024-07-01"
FILES = ["paper-sheet", "paper-circular", "overdue-csv"]


@pytest.fixture
def read(client, cast):
    def get(name="papers", who="leader", **query):
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse(name), query)

    return get


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(answer):
    return list(csv.reader(io.StringIO(content(answer).decode("utf-8-sig"))))


@pytest.mark.parametrize("name", ["papers", *FILES])
def test_whoever_is_not_logged_in_is_asked_to(client, name):
    assert client.get(reverse(name)).url.startswith("/login/")


def test_the_page_offers_every_paper_under_the_conditions_asked_for(read):
    text = read(on=ON, unit="roads").content.decode()
    for name in FILES:
        assert f"{reverse(name)}?on={ON}&amp;unit=roads" in text
    assert "责任单位 区住建局" in text and build_overdue_report(None, dt.date(2024, 7, 1)).checksum in text


@pytest.mark.parametrize("name", ["papers", *FILES])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"unit": "moon"}, "unit"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "x"}, "on"),
        ({"late_min": "x"}, "late_min"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_is_refused_with_its_field_named(read, name, query, field):
    answer = read(name, **query)
    assert answer.status_code == 400 and field in answer.content.decode()


@pytest.mark.parametrize("day", ["2024-07-01", "2023-01-01", "2099-01-01", "x"])
def test_a_bad_day_to_reply_by_is_refused(read, day):
    answer = read("paper-circular", on=ON, reply_by=day)
    assert answer.status_code == 400 and "reply_by" in answer.content.decode()


@pytest.mark.parametrize("who", ["supervisor", "leader", "auditor", "admin"])
def test_who_reads_the_district_gets_the_circular(read, who):
    answer = read("paper-circular", who, on=ON)
    assert answer.status_code == 200 and answer["Content-Type"].endswith("wordprocessingml.document")
    assert "关于1个逾期节点的督办通报" in [line.text for line in Document(io.BytesIO(answer.content)).paragraphs]


@pytest.mark.parametrize("who", ["steward", "head", "other"])
def test_who_reads_a_part_has_sheet_and_rows_but_no_circular(read, who):
    refused = read("paper-circular", who, on=ON)
    assert refused.status_code == 403 and "通报面向全区" in refused.content.decode()
    own = [] if who == "other" else ["新建牛心屯一路等9条道路"]
    sheet = load_workbook(io.BytesIO(read("paper-sheet", who, on=ON).content))["未达序"]
    assert [row[1].value for row in sheet.iter_rows(min_row=4) if row[1].value] == own
    assert [row[2] for row in table(read("overdue-csv", who, on=ON))[1:] if row[0]] == own
    page = read("papers", who, on=ON).content.decode()
    assert reverse("paper-sheet") in page and reverse("paper-circular") not in page
    assert reverse("paper-circular") not in read("overdue", who, on=ON).content.decode()


def test_the_overdue_page_leads_to_its_papers(read):
    text = read("overdue", on=ON, unit="roads").content.decode()
    for name in FILES:
        assert f"{reverse(name)}?on={ON}&amp;unit=roads" in text
    assert "data-print" in text


def test_nothing_overdue_gives_honest_papers_and_no_circular(read):
    query = {"on": "2024-03-01"}
    assert "没有逾期节点" in read("papers", **query).content.decode()
    assert read("paper-circular", **query).status_code == 400
    sheet = load_workbook(io.BytesIO(read("paper-sheet", **query).content))["未达序"]
    assert sheet["A4"].value == "没有符合的项目。"
    (row,) = table(read("overdue-csv", **query))[1:]
    assert row[0] == "" and row[1] == "没有逾期节点" and row[-5] == "2024-03-01"


def test_every_row_of_the_file_names_day_conditions_rules_and_checksum(read):
    answer = read("overdue-csv", on=ON, unit="roads")
    heads, row = table(answer)
    assert content(read("overdue-csv", on=ON)).startswith(b"\xef\xbb\xbf")
    assert heads[-5:] == ["截至", "查询条件", "灯规则版本", "计算规则版次", "校验码"]
    report = build_overdue_report(None, dt.date(2024, 7, 1), {"unit": "roads"})
    assert row[-5:] == [
        ON,
        "责任单位 区住建局",
        report.policy_day.isoformat(),
        str(report.rules),
        report.checksum,
    ]


def test_any_table_becomes_a_file_that_no_spreadsheet_runs():
    lines = "".join(csv_lines(["单位", "率"], [["=1", None]], Stamp("", dt.date(2024, 7, 1), "＝全部")))
    assert list(csv.reader(io.StringIO(lines)))[1] == [
        "'=1",
        "",
        "2024-07-01",
        "'＝全部",
        "",
        str(RULE_VERSION),
        "",
    ]


def test_the_checksum_of_the_circular_is_that_of_the_page(read):
    checksum = read("overdue", on=ON).context["report"].checksum
    answer = read("paper-circular", on=ON)
    said = "".join(line.text for line in Document(io.BytesIO(answer.content)).paragraphs)
    assert checksum in said


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        ("paper-sheet", "重点项目进展表-2024-07-01.xlsx", "project-progress-2024-07-01.xlsx"),
        ("paper-circular", "督办通报-2024-07-01.docx", "circular-2024-07-01.docx"),
        ("overdue-csv", "逾期节点-2024-07-01.csv", "overdue-2024-07-01.csv"),
    ],
)
def test_a_file_carries_a_name_that_its_reader_reads(read, cast, language, name, chinese, english):
    type(cast.leader).objects.update(language=language)
    told = read(name, on=ON)["Content-Disposition"]
    assert (
        told
        == {
            "zh-hans": f"attachment; filename*=utf-8''{quote(chinese)}",
            "en": f'attachment; filename="{english}"',
        }[language]
    )


@pytest.mark.parametrize("name", ["paper-sheet", "paper-circular"])
def test_a_file_fetched_twice_is_the_same_bytes(read, name):
    assert read(name, on=ON).content == read(name, on=ON).content


def test_a_file_that_never_tells_when_it_was_made_stays_as_it_is():
    dated = _archive()
    assert strip_zip_dates(strip_zip_dates(dated)) == strip_zip_dates(dated) != dated


def _archive():
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("a", "b")
    return file.getvalue()


def test_a_long_condition_still_fits_the_foot_of_the_sheet(read, cast):
    rename_unit(cast, cast.roads, "很长的单位名称" * 8)
    answer = read(
        "paper-sheet", on=ON, unit="roads", steward="steward", leader="leader", list="urban", plan_year="2024"
    )
    page = load_workbook(io.BytesIO(answer.content))["未达序"]
    assert len(page.oddFooter.left.text) < 255 and "校验码" in page.oddFooter.left.text


@pytest.mark.parametrize(("name", "most"), [("papers", 24), ("paper-sheet", 24), ("paper-circular", 22)])
def test_a_paper_takes_a_constant_number_of_queries(client, read, name, most, django_assert_max_num_queries):
    read(on=ON)
    with django_assert_max_num_queries(most):
        assert client.get(reverse(name), {"on": ON}).status_code == 200
