"""Filters, ordering and pages: what they narrow, and that nothing unknown is ignored."""

import datetime as dt

import pytest

from backoffice.recording import historical_replay
from milestones.models import Milestone
from tests.api_client import V1, client_of, faults, read
from tests.cast import add_milestone, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    for number in range(1, 8):
        add_milestone(cast, f"节点{number}", dt.date(2024, 7, number), at=noon(dt.date(2024, 1, 1)))
    return cast


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"overdue": "true"}, 1),
        ({"overdue": "false"}, 7),
        ({"light": "red"}, 1),
        ({"light": ["red", "grey"]}, 8),
        ({"light_rule": "unplanned"}, 7),
        ({"state": "overdue"}, 1),
        ({"due_before": "2024-06-15"}, 1),
        ({"due_before": "2024-06-14"}, 0),
        ({"due_after": "2024-06-13"}, 1),
        ({"forecast_before": "2024-07-02"}, 2),
        ({"forecast_after": "2024-07-06"}, 1),
        ({"category": "road"}, 8),
        ({"unit": "roads"}, 8),
        ({"unit": "schools"}, 0),
        ({"plan_year": 2024}, 8),
        ({"plan_year": 2023}, 0),
        ({"steward": "steward"}, 8),
        ({"owner": "steward"}, 8),
        ({"leader": "leader"}, 8),
        ({"list": "urban"}, 8),
        ({"phase": "planned"}, 8),
        ({"project": "2024-CJ-001"}, 8),
        ({"origin": "manual"}, 8),
        ({"search": "节点3"}, 1),
        ({"search": "牛心屯 路基"}, 1),
    ],
)
def test_each_filter_narrows_the_milestones(cast, params, found):
    assert len(read(cast.supervisor, "milestones/", **params)["results"]) == found


@pytest.mark.parametrize(
    ("path", "params", "field", "code"),
    [
        ("milestones", {"color": "red"}, "color", "unknown"),
        ("milestones", {"light": "purple"}, "light", "invalid_choice"),
        ("milestones", {"overdue": "maybe"}, "overdue", "invalid"),
        ("milestones", {"state": "late"}, "state", "invalid_choice"),
        ("milestones", {"due_before": "14.06.2024"}, "due_before", "invalid"),
        ("milestones", {"category": "nothing"}, "category", "invalid_choice"),
        ("milestones", {"plan_year": "two"}, "plan_year", "invalid"),
        ("milestones", {"unit": ""}, "unit", "blank"),
        ("milestones", {"due_before": ["2024-01-01", "2024-02-01"]}, "due_before", "repeated"),
        ("milestones", {"ordering": "colour"}, "ordering", "invalid_choice"),
        ("milestones", {"page_size": "201"}, "page_size", "invalid"),
        ("milestones", {"page_size": "0"}, "page_size", "invalid"),
        ("milestones", {"page_size": "many"}, "page_size", "invalid"),
        ("milestones", {"count": "yes"}, "count", "invalid"),
        ("milestones", {"cursor": "x"}, "cursor", "invalid"),
        ("milestones", {"on": "yesterday"}, "on", "invalid"),
        ("milestones", {"on": "2999-01-01"}, "on", "invalid"),
        ("milestones", {"format": "xml"}, "format", "unknown"),
        ("projects", {"light": "pink"}, "light", "invalid_choice"),
        ("projects", {"on": "2024-06-01"}, "on", "unknown"),
        ("claims", {"state": "done"}, "state", "invalid_choice"),
        ("claims", {"milestone": "99999999999999999999"}, "milestone", "invalid_choice"),
        ("calendar-days", {"year": "-6970198108554102"}, "year", "min_value"),
        ("calendar-days", {"year": "99999"}, "year", "max_value"),
        ("reports/overdue", {"color": "red"}, "color", "unknown"),
        ("reports/overdue", {"unit": "nobody"}, "unit", "invalid_choice"),
        ("reports/overdue", {"page_size": "500"}, "page_size", "max_value"),
        ("reports/overdue", {"cursor": "x"}, "cursor", "invalid"),
    ],
)
def test_what_is_unknown_is_named(cast, path, params, field, code):
    problem = read(cast.supervisor, f"{path}/", status=400, **params)
    assert faults(problem) == {(field, code)}
    assert field in problem["detail"]


def test_a_project_out_of_sight_is_no_filter_value(cast):
    assert faults(read(cast.other, "milestones/", status=400, project="2024-CJ-001")) == {("project", "invalid_choice")}


@pytest.mark.parametrize(
    "ordering", ["-days_late", "baseline_due", "-slip_days", "name", "-unit,forecast_due", "light"]
)
def test_pages_show_every_row_once_in_order(cast, ordering):
    client = client_of(cast.supervisor)
    whole = client.get(f"{V1}milestones/", {"ordering": ordering}).json()["results"]
    rows, address = [], f"{V1}milestones/?page_size=3&ordering={ordering}"
    while address:
        page = client.get(address).json()
        rows, address = rows + page["results"], page["next"]
    assert [row["id"] for row in rows] == [row["id"] for row in whole]
    assert len({row["id"] for row in rows}) == 8


def test_a_row_that_leaves_does_not_shift_the_next_page(cast):
    client = client_of(cast.supervisor)
    first = client.get(f"{V1}milestones/", {"page_size": 3, "ordering": "id"}).json()
    with historical_replay():
        Milestone.objects.get(pk=first["results"][1]["id"]).delete()
    second = client.get(first["next"]).json()
    assert second["results"][0]["id"] == first["results"][-1]["id"] + 1


def test_a_cursor_belongs_to_its_list_and_ordering(cast):
    client = client_of(cast.supervisor)
    cursor = client.get(f"{V1}milestones/", {"page_size": 3}).json()["next"].split("cursor=")[1].split("&")[0]
    for address in (f"{V1}milestones/?ordering=id&cursor={cursor}", f"{V1}projects/?cursor={cursor}"):
        assert client.get(address).status_code == 400


def test_the_count_is_given_when_asked_for(cast):
    answer = read(cast.supervisor, "milestones/", page_size=2, count="true")
    assert (answer["count"], len(answer["results"])) == (8, 2)
    assert "count" not in read(cast.supervisor, "milestones/")


@pytest.mark.parametrize("field", ["unit", "search", "project", "state", "due_before"])
def test_a_null_character_is_refused_by_name(cast, field):
    assert faults(read(cast.supervisor, "milestones/", status=400, **{field: "a\0b"})) == {(field, "invalid")}
