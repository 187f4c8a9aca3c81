"""The first page: the sentence, the five lights and the ten worst, honest while there is no schedule."""

import datetime as dt

import pytest

from projects.models import Category, Project
from tests.cast import make_cast, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def see(client, user, address="/", **query):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address, query)


def test_it_counts_projects_by_light_and_lists_the_worst(client, cast):
    page = see(client, cast.leader, on="2024-07-01")
    assert page.status_code == 200
    assert page.context["district"].lights == {"red": 1}
    assert [line.row.days_late for line in page.context["lines"]] == [17]
    assert [line.name for line in page.context["by_unit"]] == ["区住建局"]


def test_before_anything_was_recorded_there_is_nothing(client, cast):
    assert see(client, cast.leader, on="2023-12-31").context["district"].total == 0


def test_a_bare_register_shows_dashes_instead_of_green(client, cast):
    bare = {"plan_year": 2024, "category": Category.objects.get(code="road"), "unit": cast.schools}
    Project.objects.create(code="2024-CJ-002", name="有机更新4条道路", steward=cast.other, **bare)
    page = see(client, cast.other)
    text = page.content.decode()
    assert page.context["district"].planned == 0 and page.context["district"].total == 1
    assert "light green" in text and text.count('<dd class="figure zero">—</dd>') == 5


def test_a_light_leads_to_its_projects(client, cast):
    page = see(client, cast.leader, on="2024-07-01", light="red")
    assert [project.code for project, _light in page.context["found"]] == ["2024-CJ-001"]
    assert see(client, cast.leader, light="purple").context["light"] is None


def test_a_bad_day_is_said_at_the_field(client, cast):
    page = see(client, cast.leader, on="soon")
    assert page.status_code == 400 and 'id="on-error"' in page.content.decode()


def test_the_queries_do_not_grow_with_the_projects(client, cast, django_assert_max_num_queries):
    start = noon(dt.date(2024, 1, 1))
    for number in range(2, 22):
        project = Project.objects.create(
            code=f"2024-CJ-{number:03}", name=f"道路{number}", plan_year=2024, unit=cast.roads,
            category=Category.objects.get(code="road"), steward=cast.steward, at=start,
        )  # fmt: skip
        project.milestones.create(name="完工", forecast_due=dt.date(2024, 5, 1), at=start)
    see(client, cast.leader)
    with django_assert_max_num_queries(20):
        client.get("/", {"on": "2024-07-01"})


def test_the_navigation_shows_only_what_exists(client, cast):
    text = see(client, cast.leader).content.decode()
    assert 'href="/reports/overdue/"' in text and 'href="/admin/"' not in text
    assert 'href="/admin/"' in see(client, cast.steward).content.decode()
    assert 'href="/wall/"' in text and 'href="/instructions/"' in text
    assert not any(later in text for later in ("/reports/trend/", "/reports/units/"))
