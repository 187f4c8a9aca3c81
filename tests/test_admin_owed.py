"""The start page says who did not file and which instructions stand unanswered; each count is that of its list."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.models import Instruction
from milestones.models.plan import approve_plan
from projects.clock import today
from projects.models import Project

from .cast import make_cast, noon

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
PROJECTS = "/admin/projects/project/"
INSTRUCTIONS = "/admin/milestones/instruction/"
SILENT, LATE, WAITING = "Silent projects", "Instructions unanswered past their day", "Instructions waiting"


@pytest.fixture
def cast():
    """Two silent projects of two units, an instruction past its day on each, one still in time on the first."""
    cast = make_cast()
    start = noon(dt.date(2024, 1, 1))
    cast.school = Project.objects.create(
        code="2024-MS-001", name="新建小学", plan_year=2024, category=cast.project.category, unit=cast.schools,
        steward=cast.other, starts_on=dt.date(2024, 1, 1), at=start,
    )  # fmt: skip
    cast.school.co_units.add(cast.roads)
    cast.school.milestones.create(name="封顶", forecast_due=dt.date(2024, 9, 1), at=start)
    approve_plan(cast.school, by=cast.supervisor, at=start)
    for project in (cast.project, cast.school):
        instruct(cast, project, "限期答复", dt.date(2024, 6, 30), noon(dt.date(2024, 6, 20)))
    instruct(cast, cast.project, "尚未到期", today() + dt.timedelta(days=5), None)
    return cast


def instruct(cast, project, text, reply_by, at):
    Instruction.give(by=cast.leader, project=project, text=text, reply_by=reply_by, at=at)


def sections(client, user):
    client.force_login(user)
    return {section.title: section for section in client.get("/admin/", headers=ENGLISH).context["sections"]}


@pytest.mark.parametrize(
    ("who", "silent", "late"),
    [("steward", 1, 1), ("head", 1, 1), ("other", 1, 1), ("supervisor", 2, 2), ("auditor", 2, 2)],
)
def test_each_role_counts_what_is_in_its_charge_and_the_list_shows_the_same(client, cast, who, silent, late):
    found = sections(client, getattr(cast, who))
    assert (found[SILENT].total, found[LATE].total) == (silent, late)
    for title in (SILENT, LATE):
        assert client.get(found[title].link).context["cl"].result_count == found[title].total


def test_what_may_still_be_answered_in_time_is_listed_apart(client, cast):
    found = sections(client, cast.steward)
    assert [line.why for line in found[WAITING].lines] == ["尚未到期"]
    assert [line.why for line in found[LATE].lines] == ["限期答复"]
    assert client.get(found[WAITING].link).context["cl"].result_count == 1
    assert found[LATE].lines[0].buttons and WAITING not in sections(client, cast.supervisor)


def test_the_supervisor_reads_without_the_button_to_answer(client, cast):
    assert all(not line.buttons for line in sections(client, cast.supervisor)[LATE].lines)


def test_a_report_and_an_answer_take_them_off_the_start_page(client, cast):
    instruction = Instruction.objects.get(project=cast.project, text="限期答复")
    instruction.answer(by=cast.steward, note="现答复", milestone=cast.milestone)
    found = sections(client, cast.steward)
    assert (found[SILENT].total, found[LATE].total) == (0, 0)


def test_the_project_list_is_narrowed_to_the_silent_and_to_ones_own(client, cast):
    client.force_login(cast.steward)
    seen = {
        query: [project.code for project in client.get(PROJECTS + query).context["cl"].result_list]
        for query in ("", "?silent=true", "?silent=true&mine=true")
    }
    assert sorted(seen[""]) == sorted(seen["?silent=true"]) == ["2024-CJ-001", "2024-MS-001"]
    assert seen["?silent=true&mine=true"] == ["2024-CJ-001"]


@pytest.mark.parametrize(
    "address", [f"{PROJECTS}?silent=perhaps", f"{PROJECTS}?mine=1", f"{INSTRUCTIONS}?reply=soon"]
)
def test_an_unknown_value_of_a_filter_is_said_and_not_ignored(client, cast, address):
    client.force_login(cast.supervisor)
    response = client.get(address, follow=True)
    assert response.status_code == 200 and list(response.context["messages"])


@pytest.mark.parametrize("address", ["/admin/", f"{PROJECTS}?silent=true", f"{INSTRUCTIONS}?reply=late"])
def test_more_silence_costs_no_more_queries(client, cast, address, django_assert_num_queries):
    client.force_login(cast.supervisor)
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for number in range(2, 8):
        project = Project.objects.create(
            code=f"2024-CJ-00{number}", name=f"项目{number}", plan_year=2024, category=cast.project.category,
            unit=cast.roads, steward=cast.steward, starts_on=dt.date(2024, 1, 1), at=noon(dt.date(2024, 1, 1)),
        )  # fmt: skip
        project.milestones.create(name="完工", forecast_due=dt.date(2024, 9, 1), at=noon(dt.date(2024, 1, 1)))
        approve_plan(project, by=cast.supervisor, at=noon(dt.date(2024, 1, 1)))
        instruct(cast, project, "再答", dt.date(2024, 6, 30), noon(dt.date(2024, 6, 20)))
    with django_assert_num_queries(len(before)):
        assert client.get(address).status_code == 200
