"""A promise keeps its word at every door: about, nearly, more than, at least, from and to."""

import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from docx import Document
from openpyxl import load_workbook

from milestones.digests.compose import compose_digest
from milestones.digests.daily_facts import read_daily_facts as edition_of
from milestones.digests.readers import reader_for_person as reader_of
from milestones.models import ChangeRequest
from milestones.papers.circular import circular_document
from milestones.papers.csv import overdue_csv_lines
from milestones.papers.leaders_sheet import sheet_stamp, sheet_workbook
from milestones.reports.circular import build_circular
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Category, Project, Promise, Target
from tests.api_client import V1, client_of
from tests.cast import approve_as_before, believed, lay, noon, rewrite

pytestmark = pytest.mark.django_db
START, ON = noon(dt.date(2024, 1, 1)), dt.date(2024, 7, 1)
DUE = dt.date(2024, 6, 14)
# As the register has them: measure, value, upper value, unit, qualifier, nature, words.
PROMISES = [
    ("新增乔木", 90000, None, "株", "~", "flow", "约9万株"),
    ("整改率", 96, None, "%", "<~", "rate", "近96%"),
    ("累计建成5G基站", 5000, None, "座", ">", "stock", "超5000座"),
    ("综合体", 1, 2, "个", "range", "flow", "1-2个"),
    ("粮食产量", 233000000, None, "斤", ">=", "flow", "2.33亿斤以上"),
]
WORDS = [promise[-1] for promise in PROMISES]


@pytest.fixture(params=["as registered", "as its figures say"])
def cast(cast, request):
    """Five overdue projects, one promise each, with its words or without them."""
    category = Category.objects.get(code="road")
    for number, (measure, value, most, unit, qualifier, nature, words) in enumerate(PROMISES, 2):
        project = lay(
            Project.objects,
            code=f"2024-CJ-{number:03}",
            name=f"{measure}项目",
            plan_year=2024,
            category=category,
            at=START,
            unit=cast.roads,
            steward=cast.steward,
            leader=cast.leader,
            starts_on=START.date(),
        )
        target = lay(
            Target.objects,
            project=project,
            measure=measure,
            value=Decimal(value),
            value_max=most,
            unit=unit,
            qualifier=qualifier,
            nature=nature,
            as_written=words if request.param == "as registered" else "",
        )
        lay(
            project.milestones,
            name=f"{measure}完成",
            forecast_due=DUE,
            target=target,
            quantity=value,
            starts_on=START.date(),
            at=START,
        )
        approve_as_before(project, cast.supervisor, at=START)
    with translation.override("zh-hans"):
        yield cast


def page(client, user, address, **query):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address, {"on": ON.isoformat()} | query, headers={"accept-language": "zh-CN"})
    assert response.status_code == 200
    return response.content.decode()


def missing(text):
    return [words for words in WORDS if words not in text]


def test_on_the_page_of_each_project_in_the_plan_and_beside_what_is_done(client, cast):
    for number, words in enumerate(WORDS, 2):
        text = page(client, cast.leader, f"/projects/2024-CJ-{number:03}/")
        assert f"0/{words}" in text and f"未填报</strong>　{words}" in text


def test_on_the_overdue_report(client, cast):
    assert missing(page(client, cast.leader, "/reports/overdue/")) == []


def test_on_the_wall_and_on_the_screen(client, cast):
    assert missing(page(client, cast.leader, "/wall/")) == []
    assert missing(page(client, cast.leader, "/wall/show/")) == []


def test_in_the_mail_of_the_steward(cast):
    found = compose_digest(reader_of(cast.steward, "digest"), edition_of(dt.date(2024, 7, 1), "digest"))
    notes = [note for section in found.sections for line in section.lines for note in line.notes]
    assert missing("".join(notes)) == []


def test_in_the_sheet_as_the_goal_and_beside_the_progress(cast):
    for number in range(2, 7):
        milestone = Project.objects.get(code=f"2024-CJ-{number:03}").milestones.get()
        believed(cast, milestone, 1, at=noon(dt.date(2024, 6, 28)))
    found = leaders_sheet(None, ON)
    book = load_workbook(io.BytesIO(sheet_workbook(found, sheet_stamp(found, ""))))
    texts = [str(cell.value) for table in book for row in table.iter_rows() for cell in row]
    for measure, words in zip((promise[0] for promise in PROMISES), WORDS, strict=True):
        assert any(text == f"{measure} {words}" for text in texts)
        assert any(f"{measure} 1/{words}" in text for text in texts)


def test_in_the_circular_and_in_the_csv(cast):
    report = build_overdue_report(None, ON)
    document = Document(io.BytesIO(circular_document(build_circular(report, None, []))))
    assert missing("\n".join(one.text for one in document.paragraphs)) == []
    assert missing("".join(overdue_csv_lines(report))) == []


def test_in_the_answers_of_the_api(cast):
    client = client_of(cast.leader, headers={"accept-language": "zh-CN"})
    rows = client.get(f"{V1}targets/").json()["results"]
    assert {row["written"] for row in rows} >= set(WORDS)
    for path in ("milestones/", "reports/overdue/"):
        answer = client.get(V1 + path, {"on": ON.isoformat()}).json()
        rows = answer.get("results") or answer["rows"]
        assert {row["quantity_written"] for row in rows} >= set(WORDS)
        assert missing("".join(row["light_reason"] for row in rows)) == []


def test_at_the_desk(client, cast):
    for number, words in enumerate(WORDS, 2):
        project = Project.objects.get(code=f"2024-CJ-{number:03}")
        assert f"0/{words}" in page(client, cast.steward, f"/admin/projects/project/{project.pk}/change/")
    assert missing(page(client, cast.steward, "/admin/")) == []
    headers = {"accept-language": "zh-CN"}
    assert missing(client.get("/admin/projects/target/", headers=headers).content.decode()) == []


def test_a_promise_is_kept_with_its_word_though_it_was_registered_without_words(cast):
    for number, words in enumerate(WORDS, 2):
        project = Project.objects.get(code=f"2024-CJ-{number:03}")
        promise = Promise.objects.filter(project=project).first()
        assert [one.written for one in promise.targets] == [words]


def lower(cast, code, quantity):
    """The supervisor decides on another quantity; gives the target."""
    target = Target.objects.get(project__code=code)
    ask = {"kind": "quantity", "target": target, "reason_class": "design", "text": "调整"}
    change = ChangeRequest.ask(by=cast.steward, new_quantity=quantity, **ask, at=noon(dt.date(2024, 6, 20)))
    change.approve(by=cast.supervisor, at=noon(dt.date(2024, 6, 21)))
    return target


def test_after_a_decision_the_new_figure_stands_beside_the_words_of_the_promise(client, cast):
    target = lower(cast, "2024-CJ-002", Decimal(80000))
    text = page(client, cast.leader, "/projects/2024-CJ-002/")
    assert "<strong>未填报</strong>　8万株　<small>原承诺：约9万株</small>" in text
    found = leaders_sheet(None, ON)
    book = load_workbook(io.BytesIO(sheet_workbook(found, sheet_stamp(found, ""))))
    texts = [str(cell.value) for table in book for row in table.iter_rows() for cell in row]
    assert f"{target.measure} 8万株（原承诺约9万株）" in texts
    assert "约9万株" in page(client, cast.leader, "/projects/2024-CJ-002/", on="2024-06-20")
    assert "原承诺" not in page(client, cast.leader, "/projects/2024-CJ-002/", on="2024-06-20")


def test_a_request_names_the_new_quantity_with_its_unit_and_what_was_lowered_both(client, cast):
    lower(cast, "2024-CJ-002", Decimal(80000))
    assert "→ 8万株" in page(client, cast.leader, "/projects/2024-CJ-002/")
    text = page(client, cast.leader, "/reports/lowered/")
    assert "约9万株" in text and "8万株" in text


def checksums(client, cast, code):
    """Of sheet, circular, project page and wall."""
    pages = [page(client, cast.leader, address) for address in (f"/projects/{code}/", "/wall/")]
    papers = [leaders_sheet(None, ON), build_circular(build_overdue_report(None, ON), None, [])]
    return [*(paper.checksum for paper in papers), *map(checksum_in, pages)]


def checksum_in(text):
    """What stands in the margin of the printed page."""
    return re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", text)[0]


@pytest.mark.parametrize("column", [{"qualifier": "="}, {"value_max": Decimal(3)}, {"per": "month"}])
def test_every_checksum_covers_the_word(client, cast, column):
    before = checksums(client, cast, "2024-CJ-005")
    rewrite(Target.objects.filter(project__code="2024-CJ-005"), **column)
    assert not set(before) & set(checksums(client, cast, "2024-CJ-005"))


def test_a_later_correction_of_words_changes_neither_figure_nor_checksum_of_a_past_day(client, cast):
    target = Target.objects.filter(project__code="2024-CJ-002")
    rewrite(target, value=Decimal("52.1"), as_written="")
    before = checksums(client, cast, "2024-CJ-002")
    ask = {"kind": "words", "target": target.get(), "words": {"as_written": "约52.1株"}, "text": "更正"}
    ChangeRequest.ask(by=cast.steward, **ask).approve(by=cast.supervisor)
    assert checksums(client, cast, "2024-CJ-002") == before
    assert "约52.1株" in page(client, cast.leader, "/projects/2024-CJ-002/")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"qualifier": "range"}, "required"),
        ({"qualifier": "~", "value_max": Decimal(2)}, "no_range"),
        ({"qualifier": "range", "value_max": Decimal(1)}, "min_value"),
    ],
)
def test_a_range_has_two_ends_and_nothing_else_has(cast, said, code):
    draft = lay(Project.objects, code="2024-CJ-099", name="待批项目", plan_year=2024, category=cast.project.category)
    target = Target(project=draft, measure="综合体", value=Decimal(1), unit="个", **said)
    with pytest.raises(ValidationError) as caught:
        target.full_clean()
    assert [(name, error.code) for name, errors in caught.value.error_dict.items() for error in errors] == [
        ("value_max", code)
    ]


@pytest.mark.parametrize(("code", "word"), [("2024-CJ-005", "="), ("2024-CJ-002", "range")])
def test_no_correction_of_words_makes_one_number_of_a_range_or_a_range_of_one_number(cast, code, word):
    ask = {"kind": "words", "target": Target.objects.get(project__code=code), "text": "更正"}
    with pytest.raises(ValidationError) as caught:
        ChangeRequest.ask(by=cast.steward, words={"qualifier": word}, **ask)
    assert list(caught.value.error_dict) == ["qualifier"]
