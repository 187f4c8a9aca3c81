"""A project is added in the admin: with quantities and without, and with values that are missing, taken or foreign."""

import pytest
from django.urls import reverse

from projects.models import Project, Target
from tests.forms import filled

pytestmark = pytest.mark.django_db
ADD = reverse("admin:projects_project_add")
ROAD = {"name": "新建北二路", "code": "2024-CJ-077", "plan_year": "2024"}
LENGTH = {
    "targets-0-measure": "长度",
    "targets-0-value": "3",
    "targets-0-unit": "公里",
    "targets-TOTAL_FORMS": "1",
}


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.supervisor)
    return client


def send(desk, cast, **typed):
    return desk.post(
        ADD, filled(desk.get(ADD), **{"category": cast.project.category_id, "co_units": False} | ROAD | typed)
    )


def rows():
    return Project.objects.count(), Target.objects.count()


@pytest.mark.parametrize(
    "quantity",
    [{}, LENGTH | {"targets-0-qualifier": "=", "targets-0-per": "total", "targets-0-nature": "flow"}],
)
def test_a_project_is_added_with_its_quantities(desk, cast, quantity):
    answer = send(desk, cast, unit=cast.roads.pk, steward=cast.steward.pk, **quantity)
    assert answer.status_code == 302 and desk.get(answer.url).status_code == 200
    project = Project.objects.get(code="2024-CJ-077")
    assert [one.measure for one in project.targets.all()] == (["长度"] if quantity else [])
    assert project.assignments.get().steward == cast.steward


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"name": "", "code": "", "plan_year": "", "category": ""}, {"name", "code", "plan_year", "category"}),
        ({"code": "2024-CJ-001"}, {"code"}),
        ({"code": "2024"}, {"code"}),
        ({"plan_year": "今年"}, {"plan_year"}),
        ({"plan_year": "9999"}, {"plan_year"}),
        ({"name": "长" * 200}, {"name"}),
        ({"steward": "9" * 30, "unit": "x", "parent": "0"}, {"steward", "unit", "parent"}),
        ({"co_units": ["9999"]}, {"co_units"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_added(desk, cast, typed, at):
    before = rows()
    answer = send(desk, cast, **LENGTH | typed)
    assert answer.status_code == 200 and set(answer.context["adminform"].form.errors) == at
    assert rows() == before


def test_a_faulty_quantity_keeps_its_project_out(desk, cast):
    before = rows()
    for faulty in ({"targets-0-value": "三"}, {"targets-0-measure": ""}, {"targets-0-value": "1e99"}):
        assert send(desk, cast, **LENGTH | faulty).status_code == 200
    assert rows() == before


@pytest.mark.parametrize("count", ["1", "999999999", "-1", "x", ""])
def test_a_form_that_claims_quantities_of_another_project_takes_none(desk, cast, count):
    forged = {
        **LENGTH,
        "targets-INITIAL_FORMS": count,
        "targets-0-id": cast.target.pk,
        "targets-0-qualifier": "=",
        "targets-0-per": "total",
        "targets-0-nature": "flow",
    }
    assert send(desk, cast, **forged).status_code in (200, 302)
    cast.target.refresh_from_db()
    assert (cast.target.measure, cast.target.project) == ("新建道路", cast.project)
