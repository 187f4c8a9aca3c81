"""Pages open at the newest plan and whatever is open of earlier ones; no count and no file stops at a year."""

import datetime as dt

import pytest

from milestones.models.plan import approve_plan
from milestones.reports.home.projects_on_day import district_status
from projects.models import Phase, Project
from projects.stated_phases import stated_finished
from tests.api_client import read
from tests.cast import lay, noon

pytestmark = pytest.mark.django_db
ON = dt.date(2024, 7, 1)
START = noon(dt.date(2023, 1, 10))
LIST, WALL = "/reports/projects/", "/wall/"


@pytest.fixture
def cast(cast):
    """Of last year's plan one work late, one finished, and one that nobody ever planned."""
    cast.late = last_year(cast, "2023-CJ-901", "去年逾期道路", dt.date(2023, 9, 1))
    cast.done = last_year(cast, "2023-CJ-902", "去年完成道路", dt.date(2023, 6, 1))
    claim = cast.done.milestones.get().claim(
        by=cast.steward, finished_on=dt.date(2023, 5, 30), note="完成", at=noon(dt.date(2023, 5, 30))
    )
    claim.confirm(by=cast.supervisor, at=noon(dt.date(2023, 5, 31)))
    cast.bare = last_year(cast, "2023-CJ-903", "去年未排期道路", None)
    return cast


def last_year(cast, code, name, due):
    made = lay(
        Project.objects,
        code=code,
        name=name,
        plan_year=2023,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
        leader=cast.leader,
        at=START,
    )
    if due:
        lay(made.milestones, name="完工", forecast_due=due, at=START)
        approve_plan(made, by=cast.supervisor, at=START)
    return made


@pytest.fixture
def see(client, cast):
    def get(address, on=ON, **query):
        client.force_login(cast.leader, "django.contrib.auth.backends.ModelBackend")
        return client.get(address, {"on": on.isoformat()} | query, headers={"accept-language": "zh-CN"})

    return get


def listed(page):
    return {row.project.code for row in page.context["rows"]}


def test_the_list_opens_at_the_newest_plan_and_leaves_out_nothing_that_is_late(see, cast):
    page = see(LIST)
    assert listed(page) == {cast.project.code, cast.late.code} and page.context["total"] == 2
    text = page.content.decode()
    assert "未列往年已完成或无排期的项目2个" in text and "years=all" in text
    whole = see(LIST, years="all")
    assert listed(whole) == {cast.project.code, cast.late.code, cast.done.code, cast.bare.code}
    assert "未列往年" not in whole.content.decode()
    assert listed(see(LIST, light="red")) == listed(see(LIST, light="red", years="all"))


def test_a_past_day_opens_at_the_plan_that_was_the_newest_then(see, cast):
    page = see(LIST, on=dt.date(2023, 12, 1))
    assert listed(page) == {cast.late.code, cast.done.code, cast.bare.code} and page.context["found"].beyond == 0


def test_a_wrong_word_for_the_years_is_said_at_its_field(see):
    page = see(LIST, years="some")
    assert page.status_code == 400 and 'id="id_years_error"' in page.content.decode()
    assert see(WALL, years="some").status_code == 400


def test_home_and_the_api_count_every_year(see, cast):
    home = see("/")
    assert home.context["district"].total == 4
    assert "years=all" in home.content.decode()
    assert read(cast.leader, f"reports/home/?on={ON}")["projects"] == 4


def test_the_wall_leaves_out_what_ended_of_earlier_plans(see, cast):
    page = see(WALL)
    assert page.context["shown"] == 2 and page.context["beyond"] == 1
    whole = see(WALL, years="all")
    assert whole.context["shown"] == 3 and "全部年度" in whole.context["stamp"].foot


def test_only_the_register_itself_says_that_a_work_needs_no_schedule(see, cast):
    told = next(code for code, phase in stated_finished().items() if phase == Phase.COMPLETED)
    stated = lay(
        Project.objects,
        code=told,
        name="登记即竣工道路",
        plan_year=2023,
        category=cast.project.category,
        unit=cast.roads,
        phase=Phase.COMPLETED,
        at=START,
    )
    cast.bare.move_to(Phase.COMPLETED, by=cast.supervisor, at=noon(dt.date(2023, 3, 1)))
    status = district_status(cast.leader, ON)
    assert {code.code: code.schedule for code in status.works if not code.scheduled} == {
        stated.code: "stated",
        cast.bare.code: "no",
    }
    apart = see("/").context["report"].apart
    assert (apart["unscheduled"], apart["stated"]) == (1, 1)
    assert listed(see(LIST, schedule="stated", years="all")) == {stated.code}
    assert listed(see(LIST, rule="unplanned", years="all")) == {cast.bare.code}
