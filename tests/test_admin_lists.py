"""The lists of the admin: worst first, filtered in SQL, in a constant number of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milestones.models.plan import approve_plan
from projects.clock import today
from projects.models import Project

from .cast import add_milestone, make_cast

pytestmark = pytest.mark.django_db
MILESTONES = "/admin/milestones/milestone/"


@pytest.fixture
def cast():
    cast = make_cast()
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
    ],
)
def test_filters_and_search(desk, query, names):
    assert shown(desk.get(f"{MILESTONES}?{query}")) == names


@pytest.mark.parametrize("query", ["light=purple", "due_within=7", "plan_year=abc", "nonsense=1"])
def test_an_unknown_filter_is_said_and_never_an_error(desk, query):
    response = desk.get(f"{MILESTONES}?{query}", follow=True)
    assert response.status_code == 200 and list(response.context["messages"])


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


@pytest.mark.parametrize(
    "url",
    [
        MILESTONES, "/admin/projects/project/", "/admin/", "/admin/milestones/progressreport/", "/admin/milestones/claim/",
        "/admin/milestones/changerequest/", "/admin/milestones/baselineversion/", "/admin/milestones/milestone/?light=red",
    ],
)  # fmt: skip
def test_more_rows_cost_no_more_queries(desk, cast, url):
    before = queries(desk, url)
    for number in range(2, 8):
        project = Project.objects.create(
            code=f"2024-CJ-00{number}", name=f"项目{number}", plan_year=2024, category=cast.project.category,
            unit=cast.roads, steward=cast.steward, leader=cast.leader, starts_on=dt.date(2024, 1, 1),
        )  # fmt: skip
        milestone = project.milestones.create(name="完工", forecast_due=today() + dt.timedelta(days=number))
        approve_plan(project, by=cast.supervisor)
        milestone.report(by=cast.steward, note="正常")
        milestone.request_change(
            by=cast.steward,
            kind="extend",
            new_due=today() + dt.timedelta(days=99),
            reason_class="land",
            text="征迁",
        )
        finished = project.milestones.create(name="开工", forecast_due=today() + dt.timedelta(days=number))
        approve_plan(project, by=cast.supervisor)
        finished.claim(by=cast.steward, finished_on=today(), note="已开工")
    # What was empty before costs its own page once; nothing grows with the rows.
    assert queries(desk, url) <= before + (4 if url == "/admin/" else 0)


def test_the_milestone_list_takes_at_most_these_queries(desk):
    # Session, user, groups; categories, units, stewards, years; count; the page in its four groups; saved filters.
    assert queries(desk, MILESTONES) <= 14


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
    Project.objects.filter(pk=cast.project.pk).update(source_line=160)
    page = desk.get(reverse("admin:projects_project_change", args=[cast.project.pk])).content.decode()
    assert "160" in page
