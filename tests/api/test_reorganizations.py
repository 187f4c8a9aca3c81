"""What becomes of units, as a program reads it."""

import datetime as dt
from typing import Any

import pytest

from backoffice.clock import today
from projects.models import Reorganization, Unit
from tests.api_client import client_of, faults, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(cast: Any) -> Any:
    given = {"by": cast.admin, "day": today(), "text": "机构改革方案"}
    asked = Reorganization.ask("merge", cast.roads, into=cast.schools, document_number="铁编发〔2026〕3号", **given)
    asked.approve(by=cast.supervisor)
    Reorganization.ask("rename", cast.schools, name="区教育和建设局", **given | {"day": today() + dt.timedelta(1)})
    return cast


def test_a_program_reads_where_a_unit_went(merged: Any) -> None:
    (row,) = read(merged.steward, "reorganizations/", unit="roads")["results"]
    told = {"unit": "roads", "into": "schools", "former_name": "区住建局", "into_name": "区教育局", "state": "approved"}
    people = {"asked_by": "admin", "decided_by": "supervisor", "document_number": "铁编发〔2026〕3号"}
    assert row.items() >= (told | people | {"kind": "merge", "what": "区住建局并入区教育局"}).items()
    assert row["carried_out_at"] and row == read(merged.leader, f"reorganizations/{row['id']}/")
    assert read(merged.leader, "units/roads/")["parent"] == "schools"


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ({}, ["rename", "merge"]),
        ({"carried_out": "true"}, ["merge"]),
        ({"carried_out": "false"}, ["rename"]),
        ({"into": "schools"}, ["merge"]),
        ({"state": "pending"}, ["rename"]),
        ({"kind": ["merge", "split"]}, ["merge"]),
        ({"day_after": today().isoformat()}, ["rename"]),
    ],
)
def test_it_is_narrowed(merged: Any, asked: dict, kinds: list[str]) -> None:
    assert [row["kind"] for row in read(merged.leader, "reorganizations/", **asked)["results"]] == kinds


def test_a_bad_filter_is_named_and_nothing_is_written(merged: Any) -> None:
    assert faults(read(merged.leader, "reorganizations/", 400, kind="swap")) == {("kind", "invalid_choice")}
    assert client_of(merged.admin).post("/api/v1/reorganizations/", {}).status_code == 405
    assert client_of().get("/api/v1/reorganizations/").status_code == 401


def test_many_cost_no_more_queries(merged: Any, django_assert_num_queries: Any) -> None:
    for number in range(5):
        unit = Unit.objects.create(code=f"u{number}", name=f"单位{number}")
        day = today() + dt.timedelta(9)
        Reorganization.ask("merge", unit, by=merged.admin, day=day, text="机构改革", into=merged.schools)
    client = client_of(merged.leader)
    with django_assert_num_queries(4):
        assert len(client.get("/api/v1/reorganizations/").json()["results"]) == 7
