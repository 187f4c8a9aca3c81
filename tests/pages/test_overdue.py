"""The overdue page and its file: the same rows as the report, honest when empty, clear about bad input."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from milestones.models.plan import approve_plan
from milestones.pages import overdue as page_module
from milestones.papers.csv import safe_cell
from tests.cast import add_milestone, noon

pytestmark = pytest.mark.django_db
ON = "2024-07-01"


@pytest.fixture
def read(client, cast):
    """A page as a person sees it."""

    def get(who="leader", name="overdue", **query):
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse(name), query)

    return get


def many(cast, count):
    start = noon(dt.date(2024, 1, 1))
    for number in range(count):
        add_milestone(cast, f"节点{number}", dt.date(2024, 5, 1), at=start)
    approve_plan(cast.project, by=cast.supervisor, at=start)


def test_whoever_is_not_logged_in_is_asked_to(client):
    assert client.get("/reports/overdue/").url == "/login/?next=/reports/overdue/"


def test_the_page_names_the_row_and_why_it_is_late(read):
    page = read(on=ON)
    text = page.content.decode()
    assert page.status_code == 200 and page.context["report"].total == 1
    assert "新建牛心屯一路等9条道路" in text and "路基完成" in text and "区住建局" in text
    assert page.context["report"].checksum in text


def test_the_row_says_the_reason_and_the_state_of_the_extension_on_that_day(read, cast):
    ask = {"kind": "extend", "reason_class": "land", "text": "2号路段未交付", "by": cast.steward}
    change = cast.milestone.request_change(**ask, new_due=dt.date(2024, 12, 1), at=noon(dt.date(2024, 6, 20)))
    change.refuse(by=cast.supervisor, reason="未附证明", at=noon(dt.date(2024, 6, 25)))
    (line,) = read(on="2024-06-24").context["bands"][0][2]
    assert "2号路段未交付" in line.cause.reason
    (later,) = read(on=ON).context["bands"][0][2]
    assert line.cause.extension != later.cause.extension


def test_a_steward_of_another_unit_sees_nothing_of_it(read):
    page = read("other", on=ON)
    assert page.context["report"].total == 0 and "牛心屯" not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"unit": "moon"}, "id_unit_error"),
        ({"category": "moon"}, "id_category_error"),
        ({"late_min": "x"}, "id_late_min_error"),
        ({"late_min": "5", "late_max": "2"}, "id_late_max_error"),
        ({"on": "2999-01-01"}, "on-error"),
        ({"on": "nonsense"}, "on-error"),
    ],
)
def test_bad_input_is_said_at_its_field(read, query, field):
    page = read(**query)
    assert page.status_code == 400
    assert f'id="{field}"' in page.content.decode()


def test_an_unknown_filter_is_refused_by_name(read):
    page = read(colour="red")
    assert page.status_code == 400 and "colour" in page.content.decode()


def test_empty_says_which_kind_of_empty(read, cast):
    assert read(on="2024-06-01").context["planned"] is True
    narrowed = read(on=ON, unit="schools")
    assert narrowed.context["filtered"] and narrowed.context["all"] == 1
    assert read(on="2023-12-31").context["planned"] is False


def test_long_lists_come_in_pages_that_keep_the_conditions(read, cast, monkeypatch):
    monkeypatch.setattr(page_module, "PER_PAGE", 5)
    many(cast, 12)
    second = read(on=ON, unit="roads", page="2")
    assert [line.number for _group, _is_age, lines in second.context["bands"] for line in lines] == [
        6,
        7,
        8,
        9,
        10,
    ]
    assert "unit=roads&amp;page=3" in second.content.decode()
    assert read(on=ON, page="999").context["page"].number == 3


def test_the_queries_do_not_grow_with_the_rows(client, read, cast, django_assert_max_num_queries):
    many(cast, 30)
    read(on=ON)
    with django_assert_max_num_queries(22):
        assert client.get(reverse("overdue"), {"on": ON}).context["report"].total == 31


def test_nothing_is_inline_and_nothing_comes_from_another_host(read):
    page = read(on=ON)
    text = page.content.decode()
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script>|(src|href)=\"(https?:)?//", text)


def test_the_file_has_the_rows_of_the_page(read):
    answer = read(name="overdue-csv", on=ON)
    text = b"".join(answer.streaming_content).decode("utf-8")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff") and len(rows) == 2
    assert rows[1][1:4] == ["2024-CJ-001", "新建牛心屯一路等9条道路", "路基完成"]


def test_the_file_refuses_a_bad_filter_by_name(read):
    answer = read(name="overdue-csv", unit="moon")
    assert answer.status_code == 400 and "unit" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "\0=1"]
)
def test_no_cell_starts_a_formula(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["路基", "2024-07-01", "6.9万㎡", ""])
def test_other_cells_stay_as_they_are(text):
    assert safe_cell(text) == text
