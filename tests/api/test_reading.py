"""Who reads what over the API, and what a row tells."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.clock import today
from milestones.models import Delivery
from projects.models import READS_ALL, Project, Reorganization
from tests.api_client import V1, client_of, read
from tests.cast import add_milestone, lay, noon

pytestmark = pytest.mark.django_db

MILESTONE = {
    "id",
    "project",
    "project_name",
    "name",
    "unit",
    "unit_name",
    "category",
    "owner",
    "owner_name",
    "origin",
    "state",
    "starts_on",
    "baseline_first",
    "baseline_due",
    "forecast_due",
    "slip_days",
    "claimed_on",
    "confirmed_on",
    "cancelled_on",
    "finished_on",
    "is_overdue",
    "days_late",
    "working_days_late",
    "late_at_approval",
    "quantity",
    "light",
    "light_rule",
    "light_reason",
    "returned_times",
}
PROJECT = {
    "code",
    "name",
    "plan_year",
    "category",
    "label",
    "list",
    "parent",
    "unit",
    "unit_name",
    "steward",
    "leader",
    "phase",
    "approved_on",
    "suspended_on",
    "cancelled_on",
    "light",
    "light_rule",
    "light_reason",
}
LISTS = [
    "categories",
    "units",
    "reorganizations",
    "users",
    "projects",
    "targets",
    "milestones",
    "progress-reports",
    "claims",
    "changes",
    "flags",
    "escalations",
    "instructions",
    "deliveries",
    "calendar-days",
    "policies",
    "templates",
]


@pytest.fixture
def crowd(cast):
    """Two reports, a claim, a request, a flag, an instruction and a mail on each of three milestones; a new name."""
    day = dt.date(2024, 6, 3)
    for number in range(3):
        milestone = add_milestone(cast, f"节点{number}", dt.date(2024, 7, 1), at=noon(dt.date(2024, 1, 1)))
        for at in (noon(day), noon(day + dt.timedelta(1))):
            milestone.report(by=cast.steward, note="进展", at=at)
        flag = lay(milestone.flags, baseline_due=day, since=day, raised_on=day)
        lay(flag.escalations, step=1, on=day, to=cast.steward)
        milestone.instructions.create(by=cast.leader, text="抓紧", reply_by=day)
        milestone.request_change(by=cast.steward, kind="cancel", reason_class="design", text="取消", at=noon(day))
        cast.milestone.claim(by=cast.steward, finished_on=day, note="完成", at=noon(day)).send_back(
            by=cast.supervisor, reason="缺验收单", at=noon(day)
        )
    Reorganization.ask("rename", cast.schools, by=cast.admin, day=today(), text="机构改革", name="区教委")
    return cast


def test_a_milestone_has_the_fields_of_the_contract(cast):
    row = read(cast.steward, f"milestones/{cast.milestone.pk}/", on="2024-06-20")
    assert set(row) >= MILESTONE
    assert (row["project"], row["unit"], row["unit_name"], row["owner"]) == (
        "2024-CJ-001",
        "roads",
        "区住建局",
        "steward",
    )
    assert (row["state"], row["light"], row["light_rule"], row["days_late"]) == (
        "overdue",
        "red",
        "overdue",
        6,
    )
    assert row["baseline_due"] == "2024-06-14"


def test_a_project_has_the_fields_of_the_contract(cast):
    row = read(cast.leader, "projects/2024-CJ-001/")
    assert set(row) == PROJECT
    assert (row["list"], row["approved_on"], row["suspended_on"], row["light"]) == (
        "urban",
        "2024-01-01",
        None,
        "red",
    )


@pytest.mark.parametrize("path", LISTS)
def test_every_list_answers_results_and_next(crowd, path):
    answer = read(crowd.supervisor, f"{path}/", count="true")
    assert answer["next"] is None
    assert answer["count"] == len(answer["results"])


@pytest.mark.parametrize("name", ["steward", "head", "other", "supervisor", "leader", "auditor", "admin"])
def test_each_role_reads_what_it_may_see(crowd, name):
    user = getattr(crowd, name)
    for path in set(LISTS) - {"deliveries", "calendar-days", "templates"}:
        rows = read(user, f"{path}/")["results"]
        everywhere = path in ("categories", "units", "reorganizations", "users", "policies")
        assert bool(rows) == (everywhere or name != "other"), path
        if rows and "id" in rows[0]:
            assert read(user, f"{path}/{rows[0]['id']}/") == rows[0]


def test_mails_are_read_by_who_got_them_and_by_those_who_supervise(crowd):
    Delivery.objects.create(
        dedup_key="digest:steward",
        kind="digest",
        slot=dt.date(2024, 6, 3),
        recipient=crowd.steward,
        to_addr="s@example.com",
        language="zh-hans",
        subject="督办",
        text="",
        html="",
        message_id="<1@x>",
        not_after=timezone.now(),
    )
    readers = {
        name
        for name in ("steward", "other", "leader", "supervisor", "auditor", "admin")
        if read(getattr(crowd, name), "deliveries/")["results"]
    }
    assert readers == {"steward", "supervisor", "auditor", "admin"}


@pytest.mark.parametrize("path", ["milestones", "progress-reports", "claims", "changes", "flags"])
def test_what_is_out_of_sight_is_not_there(crowd, path):
    for row in read(crowd.supervisor, f"{path}/")["results"]:
        read(crowd.other, f"{path}/{row['id']}/", status=404)


def test_a_project_out_of_sight_is_not_there(cast):
    read(cast.other, "projects/2024-CJ-001/", status=404)
    assert {role.value for role in READS_ALL} == {"supervisor", "leader", "auditor", "admin"}


def test_an_account_without_a_role_sees_nothing(cast):
    cast.steward.groups.clear()
    assert all("角色" in read(cast.steward, f"{path}/", 403)["detail"] for path in LISTS)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_queries_however_long_it_is(crowd, path):
    """Three of them are the token, its siblings and the role."""
    client = client_of(crowd.supervisor)
    with CaptureQueriesContext(connection) as long:
        client.get(f"{V1}{path}/")
    with CaptureQueriesContext(connection) as short:
        client.get(f"{V1}{path}/", {"page_size": 1})
    most = {"users": 5, "projects": 5, "progress-reports": 5, "claims": 5, "changes": 5}.get(path, 4)
    assert len(short) <= len(long) <= most, "\n".join(query["sql"] for query in long)


def test_a_past_day_is_told_as_it_was(cast):
    assert read(cast.steward, "milestones/", on="2024-06-14")["results"][0]["state"] == "open"
    assert read(cast.steward, "milestones/", on="2023-12-31")["results"] == []


def test_the_reason_follows_the_readers_language(cast):
    path = f"{V1}milestones/{cast.milestone.pk}/?on=2024-06-20"
    english = client_of(cast.steward).get(path, headers={"accept-language": "en"}).json()["light_reason"]
    assert "overdue" in english


def test_a_person_is_told_without_what_is_private(cast):
    row = read(cast.leader, "users/steward/")
    assert row == {
        "username": "steward",
        "name": "steward",
        "unit": "roads",
        "unit_name": "区住建局",
        "role": "steward",
        "is_active": True,
        "away_from": None,
        "away_until": None,
    }


def test_a_programme_takes_the_worst_light_of_its_works(cast):
    programme = Project.objects.create(
        code="2024-CJ-002", name="桥梁工程", plan_year=2024, category=cast.project.category
    )
    work = Project.objects.create(
        code="2024-CJ-002-01", name="某桥", plan_year=2024, category=cast.project.category, parent=programme
    )
    assert read(cast.leader, "projects/2024-CJ-002/")["light_rule"] == "unplanned"
    lay(work.milestones, name="合龙", forecast_due=dt.date(2024, 5, 1), at=noon(dt.date(2024, 1, 1)))
    row = read(cast.leader, "projects/2024-CJ-002/")
    assert (row["light"], row["light_rule"]) == ("grey", "unplanned")
    from_milestones = read(cast.leader, "projects/", light="red")["results"]
    assert [row["code"] for row in from_milestones] == ["2024-CJ-001"]
    assert len(read(cast.leader, "projects/", light="grey")["results"]) == 2
    assert len(read(cast.leader, "projects/", works="true")["results"]) == 2
