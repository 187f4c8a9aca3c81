"""The lists of the admin: worst first, filtered in SQL, in a constant number of queries."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice.clock import today
from milestones.models import Instruction, SavedFilter
from milestones.models.plan import approve_plan
from projects.models import Category, Project
from tests.cast import add_milestone, approve_as_before, lay, noon, person, rewrite

pytestmark = pytest.mark.django_db
MILESTONES = "/admin/milestones/milestone/"


@pytest.fixture
def cast(cast):
    # The cast's own milestone is overdue since 2024; these two are not.
    cast.soon = add_milestone(cast, "路面完成", today() + dt.timedelta(days=3))
    cast.later = add_milestone(cast, "验收完成", today() + dt.timedelta(days=300))
    approve_plan(cast.project, by=cast.supervisor)
    return cast


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.supervisor)
    return client


def shown(response):
    return [row.name for row in response.context["cl"].result_list]


def test_the_worst_comes_first(desk):
    assert shown(desk.get(MILESTONES)) == ["路基完成", "路面完成", "验收完成"]


def test_a_column_head_reorders(desk):
    columns = ["action_checkbox", *desk.get(MILESTONES).context["cl"].model_admin.list_display]
    index = columns.index("baseline")
    assert shown(desk.get(MILESTONES, {"o": f"-{index}"})) == ["验收完成", "路面完成", "路基完成"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("light=red", ["路基完成"]),
        ("light=green", ["验收完成"]),
        ("overdue=true", ["路基完成"]),
        ("overdue=false", ["路面完成", "验收完成"]),
        ("due_within=5", ["路面完成"]),
        ("state=open", ["路面完成", "验收完成"]),
        (
            "category=road&unit=roads&steward=steward&plan_year=2024&list=urban&phase=planned&origin=manual&overdue=true",
            ["路基完成"],
        ),
        ("category=school", []),
        ("q=牛心屯&light=yellow", ["路面完成"]),
        ("q=2024-CJ-001&light=red", ["路基完成"]),
        ("q=验收", ["验收完成"]),
        ("q=验收+牛心屯", ["验收完成"]),
        ("q=验收+路面", []),
        ("due_within=10&state=open", ["路面完成"]),
        ("silent=true", ["路基完成", "路面完成", "验收完成"]),
        ("mine=true&light=green", ["验收完成"]),
        ("light=blue", []),
    ],
)
def test_filters_and_search(desk, query, names):
    assert shown(desk.get(f"{MILESTONES}?{query}")) == names


@pytest.mark.parametrize("query", ["light=purple", "due_within=7", "plan_year=abc", "nonsense=1"])
def test_an_unknown_filter_is_said_and_never_an_error(desk, query):
    response = desk.get(f"{MILESTONES}?{query}", follow=True)
    assert response.status_code == 200 and list(response.context["messages"])


@pytest.mark.parametrize("order", ["", "99", "x", "-", "2.99"])
@pytest.mark.parametrize("url", [MILESTONES, "/admin/projects/project/"])
def test_an_order_that_is_none_opens_the_list_all_the_same(desk, url, order):
    assert desk.get(f"{url}?o={order}").status_code == 200


def test_the_reason_is_in_the_row_and_in_the_title(desk):
    page = desk.get(MILESTONES).content.decode()
    assert 'class="tx-why"' in page and 'href="#light-red"' in page


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def fill(cast):
    """Six more projects, each with a report, a request, a claim and an instruction."""
    for number in range(2, 8):
        project = Project.objects.create(
            code=f"2024-CJ-00{number}",
            name=f"项目{number}",
            plan_year=2024,
            category=cast.project.category,
            unit=cast.roads,
            steward=cast.steward,
            leader=cast.leader,
            starts_on=dt.date(2024, 1, 1),
        )
        day = today() + dt.timedelta(days=number)
        milestone, finished = (project.milestones.create(name=name, forecast_due=day) for name in ("完工", "开工"))
        approve_plan(project, by=cast.supervisor)
        milestone.report(by=cast.steward, note="正常")
        milestone.request_change(
            by=cast.steward,
            kind="extend",
            new_due=day + dt.timedelta(days=99),
            reason_class="land",
            text="征迁",
        )
        finished.claim(by=cast.steward, finished_on=today(), note="已开工")
        Instruction.give(by=cast.leader, text="抓紧", reply_by=day, project=project)
        SavedFilter.objects.create(user=cast.supervisor, list="projects.project", name=str(number), query="light=red")


LISTS = sorted(f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry)
FILTERED = [
    f"{MILESTONES}?light=red",
    f"{MILESTONES}?light=yellow&o=-6",
    "/admin/projects/project/?light=red",
    "/admin/",
]


@pytest.mark.parametrize("url", [*LISTS, *FILTERED])
def test_more_rows_cost_no_more_queries(desk, client, cast, url):
    if desk.get(url).status_code == 403:
        client.force_login(cast.admin)
    before = queries(client, url)
    fill(cast)
    # What was empty before costs its own page once; nothing grows with the rows.
    after = queries(client, url)
    assert after <= before + (4 if url == "/admin/" else 2)
    assert after <= (40 if url == "/admin/" else 18)


def test_the_milestone_list_takes_at_most_these_queries(desk):
    # Session, user, groups; categories, units, stewards, years; count; overdue ones, lights that count a quantity,
    # calendar, policies, the others, the page; saved filters.
    assert queries(desk, MILESTONES) <= 15


def test_projects_show_their_light_worst_first(desk, cast):
    Project.objects.create(code="2023-CJ-001", name="无排期", plan_year=2023, category=cast.project.category)
    rows = desk.get("/admin/projects/project/").context["cl"].result_list
    assert [(row.name, row.light.light) for row in rows] == [(cast.project.name, "red"), ("无排期", "grey")]


def test_the_desk_counts_what_the_lists_show(desk, cast):
    sections = desk.get("/admin/").context["sections"]
    for section in sections:
        response = desk.get(section.link)
        assert response.context["cl"].result_count == section.total, section.title


def test_the_projects_of_a_programme_carry_its_source_line(desk, cast):
    rewrite(Project.objects.filter(pk=cast.project.pk), source_line=160)
    page = desk.get(reverse("admin:projects_project_change", args=[cast.project.pk])).content.decode()
    assert "160" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("light=red", True),
        ("light=green", False),
        ("light=grey", False),
        ("due_within=5", True),
        ("origin=manual", True),
        ("origin=template", False),
        ("silent=true", True),
        ("q=牛心屯+2024-CJ", True),
        ("overdue=true&unit=roads", True),
        ("phase=planned&list=urban&plan_year=2024&steward=steward&category=road", True),
        ("plan=none", False),
    ],
)
def test_projects_are_filtered_by_their_milestones_and_facts(desk, cast, query, found):
    assert shown(desk.get(f"/admin/projects/project/?{query}")) == ([cast.project.name] if found else [])


def test_a_programme_is_found_by_what_its_works_are_late_with(desk, cast):
    programme = Project.objects.create(
        code="2024-CJ-009", name="道路专项", plan_year=2024, category=cast.project.category
    )
    work = Project.objects.create(
        code="2024-CJ-009-01", name="南路", plan_year=2024, category=cast.project.category, parent=programme
    )
    lay(work.milestones, name="完工", forecast_due=dt.date(2024, 6, 1), at=noon(dt.date(2024, 1, 1)))
    approve_as_before(work, cast.supervisor, at=noon(dt.date(2024, 1, 2)))
    for query in ("overdue=true", "light=red"):
        assert {"道路专项", "南路"} <= set(shown(desk.get(f"/admin/projects/project/?{query}")))


def test_an_empty_list_says_why_and_leads_out(desk):
    page = desk.get(f"{MILESTONES}?q=没有这个").content.decode()
    assert "没有符合条件的节点" in page and 'href="?"' in page


def test_the_bare_register_is_no_empty_list(client):
    cast = bare_cast()
    client.force_login(cast.supervisor)
    page = client.get(MILESTONES).content.decode()
    assert "1个项目已登记，都还没有排期" in page and "/admin/projects/project/" in page


def bare_cast():
    """The cast's project without its schedule, as the register has it."""
    supervisor = person("supervisor", "supervisor")
    Project.objects.create(code="2024-CJ-001", name="道路", plan_year=2024, category=Category.objects.get(code="road"))
    return SimpleNamespace(supervisor=supervisor)
