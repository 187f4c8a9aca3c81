"""One search: what it finds, in which order, and only in what one may see."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from backoffice.clock import today
from milestones.search import FIRST, KINDS, search_records, search_words
from projects.models import Project, Reorganization, Unit
from tests.api_client import client_of, faults
from tests.cast import add_milestone, rename_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Any) -> Any:
    road = cast.project.category
    for number, (name, unit) in enumerate(
        [
            ("220千伏牛心屯变电站（一期）", cast.roads),
            ("城市展厅", cast.roads),
            ("重庆路排水", cast.schools),
            ("西安街学校", cast.schools),
            ("县医院", cast.schools),
            ("ＡＢ座，新建", cast.schools),
        ]
    ):
        Project.objects.create(code=f"2024-MS-{number + 1:03}", name=name, plan_year=2024, category=road, unit=unit)
    add_milestone(cast, "城市展厅布线", dt.date(2024, 9, 1))
    return cast


def names(user: Any, text: str, kind: str = "project") -> list[str]:
    return [row.name for row in next(group for group in search_records(user, text) if group.kind == kind).rows]


FOUND = {
    "name": ("牛心屯变电", ["220千伏牛心屯变电站（一期）"]),
    "code": ("2024-MS-002", ["城市展厅"]),
    "code in small letters": ("2024-ms-002", ["城市展厅"]),
    "initials": ("cszt", ["城市展厅"]),
    "full pinyin": ("chengshi", ["城市展厅"]),
    "capital letters": ("CSZT", ["城市展厅"]),
    "heteronym": ("chongqing", ["重庆路排水"]),
    "full-width figures": ("２２０千伏", ["220千伏牛心屯变电站（一期）"]),
    "half-width brackets": ("(一期)", ["220千伏牛心屯变电站（一期）"]),
    "half-width comma": ("ab座,新建", ["ＡＢ座，新建"]),
    "pinyin with figures": ("220qianfu", ["220千伏牛心屯变电站（一期）"]),
    "several words": ("屯 一期 220", ["220千伏牛心屯变电站（一期）"]),
    "a word too many": ("城市 医院", []),
    "apostrophe in pinyin": ("xi'an", ["西安街学校"]),
    "curly apostrophe": ("Xi’an", ["西安街学校"]),
    "without the apostrophe": ("xian", ["西安街学校", "县医院"]),
    "blank without width": ("城市\u200b展厅", ["城市展厅"]),
    "a sign that stands for several letters": ("㎡", []),
    "not from within a syllable": ("engshi", []),
    "signs of patterns are letters": ("%", []),
    "the sign for one letter": ("_", []),
    "backslash": ("\\", []),
    "brackets of patterns": ("[a", []),
}


@pytest.mark.parametrize("case", FOUND)
def test_a_project_is_found(cast: Any, case: str) -> None:
    text, right = FOUND[case]
    assert names(cast.supervisor, text) == right


def test_the_best_stand_first(cast: Any) -> None:
    road = cast.project.category
    for number, name in enumerate(["老展厅改造", "展厅", "庄亭"]):
        Project.objects.create(code=f"2024-CY-{number + 1:03}", name=name, plan_year=2024, category=road)
    assert names(cast.supervisor, "展厅") == ["展厅", "城市展厅", "老展厅改造"]
    assert names(cast.supervisor, "zt") == ["展厅", "庄亭", "城市展厅", "老展厅改造"]
    assert names(cast.supervisor, "zhant") == ["展厅", "城市展厅", "老展厅改造"]


def test_the_code_goes_before_a_name_that_holds_it(cast: Any) -> None:
    Project.objects.create(code="2023-CJ-001", name="2024-MS-002续建", plan_year=2023, category=cast.project.category)
    assert names(cast.supervisor, "2024-MS-002") == ["城市展厅", "2024-MS-002续建"]


def test_milestones_people_and_units_are_found(cast: Any) -> None:
    assert names(cast.leader, "csztbx", "milestone") == ["城市展厅布线"]
    assert names(cast.leader, "路基 牛心屯", "milestone") == ["路基完成"]
    assert names(cast.leader, "牛心屯", "milestone") == []  # the project is found by its name
    assert names(cast.leader, "steward", "person") == ["steward"]
    assert names(cast.leader, "zhujian", "unit") == ["区住建局"]
    assert names(cast.leader, "qjyj", "unit") == ["区教育局"]


SIGHT = {
    "steward": ["新建牛心屯一路等9条道路", "220千伏牛心屯变电站（一期）"],
    "head": ["新建牛心屯一路等9条道路", "220千伏牛心屯变电站（一期）"],
    "other": [],
    "supervisor": ["220千伏牛心屯变电站（一期）", "新建牛心屯一路等9条道路"],
    "leader": ["220千伏牛心屯变电站（一期）", "新建牛心屯一路等9条道路"],
    "auditor": ["220千伏牛心屯变电站（一期）", "新建牛心屯一路等9条道路"],
    "admin": ["220千伏牛心屯变电站（一期）", "新建牛心屯一路等9条道路"],
}


@pytest.mark.parametrize("who", SIGHT)
def test_only_what_one_may_see_is_found(cast: Any, who: str) -> None:
    user = getattr(cast, who)
    assert sorted(names(user, "牛心屯")) == sorted(SIGHT[who])
    assert names(user, "路基", "milestone") == (["路基完成"] if SIGHT[who] else [])


@pytest.mark.parametrize("text", ["区住建局", "住建 区", "qzjj", "zhujian"])
def test_a_unit_is_found_under_its_former_name_and_says_so(cast: Any, text: str) -> None:
    rename_unit(cast, cast.roads, "区城市建设局")
    rename_unit(cast, cast.roads, "区城乡发展局")
    (row,) = next(group for group in search_records(cast.leader, text) if group.kind == "unit").rows
    assert (row.name, row.beside) == ("区城乡发展局", "原名：区住建局　部门")
    assert names(cast.leader, "区住建局城市", "unit") == []  # no two names are taken for one


def test_who_is_called_so_now_stands_before_who_was(cast: Any) -> None:
    rename_unit(cast, cast.roads, "区城市建设局")
    rename_unit(cast, cast.schools, "区住建局")
    (now, once) = next(group for group in search_records(cast.leader, "住建局") if group.kind == "unit").rows
    assert (now.key, now.beside, once.key) == ("schools", "部门", "roads") and once.beside.startswith("原名：区住建局")


def test_a_merged_unit_is_found_as_it_was_called(cast: Any) -> None:
    asked = Reorganization.ask("merge", cast.roads, by=cast.admin, day=today(), text="机构改革", into=cast.schools)
    asked.approve(by=cast.supervisor)
    rename_unit(cast, cast.schools, "区教育和建设局")
    assert names(cast.leader, "区住建局", "unit") == [f"区住建局（{today().year}年撤并）"]
    assert names(cast.leader, "区教育局", "unit") == ["区教育和建设局"]


def test_projects_and_people_are_found_as_they_were_called(cast: Any) -> None:
    Project.objects.filter(code="2024-MS-002").update(name="规划馆")
    type(cast.other).objects.filter(pk=cast.other.pk).update(name="改名的人")
    groups = {group.kind: group.rows for group in search_records(cast.supervisor, "城市展厅")}
    assert [row.beside for row in groups["project"]] == ["原名：城市展厅　2024-MS-002　区住建局"]
    assert names(cast.other, "城市展厅") == []
    assert [row.name for row in search_records(cast.leader, "other", ("person",))[0].rows] == ["改名的人"]


def test_without_a_role_nothing_is_found(cast: Any) -> None:
    cast.steward.groups.clear()
    person = type(cast.steward).objects.get(pk=cast.steward.pk)
    assert [group.total for group in search_records(person, "牛")] == [0] * len(KINDS)


def test_eight_of_each_kind_and_the_number_of_all(cast: Any) -> None:
    Unit.objects.bulk_create(Unit(code=f"s{number}", name=f"第{number}街道") for number in range(12))
    group = next(group for group in search_records(cast.steward, "街道") if group.kind == "unit")
    assert (len(group.rows), group.total) == (FIRST, 12)
    assert [row.name for row in group.rows[:3]] == ["第0街道", "第1街道", "第2街道"]


@pytest.mark.parametrize("text", ["牛", "cszt 220", "屯 路 基"])
def test_the_number_of_queries_does_not_grow(cast: Any, django_assert_num_queries: Any, text: str) -> None:
    user = type(cast.supervisor).objects.prefetch_related("groups").get(pk=cast.supervisor.pk)
    found = len(search_records(user, text)[2].rows)
    # One for each kind, and one for the roles of the people found.
    with django_assert_num_queries(4 + bool(found)):
        search_records(user, text)


@pytest.mark.parametrize(
    "text", ["", "  ", "\u200b", "x" * 201, "\0", "a\u202eb", " ".join("abcdefghijk"), "\ufdfa" * 12]
)
def test_a_text_that_cannot_be_searched_for_is_refused(cast: Any, text: str) -> None:
    with pytest.raises(ValidationError):
        search_words(text)


def test_the_api_answers_by_kind(cast: Any) -> None:
    answer = client_of(cast.leader).get("/api/v1/search/", {"q": "cszt"})
    assert answer.status_code == 200
    found = {group["kind"]: group for group in answer.json()["results"]}
    assert list(found) == ["project", "milestone", "person", "unit"]
    assert found["project"] == {
        "kind": "project",
        "total": 1,
        "rows": [
            {
                "key": "2024-MS-002",
                "name": "城市展厅",
                "beside": "2024-MS-002　区住建局",
                "address": "/projects/2024-MS-002/",
            }
        ],
    }


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({}, ("q", "blank")),
        ({"q": ""}, ("q", "blank")),
        ({"q": " "}, ("q", "blank")),
        ({"q": "x" * 201}, ("q", "max_length")),
        ({"q": "a\x1b"}, ("q", "control_character")),
        ({"q": "a", "page": "2"}, ("page", "unknown")),
        ({"q": ["a", "b"]}, ("q", "repeated")),
    ],
)
def test_the_api_names_a_bad_parameter(cast: Any, query: dict, fault: tuple) -> None:
    answer = client_of(cast.leader).get("/api/v1/search/", query)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert faults(answer.json()) == {fault}


def test_the_api_wants_a_token(cast: Any) -> None:
    assert client_of().get("/api/v1/search/", {"q": "a"}).status_code == 401


@pytest.fixture
def page(client: Any, cast: Any) -> Any:
    def get(who: str, **query: str) -> Any:
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("search"), query)

    return get


def test_the_page_says_what_can_be_searched_and_what_was_not_found(page: Any) -> None:
    assert "查找项目、节点、人员和单位" in page("leader").content.decode()
    assert "查看范围内没有符合的名称或编号" in page("leader", q="月球").content.decode()
    refused = page("leader", q="x" * 201)
    assert refused.status_code == 400 and 'aria-invalid="true"' in refused.content.decode()


def test_the_page_links_to_what_the_reader_may_open(page: Any, client: Any) -> None:
    for who in ("leader", "supervisor", "steward"):
        groups = page(who, q="牛 路").context["groups"] + page(who, q="steward").context["groups"]
        groups += page(who, q="路基").context["groups"] + page(who, q="区").context["groups"]
        assert {group.kind for group in groups} == set(KINDS)
        for row in (row for group in groups for row in group.rows):
            assert client.get(row.address).status_code == 200, (who, row)


def test_all_of_one_kind_are_on_a_page_of_their_own(page: Any) -> None:
    Unit.objects.bulk_create(Unit(code=f"s{number}", name=f"第{number}街道") for number in range(12))
    assert "?q=%E8%A1%97%E9%81%93&amp;kind=unit" in page("leader", q="街道").content.decode()
    (group,) = page("leader", q="街道", kind="unit").context["groups"]
    assert len(group.rows) == 12
    assert page("leader", q="街道", kind="moon").status_code == 404


def test_the_themes_own_search_leads_to_this_one(client: Any, cast: Any) -> None:
    client.force_login(cast.steward, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/search/", {"s": "牛心屯"}).url == "/search/?q=%E7%89%9B%E5%BF%83%E5%B1%AF"


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("leader", "/"),
        ("leader", "/nowhere/"),
        ("steward", "/admin/"),
        ("supervisor", "/admin/projects/project/"),
    ],
)
def test_every_head_leads_to_the_search(client: Any, cast: Any, who: str, address: str) -> None:
    assert "data-search" not in client.get("/login/").content.decode()
    client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(address).content.decode()
    assert text.count('href="/search/"') == 1 and "tiexi/search.js" in text and "searchCommand" not in text


def test_the_page_costs_a_fixed_number_of_queries(page: Any, client: Any, django_assert_num_queries: Any) -> None:
    page("leader")
    # The session, the reader and their role, each kind, and the roles of the people found.
    with django_assert_num_queries(3 + len(KINDS) + 1):
        assert client.get("/search/", {"q": "a"}).context["groups"]
    with django_assert_num_queries(3 + len(KINDS)):
        client.get("/search/", {"q": "月球"})


def test_the_finds_of_a_closed_account_and_of_who_has_no_page(page: Any, cast: Any) -> None:
    type(cast.other).objects.filter(pk=cast.other.pk).update(is_active=False)
    (group,) = page("leader", q="other", kind="person").context["groups"]
    assert group.rows[0].beside == "区教育局　项目管家　账号已停用"
    (group,) = page("leader", q="auditor", kind="person").context["groups"]
    assert group.rows[0].address == "" and page("leader", q="auditor").content.decode().count("<a>auditor</a>") == 1


@pytest.mark.parametrize("typed", ["２２０千伏", "(一期)", "（一期）", "变电 220", "ms-001"])
def test_the_boxes_of_lists_and_the_api_find_in_any_width(cast: Any, client: Any, typed: str) -> None:
    client.force_login(cast.supervisor)
    wanted = ["220千伏牛心屯变电站（一期）"]
    for address in ("admin:projects_project_changelist", "admin:projects_target_changelist"):
        assert client.get(reverse(address), {"q": typed}).status_code == 200
    listed = client.get(reverse("admin:projects_project_changelist"), {"q": typed}).context["cl"]
    assert [row.name for row in listed.result_list] == wanted
    rows = client_of(cast.supervisor).get("/api/v1/projects/", {"search": typed}).data["results"]
    assert [row["name"] for row in rows] == wanted


@pytest.mark.parametrize("typed", ["%", "_", "\\"])
def test_signs_of_patterns_are_letters_in_lists_too(cast: Any, client: Any, typed: str) -> None:
    client.force_login(cast.supervisor)
    listed = client.get(reverse("admin:projects_project_changelist"), {"q": typed}).context["cl"]
    assert not listed.result_list
    assert not client_of(cast.supervisor).get("/api/v1/projects/", {"search": typed}).data["results"]
