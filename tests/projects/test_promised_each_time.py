"""What is promised for each month, day or street: one month's eight does not fulfil the year."""

import datetime as dt
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from milestones.models import Standing
from milestones.models.carry_over import carry_over
from milestones.models.figures import judge_figure
from milestones.models.plan import approve_plan
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.physical_progress import physical_progress
from projects.models import Project, Target
from projects.models.wording import wording_as_of
from tests.api_client import act, faults, read
from tests.cast import add_milestone, approve_as_before, day, enter, lay, noon, owner, rewrite
from tests.imports.workbook import MILESTONES, TARGETS, cells, checked, exported, imported, made

pytestmark = pytest.mark.django_db
NO_TOTAL = "该数量指标分期或分处承诺，没有总量：请将应完成量留空，逐期填报数字。"


@pytest.fixture
def cast(cast):
    """Eight visits each month until the end of the year, as line 218 of the register has it."""
    cast.visits = lay(
        Target.objects,
        project=cast.project,
        measure="下社区服务",
        value=Decimal(8),
        unit="次",
        per="month",
        as_written="8次",
    )
    cast.year = add_milestone(cast, "全年服务", day(12, 31), target=cast.visits, at=noon(day(1, 1)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 1)))
    cast.year.refresh_from_db()
    return cast


def visited(cast, quantity, on):
    return cast.year.report(by=cast.steward, note="已开展", quantity=Decimal(quantity), at=noon(on))


def row(cast, on):
    return Standing.objects.on(on).with_names().get(pk=cast.year.pk)


def page(user, address, **query):
    client = enter(user)
    return client.get(address, query, headers={"accept-language": "zh-CN"}).content.decode()


def test_one_months_eight_is_no_share_of_the_year(cast):
    visited(cast, 8, day(1, 31))
    now = row(cast, day(2, 1))
    assert (now.reported, now.expected, now.behind, now.light_rule) == (8, None, None, "on_track")
    assert physical_progress(day(2, 1), [cast.project]) == {cast.project.pk: 0}
    assert row(cast, dt.date(2025, 1, 10)).light_rule == "overdue"


def test_nothing_is_expected_even_where_a_milestone_counts_it_from_before_this_rule(cast):
    rewrite(type(cast.year).objects.filter(pk=cast.year.pk), quantity=8)
    rewrite(cast.year.baselines, quantity=8)
    visited(cast, 8, day(1, 31))
    assert row(cast, day(6, 30)).quantity == 8
    assert (row(cast, day(6, 30)).expected, row(cast, day(6, 30)).behind) == (None, None)
    assert physical_progress(day(6, 30), [cast.project]) == {cast.project.pk: 0}


def test_the_figure_of_the_next_month_may_be_lower_or_higher_and_is_measured_by_the_promise_alone(cast):
    assert [visited(cast, *told).state for told in ((8, day(1, 31)), (5, day(2, 29)), (12, day(3, 31)))] == [
        "clear"
    ] * 3
    assert judge_figure(cast.visits, Decimal(13), noon(day(4, 30)))[0] == "pending"
    assert judge_figure(cast.visits, Decimal(81), noon(day(4, 30)))[0] == "beyond"


def test_of_a_range_the_upper_end_is_no_doubtful_figure(cast):
    homes = lay(
        Target.objects,
        project=cast.project,
        measure="综合体",
        value=1,
        value_max=2,
        qualifier="range",
        unit="个",
        per="street",
    )
    assert [judge_figure(homes, Decimal(count), noon(day(4, 30)))[0] for count in (2, 3, 4)] == [
        "clear",
        "clear",
        "pending",
    ]


def test_the_database_locks_what_it_is_promised_for(cast):
    with pytest.raises(IntegrityError, match="approved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_target SET per = 'total'")


def test_pages_sheet_and_api_say_what_it_is_promised_for_and_draw_no_share(cast):
    address = f"/projects/{cast.project.code}/"
    assert "<strong>未填报</strong>　每月8次" in page(cast.leader, address, on="2024-01-15")
    visited(cast, 8, day(1, 31))
    text = page(cast.leader, address, on="2024-02-15")
    assert "<strong>最近填报8次，承诺每月8次</strong>　<small>1月31日填报</small>" in text
    assert "全年服务<p>最近填报8次，承诺每月8次</p>" in text
    assert "累计8次" not in text and "8/每月8次" not in text
    assert "每月8次" in page(cast.leader, "/wall/", on="2024-02-15")
    assert "最近填报8次，承诺每月8次" in page(cast.leader, "/reports/overdue/", on="2025-01-10")
    with override("zh-hans"):
        (line,) = [line for line in leaders_sheet(None, day(2, 15)).rows if line.project == cast.project]
        assert [one.in_force(value) for one, value in line.promises] == ["9条", "每月8次"]
    (found,) = [one for one in read(cast.leader, "targets/")["results"] if one["id"] == cast.visits.pk]
    assert (found["per"], found["value"], found["as_written"]) == ("month", "8.0000", "8次")
    assert [one["id"] for one in read(cast.leader, "targets/", per="month")["results"]] == [cast.visits.pk]


def test_a_milestone_may_not_count_it_up_through_form_api_or_workbook(cast):
    late = {"name": "累计96次", "forecast_due": "2024-12-31", "target": cast.visits.pk, "quantity": "96"}
    problem = act(cast.steward, "milestones/", {"project": cast.project.code, **late}, status=400)
    assert faults(problem) == {("quantity", "no_total")}
    client = enter(cast.steward)
    sent = {"project": cast.project.pk, "sequence": 5, "weight": 1, **late}
    answer = client.post(reverse("admin:milestones_milestone_add"), sent, headers={"accept-language": "zh-CN"})
    assert NO_TOTAL in answer.content.decode()
    heads = ["项目编码", "节点名称", "预计完成", "指标", "应累计完成量"]
    book = made(**{MILESTONES: [heads, [cast.project.code, "累计96次", "2024-12-31", "下社区服务", 96]]})
    assert [tuple(fault) for fault in checked(book, cast.steward).faults] == [
        (MILESTONES, 2, "E 应累计完成量", NO_TOTAL)
    ]


def test_the_form_asks_for_the_figure_of_one_period(cast):
    client, chinese = Client(), {"accept-language": "zh-CN"}
    client.force_login(cast.steward, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:milestones_milestone_act_report", args=[cast.year.pk])
    asked = client.get(address, headers=chinese).content.decode()
    assert "本期完成量" in asked and "下社区服务（次），只填本期数。此前未填报，承诺每月8次。" in asked
    answer = client.post(address, {"note": "已开展", "quantity": "8"}, headers=chinese, follow=True)
    assert "已填报：8次。" in str([*answer.context["messages"]][0])


def test_a_claim_asks_for_no_total(cast):
    visited(cast, 3, day(1, 31))
    cast.year.claim(by=cast.steward, finished_on=day(12, 31), note="全年逐月开展", at=noon(day(12, 31)))
    assert row(cast, day(12, 31)).state == "awaiting"


def test_the_workbook_writes_it_and_takes_it(cast):
    heads, *rows = cells(exported(cast.steward), TARGETS)
    assert [row[heads.index("承诺口径")] for row in rows if row[heads.index("指标")] == "下社区服务"] == ["每月"]
    draft = Project.objects.create(
        code="2024-CJ-009",
        name="新项目",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
    )
    heads = ["项目编码", "指标", "数值", "计量单位", "承诺口径"]
    book = made(**{TARGETS: [heads, [draft.code, "巡查", 4, "次", "每周"], [draft.code, "义诊", 30, "场", None]]})
    assert imported(book, cast.steward).state == "done"
    assert {one.measure: one.per for one in draft.targets.all()} == {"巡查": "week", "义诊": "total"}


def test_next_year_is_promised_the_same_each_month(cast):
    visited(cast, 8, day(1, 31))
    draft = carry_over(cast.project, by=cast.supervisor, at=noon(day(12, 31)))
    kept = draft.targets.get(measure="下社区服务")
    assert (kept.value, kept.per) == (8, "month")
    with override("zh-hans"):
        assert kept.written == "每月8次"


def test_a_range_is_carried_with_both_ends(cast):
    homes = {"measure": "知名养老服务主体", "value": 1, "value_max": 2, "qualifier": "range", "unit": "个"}
    lay(Target.objects, project=cast.project, **homes)
    draft = carry_over(cast.project, by=cast.supervisor, at=noon(day(12, 31)))
    with override("zh-hans"):
        assert draft.targets.get(qualifier="range").written == "1-2个"


def test_the_promises_of_an_earlier_installation_say_it_from_now_on_and_past_days_keep_their_words(cast):
    project = lay(
        Project.objects,
        code="2024-MS-028",
        name="下社区服务",
        plan_year=2024,
        category=cast.project.category,
        at=noon(day(1, 1)),
    )
    said = {"value": Decimal(8), "unit": "次", "as_written": "8次"}
    target = lay(Target.objects, project=project, measure="每月服务", **said)
    lay(project.milestones, name="全年服务", forecast_due=day(12, 31), at=noon(day(1, 1)))
    approve_as_before(project, cast.supervisor, at=noon(day(1, 1)))
    connection.check_constraints()
    with owner(), connection.cursor() as cursor:
        cursor.execute(import_module("projects.migrations.0014_promised_for").OF_THE_REGISTER)
    target.refresh_from_db()
    with override("zh-hans"):
        assert str(target) == "下社区服务 每月8次"
        with wording_as_of(day(6, 1)):
            assert str(Target.objects.get(pk=target.pk)) == "每月服务 8次"
