"""The wall: what it draws as of a day, for whom, and how a screen turns."""

import datetime as dt

import pytest

from milestones.pages.wall_paper import A3, SCREEN
from milestones.reports.wall.report import wall_places, wall_rows_by_project
from projects.models import Category, Project
from tests.cast import add_milestone, approve_as_before, day, lay, noon

pytestmark = pytest.mark.django_db
START = noon(dt.date(2024, 1, 1))


def see(client, user, address="/wall/", **query):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address, query, headers={"accept-language": "zh-CN"})


def row_on(cast, on):
    (row,) = wall_rows_by_project(wall_places(cast.leader, on), on).values()
    return row


def more_projects(cast, count, category="road"):
    for number in range(2, count + 2):
        project = lay(
            Project.objects,
            code=f"2024-CJ-{number:03}",
            name=f"道路{number}",
            plan_year=2024,
            unit=cast.roads,
            category=Category.objects.get(code=category),
            steward=cast.steward,
            starts_on=day(1, 1),
            at=START,
        )
        for month in (5, 7, 9):
            lay(project.milestones, name=f"{month}月完工", forecast_due=day(month, 1), at=START)
        approve_as_before(project, cast.supervisor, at=START)


def more_roads(cast, count):
    """Roads with a draft of a plan, whose codes come after all others."""
    for number in range(count):
        project = lay(
            Project.objects,
            code=f"2024-CJ-9{number:02}",
            name=f"大街{number}",
            plan_year=2024,
            unit=cast.roads,
            category=cast.project.category,
            steward=cast.steward,
            starts_on=day(1, 1),
            at=START,
        )
        lay(project.milestones, name="完工", forecast_due=day(9, 1), at=START)


def test_an_overdue_project_is_red_with_a_diamond_on_its_baseline(cast):
    row = row_on(cast, day(7, 1))
    assert (row.light, row.note, row.overdue) == ("red", "逾期17天", True)
    assert [(mark.kind, mark.day) for mark in row.marks] == [("overdue", day(6, 14))]
    assert (row.start, row.baseline, row.first) == (day(1, 1), day(6, 14), day(6, 14))


def test_an_extension_keeps_the_first_baseline_and_a_later_forecast_reaches_beyond(cast):
    ask = {"kind": "extend", "reason_class": "land", "text": "征迁未完", "by": cast.steward}
    change = cast.milestone.request_change(**ask, new_due=day(8, 1), at=noon(day(6, 2)))
    change.approve(by=cast.supervisor, document_number="7号", at=noon(day(6, 3)))
    cast.milestone.report(by=cast.steward, note="慢", forecast_due=day(8, 20), at=noon(day(6, 10)))
    row = row_on(cast, day(6, 20))
    assert (row.first, row.baseline, row.end) == (day(6, 14), day(8, 1), day(8, 20))
    assert row.note == "预计晚19天"
    before = row_on(cast, day(6, 1))
    assert (before.first, before.baseline, before.end) == (day(6, 14), day(6, 14), day(6, 14))


def test_a_late_finish_stays_late_and_is_finished_from_its_confirmation_on(cast):
    claim = cast.milestone.claim(
        by=cast.steward, finished_on=day(6, 20), note="完", late_reason="天气", at=noon(day(6, 20))
    )
    assert row_on(cast, day(6, 20)).marks[0].kind == "awaiting"
    claim.confirm(by=cast.supervisor, at=noon(day(6, 24)))
    row = row_on(cast, day(6, 24))
    assert row.finished and row.marks[0].kind == "late" and row.note == "完成，迟6天" and row.end == day(6, 20)
    assert not row_on(cast, day(6, 23)).finished


def test_what_is_not_yet_recorded_is_not_drawn(cast):
    assert wall_places(cast.leader, day(12, 31, 2023)) == []
    add_milestone(cast, "竣工", day(12, 1), at=noon(day(8, 1)))
    assert len(row_on(cast, day(7, 31)).marks) == 1
    assert [mark.kind for mark in row_on(cast, day(8, 1)).marks] == ["overdue", "plan"]


def test_only_what_one_may_see_is_drawn(client, cast):
    assert see(client, cast.auditor).context["shown"] == 1
    assert see(client, cast.head).context["shown"] == 1
    assert see(client, cast.other).context["total"] == 0
    add_milestone(cast, "验收", day(9, 1), owner=cast.other)
    assert see(client, cast.other).context["shown"] == 1


def test_a_register_without_schedules_says_so_and_draws_nothing(client, cast):
    bare = {"plan_year": 2024, "category": Category.objects.get(code="road"), "unit": cast.schools}
    Project.objects.create(code="2024-CJ-002", name="有机更新4条道路", steward=cast.other, **bare)
    page = see(client, cast.other)
    assert page.status_code == 200 and '<svg class="gantt' not in page.content.decode()
    assert "1个项目已登记，都还没有排期" in page.content.decode()
    assert "无图可画" in see(client, cast.other, "/wall/show/").content.decode()


def test_projects_without_a_schedule_are_counted_apart_and_listed_when_asked_for(client, cast):
    lay(
        Project.objects,
        code="2024-CJ-002",
        name="有机更新4条道路",
        plan_year=2024,
        category=cast.project.category,
        at=START,
    )
    page = see(client, cast.leader)
    assert (page.context["shown"], page.context["bare"]) == (
        1,
        1,
    ) and "另有1个项目尚无节点" in page.content.decode()
    assert "尚无排期" in see(client, cast.leader, plan="all").content.decode()
    assert see(client, cast.leader, plan="all").context["shown"] == 2


@pytest.mark.parametrize(
    "query",
    [
        {"unit": "moon"},
        {"category": "moon"},
        {"list": "moon"},
        {"by": "moon"},
        {"every": "0"},
        {"on": "soon"},
        {"screen": "x"},
        {"colour": "red"},
    ],
)
def test_a_bad_condition_is_said_at_its_field(client, cast, query):
    for address in ("/wall/", "/wall/show/"):
        page = see(client, cast.leader, address, **query)
        assert page.status_code == 400 and 'class="error"' in page.content.decode()


def test_the_conditions_narrow_the_rows(client, cast):
    more_projects(cast, 2, "power")
    assert see(client, cast.leader, category="road").context["shown"] == 1
    assert see(client, cast.leader, category="power").context["shown"] == 2
    assert see(client, cast.leader, unit="schools").context["shown"] == 0
    assert see(client, cast.leader, list="urban").context["shown"] == 3
    assert see(client, cast.leader, list="industry").context["shown"] == 0
    assert "挂图作战 按单位" in see(client, cast.leader, by="unit").content.decode()


def test_a_sheet_holds_what_fits_on_its_paper_and_none_a_single_row_left_over(client, cast):
    more_projects(cast, A3.rows)
    sheets = see(client, cast.leader).context["sheets"]
    assert [len(sheet.rows) for sheet in sheets] == [14, 15]
    assert [sheet.title for sheet in sheets] == ["挂图作战 城建专栏 1/2", "挂图作战 城建专栏 2/2"]


def test_a_screen_takes_categories_until_it_is_full_and_tears_none_that_fits(client, cast):
    more_projects(cast, 2, "power")
    packed = see(client, cast.leader, "/wall/show/").context
    assert packed["screens"] == 1 and packed["every"] == 20
    sheet = packed["sheets"][0]
    assert sheet.title == "挂图作战 城建专栏" and [row.group for row in sheet.rows] == ["道路工程", "电力工程", None]
    more_roads(cast, SCREEN.rows * 2 - 4)
    shown = [see(client, cast.leader, "/wall/show/", screen=str(n)) for n in (1, 2, 3)]
    assert [page.context["sheets"][0].title for page in shown] == [
        "挂图作战 道路工程 1/2",
        "挂图作战 道路工程 2/2",
        "挂图作战 电力工程",
    ]
    assert {page.context["screens"] for page in shown} == {3}
    assert {page.context["every"] for page in shown} == {10}
    by_unit = [see(client, cast.leader, "/wall/show/", by="unit", screen=str(n)) for n in (1, 2)]
    assert [page.context["sheets"][0].title for page in by_unit][0] == "挂图作战 区住建局 1/2"


def test_a_screen_with_few_rows_names_the_milestones_that_matter(client, cast):
    page = see(client, cast.leader, "/wall/show/", on="2024-07-01").content.decode()
    assert "逾期节点：路基完成" in page
    assert "下一节点：路基完成" in see(client, cast.leader, "/wall/show/", on="2024-06-01").content.decode()


def test_the_screens_turn_round_without_a_script_and_stand_still_when_paused(client, cast):
    more_projects(cast, 14)
    first = see(client, cast.leader, "/wall/show/", every="30").content.decode()
    assert 'content="30;url=/wall/show/?every=30&amp;screen=2"' in first
    last = see(client, cast.leader, "/wall/show/", screen="2").content.decode()
    assert "screen=1" in last and 'content="15;url=/wall/show/?screen=1"' in last
    assert "http-equiv" not in see(client, cast.leader, "/wall/show/", screen="2", pause="1").content.decode()
    assert see(client, cast.leader, "/wall/show/", screen="3").context["number"] == 1


def checksum_of(client, user, address="/wall/", language="zh-CN", **query):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(address, {"on": "2024-07-01"} | query, headers={"accept-language": language})
    return page.context["stamp"].checksum


def test_the_checksum_is_that_of_the_rows_whoever_reads_them_in_whatever_order_and_language(client, cast):
    more_projects(cast, 3, "power")
    first = checksum_of(client, cast.leader)
    assert checksum_of(client, cast.auditor, language="en-GB") == first
    assert checksum_of(client, cast.leader, by="unit") == first
    assert checksum_of(client, cast.leader, "/wall/show/", screen="2") == first
    assert checksum_of(client, cast.leader, category="power") != first
    assert checksum_of(client, cast.leader, on="2024-07-02") != first


def test_the_checksum_is_that_of_all_sheets_and_changes_with_a_row_of_any(client, cast, monkeypatch):
    monkeypatch.setattr("milestones.pages.wall.SHEETS", 1)
    more_projects(cast, A3.rows)
    first = checksum_of(client, cast.leader)
    assert checksum_of(client, cast.leader, page="2") == first
    last = Project.objects.latest("code").milestones.latest("forecast_due")
    last.report(by=cast.steward, note="慢", forecast_due=day(10, 1), at=noon(day(6, 30)))
    assert checksum_of(client, cast.leader) == checksum_of(client, cast.leader, page="2") != first


def test_each_sheet_of_paper_says_its_day_conditions_order_rules_checksum_and_number(client, cast):
    page = see(client, cast.leader, on="2024-07-01", category="road")
    foot = page.context["stamp"].foot
    assert "截至2024年7月1日　条件：类别 道路工程；有排期的项目　排序：专栏、类别　灯规则" in foot
    body = page.content.decode()
    assert f"{foot}</text>" in body and "本张1个项目，第1张，共1张" in body


def test_too_many_projects_are_asked_to_be_narrowed_and_not_drawn(client, cast, monkeypatch):
    more_projects(cast, 2, "power")
    monkeypatch.setattr("milestones.pages.wall.MOST", 2)
    for address in ("/wall/", "/wall/show/"):
        page = see(client, cast.leader, address)
        assert page.status_code == 200 and "3个项目太多，无法成图（最多2个）" in page.content.decode()
        assert '<svg class="gantt' not in page.content.decode()
    assert see(client, cast.leader, category="power").context["sheets"]


def test_a_project_costs_the_page_little(client, cast):
    few = len(see(client, cast.leader).content)
    more_projects(cast, 20)
    assert (len(see(client, cast.leader).content) - few) / 20 < 4000


def test_the_queries_do_not_grow_with_the_projects(client, cast, django_assert_num_queries):
    see(client, cast.leader, on="2024-07-01")
    with django_assert_num_queries(17):
        client.get("/wall/", {"on": "2024-07-01"})
    more_projects(cast, 30)
    with django_assert_num_queries(17):
        client.get("/wall/", {"on": "2024-07-01"})
    with django_assert_num_queries(15):
        client.get("/wall/show/", {"on": "2024-07-01"})
