"""What the addresses of the leaders' pages may ask, and what their papers say of it."""

import re

import pytest

from milestones.reports.ranking.report import unit_ranking
from milestones.reports.trend.report import overdue_trend
from tests.api_client import V1, client_of
from tests.cast import day
from tests.district import finish, flag_days

pytestmark = pytest.mark.django_db
ON = "2024-07-01"
PAGES = [
    "/",
    "/reports/overdue/",
    "/reports/projects/",
    "/reports/units/",
    "/reports/units/roads/",
    "/reports/trend/",
    "/reports/lowered/",
    "/reports/doubtful/",
    "/reports/trend/flags/",
    "/instructions/",
]


@pytest.fixture
def see(client, district):
    def get(address, who="leader", **query):
        client.force_login(getattr(district, who), "django.contrib.auth.backends.ModelBackend")
        return client.get(address, query)

    return get


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["leader", "supervisor", "auditor", "head", "steward"])
def test_every_reader_opens_every_page(see, who, address):
    assert see(address, who, on=ON).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_name_that_is_no_condition_is_refused_by_name(see, address):
    page = see(address, colour="red")
    assert page.status_code == 400 and "“colour”不是查询条件" in page.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("text", ["soon", "2024-02-30", "2999-01-01", "1999-12-31"])
def test_a_day_that_is_none_is_said_in_the_content(see, address, text):
    page = see(address, on=text)
    head, content = page.content.decode().split("<main")
    assert page.status_code == 400 and text in content
    assert 'id="on-error"' in content and 'id="on-error"' not in head


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        ("/", {"mine": "moon"}, "mine"),
        ("/reports/units/", {"period": "decade"}, "period"),
        ("/reports/units/roads/", {"period": "decade"}, "period"),
        ("/reports/units/roads/", {"how": "moon"}, "how"),
        ("/reports/lowered/", {"leader": "moon"}, "leader"),
        ("/reports/doubtful/", {"leader": "moon"}, "leader"),
        ("/reports/trend/flags/", {"leader": "moon"}, "leader"),
        ("/reports/trend/flags/", {"what": "moon"}, "what"),
        ("/reports/trend/flags/", {"first": "2024-06-20", "last": "2024-06-01"}, "last"),
        ("/reports/projects/", {"light": "purple"}, "light"),
        ("/instructions/", {"whose": "moon"}, "whose"),
    ],
)
def test_a_value_that_is_none_is_said_with_its_field(see, address, query, field):
    page = see(address, on=ON, **query)
    assert page.status_code == 400 and f'id="id_{field}_error"' in page.content.decode()


def test_a_change_of_light_needs_an_earlier_day(see):
    page = see("/reports/projects/", on=ON, turned="red", since=ON)
    assert page.status_code == 400 and "对比的日期应早于截至日" in page.content.decode()


@pytest.mark.parametrize("text", ["99999999999999999999", "x", "-1"])
@pytest.mark.parametrize("address", ["/reports/overdue/", "/reports/projects/", "/reports/units/roads/"])
def test_a_page_that_is_not_there_is_named_and_the_nearest_shown(see, address, text):
    page = see(address, on=ON, page=text)
    assert (
        page.status_code == 200
        and "没有第“" in page.content.decode()
        and page.context["rows" if "rows" in page.context else "bands"]
    )


@pytest.mark.parametrize(
    ("report", "query", "field"),
    [
        ("home", "on=soon", "on"),
        ("home", "since=soon", "since"),
        ("home", "colour=red", "colour"),
        ("units", "period=decade", "period"),
        ("units", "on=2999-01-01", "on"),
        ("trend", "on=soon", "on"),
        ("trend", "weeks=3", "weeks"),
        ("overdue", "unit=moon", "unit"),
        ("overdue", "page_size=9999", "page_size"),
    ],
)
def test_the_api_names_the_parameter(district, report, query, field):
    answer = client_of(district.leader).get(f"{V1}reports/{report}/?{query}")
    assert answer.status_code == 400 and [one["field"] for one in answer.json()["errors"]] == [field]


def test_choosing_another_day_takes_its_own_week_before_along(see):
    text = see("/", on=ON).content.decode()
    assert re.search(r'<option value="" selected>6月24日</option>', text)
    assert see("/", on="2024-06-20", since="").status_code == 200


def foot(page) -> str:
    (said,) = re.findall(r'data-foot="([^"]*)"', page.content.decode())
    return said


@pytest.mark.parametrize(
    ("address", "query", "said"),
    [
        ("/", {"since": "2024-06-01"}, "条件：对比6月1日"),
        ("/", {"mine": "1"}, "；leader分管"),
        ("/reports/units/", {}, "条件：统计期本年度"),
        ("/reports/units/", {"period": "quarter"}, "条件：统计期本季度"),
        ("/reports/units/roads/", {"how": "late"}, "条件：统计期本年度；迟完成"),
        ("/reports/trend/", {}, "条件：全部"),
        ("/reports/trend/flags/", {"what": "cleared"}, "条件：逾期记录 消除"),
        ("/reports/lowered/", {"leader": "leader"}, "条件：分管领导 leader"),
        ("/reports/doubtful/", {"leader": "leader"}, "条件：分管领导 leader"),
        ("/reports/projects/", {"light": "red", "unit": "roads"}, "条件：责任单位 区住建局；灯 红"),
    ],
)
def test_each_paper_names_day_conditions_rules_and_checksum(see, address, query, said):
    text = foot(see(address, on=ON, **query))
    assert text.startswith("截至2024年7月1日") and said in text
    assert re.search(r"灯规则\d{4}年\d+月\d+日版　计算规则第\d+版　校验码[0-9A-F]{4}-[0-9A-F]{4}$", text)


def test_the_checksums_are_those_of_the_rows(see, district):
    before = unit_ranking(day(7, 1)).checksum, overdue_trend(district.leader, day(7, 1)).checksum
    assert before[0] in foot(see("/reports/units/", on=ON)) and before[1] in foot(see("/reports/trend/", on=ON))
    finish(district, district.milestone, day(6, 30), day(7, 1))
    after = unit_ranking(day(7, 1)).checksum, overdue_trend(district.leader, day(7, 1)).checksum
    assert not set(before) & set(after)


def test_lists_cost_a_constant_number_of_queries(see, client, django_assert_max_num_queries):
    flag_days(day(6, 19), day(6, 27))
    for address, most in (
        ("/reports/lowered/", 8),
        ("/reports/doubtful/", 10),
        ("/reports/trend/flags/?last=2024-06-30", 8),
    ):
        see(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
