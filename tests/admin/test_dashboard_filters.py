"""The start page of every role: each figure is that of its list and of the reports, in a constant number of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.clock import today
from backoffice.dashboard import own_records
from milestones.models import (
    CalendarYear,
    Delivery,
    Escalation,
    Instruction,
    JobRun,
    Milestone,
    OverdueFlag,
    Policy,
    Standing,
)
from milestones.models.plan import approve_plan
from milestones.models.status import Light
from milestones.reports.missing_reports import silent_projects
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Project, Role, User
from tests.cast import add_milestone, approve_as_before, lay, noon, person

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
PROJECTS = "/admin/projects/project/"
INSTRUCTIONS = "/admin/milestones/instruction/"
ROLES = ["steward", "head", "other", "supervisor", "auditor", "admin"]
START = noon(dt.date(2024, 1, 1))


@pytest.fixture
def cast(cast):
    """Two silent projects of two units, an instruction past its day on each, one still in time on the first."""
    cast.school = project(cast, "2024-MS-001", "新建小学", cast.schools, cast.other)
    cast.school.co_units.add(cast.roads)
    for silent in (cast.project, cast.school):
        instruct(cast, silent, "限期答复", dt.date(2024, 6, 30), noon(dt.date(2024, 6, 20)))
    instruct(cast, cast.project, "尚未到期", today() + dt.timedelta(days=5), None)
    return cast


@pytest.fixture
def busy(cast):
    """Something for every section: claims and requests old and new, flags, steps, mails, jobs, accounts, rules."""
    cast.soon = add_milestone(cast, "路面完成", today() + dt.timedelta(days=3), at=START)
    cast.back = add_milestone(cast, "验收完成", today() + dt.timedelta(days=90), at=START)
    cast.draft = Project.objects.create(
        code="2024-CJ-009",
        name="未排期道路",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
    )
    add_draft(cast.draft)
    approve_plan(cast.project, by=cast.supervisor, at=noon(dt.date(2024, 2, 1)))
    long_ago = timezone.now() - dt.timedelta(days=30)
    claim(cast.back, cast, at=long_ago).send_back(by=cast.supervisor, reason="缺验收单", at=long_ago)
    claim(cast.back, cast, at=long_ago + dt.timedelta(days=1))
    ask(cast.milestone, cast, at=long_ago)
    ask(cast.school.milestones.get(), cast, by=cast.other)
    flag = lay(
        OverdueFlag.objects,
        milestone=cast.milestone,
        baseline_due=cast.milestone.baseline_due,
        since=dt.date(2024, 6, 15),
        raised_on=today(),
    )
    lay(Escalation.objects, flag=flag, step=1, on=today(), to=cast.steward)
    lay(Escalation.objects, flag=flag, step=4, on=today() - dt.timedelta(days=15))
    for number, state in enumerate(["dead", "held", "sent"]):
        mail(cast, number, state)
    JobRun.objects.create(job="digest", slot=today(), state="failed")
    JobRun.objects.create(job="flag", slot=today(), state="done")
    User.objects.create_user("nobody", password="x", name="未定")
    person("lost", Role.STEWARD)
    User.objects.filter(pk=cast.second.pk).update(away_from=today(), away_until=today())
    CalendarYear.objects.update_or_create(year=2031, defaults={"status": "provisional"})
    Policy.objects.create(effective_from=today() + dt.timedelta(days=9))
    return cast


def project(cast, code, name, unit, steward):
    made = lay(
        Project.objects,
        code=code,
        name=name,
        plan_year=2024,
        category=cast.project.category,
        unit=unit,
        steward=steward,
        leader=cast.leader,
        starts_on=dt.date(2024, 1, 1),
        at=START,
    )
    lay(made.milestones, name="封顶", forecast_due=dt.date(2024, 9, 1), at=START)
    approve_as_before(made, cast.supervisor, at=START)
    return made


def add_draft(project):
    project.milestones.create(name="开工", forecast_due=today() + dt.timedelta(days=40))


def claim(milestone, cast, at):
    return milestone.claim(by=cast.steward, finished_on=timezone.localdate(at), note="已完成", at=at)


def ask(milestone, cast, by=None, at=None):
    day = today() + dt.timedelta(days=60)
    return milestone.request_change(
        by=by or cast.steward, kind="extend", new_due=day, reason_class="land", text="征迁未完", at=at
    )


def mail(cast, number, state):
    Delivery.objects.create(
        dedup_key=f"d{number}",
        kind="digest",
        slot=today(),
        recipient=cast.steward,
        to_addr="s@example.com",
        language="en",
        subject="逾期",
        text="",
        html="",
        message_id=f"m{number}",
        state=state,
        not_after=timezone.now(),
    )


def instruct(cast, project, text, reply_by, at):
    Instruction.give(by=cast.leader, project=project, text=text, reply_by=reply_by, at=at)


def test_a_name_leads_to_the_page_to_read_and_its_pen_to_the_form(client, busy):
    for user in (busy.steward, busy.supervisor):
        lines = [line for section in sections(client, user).values() for line in section.lines if line.edit]
        assert lines and all(line.link.startswith("/projects/") for line in lines)
        for address in {one for line in lines[:6] for one in (line.link, line.edit)}:
            assert client.get(address).status_code == 200


def sections(client, user):
    client.force_login(user)
    return {section.name: section for section in client.get("/admin/", headers=ENGLISH).context["sections"]}


def listed(client, link):
    return client.get(link).context["cl"].result_count


@pytest.mark.parametrize("who", ROLES)
def test_each_figure_is_that_of_its_list(client, busy, who):
    found = sections(client, getattr(busy, who))
    without_list = {"missing"}
    assert {name: listed(client, one.link) for name, one in found.items() if name not in without_list} == {
        name: one.total for name, one in found.items() if name not in without_list
    }
    for one in found.values():
        assert one.late == (listed(client, one.late_link) if one.late_link else 0)


def test_a_supervisor_finds_everything_that_waits(client, busy):
    found = sections(client, busy.supervisor)
    totals = {name: (one.total, one.late) for name, one in found.items()}
    assert totals == {
        "claims": (1, 1),
        "figures": (0, 0),
        "changes": (2, 1),
        "plans": (1, 0),
        "reorganizations": (0, 0),
        "flags": (1, 0),
        "escalations": (1, 0),
        "overdue": (2, 0),
        "behind": (0, 0),
        "silent": (2, 0),
        "unanswered": (2, 0),
        "mails": (2, 0),
        "jobs": (1, 0),
    }


def test_a_steward_finds_each_kind_of_work(client, busy):
    found = sections(client, busy.steward)
    assert {name: one.total for name, one in found.items()} == {
        "unanswered": 1,
        "waiting": 1,
        "overdue": 1,
        "behind": 0,
        "due": 1,
        "returned": 0,
        "awaiting": 1,
        "questioned": 0,
        "silent": 1,
    }
    acts = {name: [button["title"] for line in one.lines for button in line.buttons] for name, one in found.items()}
    assert acts["overdue"] == ["Report progress", "Claim the finish"]  # a later date is asked for already
    assert acts["due"] == ["Report progress", "Claim the finish", "Request an extension"]
    assert acts["silent"] == ["Report progress", "No progress this month"]
    assert acts["unanswered"] == acts["waiting"] == ["Answer"]


def test_a_returned_claim_is_claimed_again_from_its_row(client, busy):
    busy.back.claims.get(state="pending").send_back(by=busy.supervisor, reason="照片不清")
    line = sections(client, busy.steward)["returned"].lines[0]
    assert line.buttons[0]["title"] == "Claim again" and "照片不清" in line.why


def test_an_administrator_finds_what_to_keep_and_the_districts_figures(client, busy):
    found = sections(client, busy.admin)
    totals = {name: one.total for name, one in found.items()}
    assert (totals["accounts"], totals["away"], totals["policies"], totals["headless"]) == (2, 1, 1, 1)
    assert found["headless"].lines[0].title == "区教育局"
    assert (totals["mails"], totals["jobs"], totals["overdue"], totals["silent"]) == (2, 1, 2, 2)
    assert (
        found["overdue"].bare
        and totals["provisional"] == 1 + CalendarYear.objects.filter(status="provisional").exclude(year=2031).count()
    )


@pytest.mark.parametrize("who", ROLES)
def test_the_figures_are_those_of_the_reports(client, busy, who):
    user = getattr(busy, who)
    found = sections(client, user)
    ids, silent = set(build_overdue_report(user).ids), {row.id for row in silent_projects(user)}
    if user.role in (Role.STEWARD, Role.UNIT_HEAD):
        ids &= set(build_overdue_report().ids) & {one.pk for one in type(busy.milestone).objects.editable_by(user)}
        silent &= {one.pk for one in Project.objects.editable_by(user)}
    assert (found["overdue"].total, found["silent"].total) == (len(ids), len(silent))


@pytest.mark.parametrize("who", ROLES)
def test_whatever_is_red_for_somebody_is_on_their_desk(client, busy, who):
    """Overdue or far behind, and nothing else is."""
    due = today() + dt.timedelta(days=40)
    add_milestone(busy, "建成9条", due, target=busy.target, quantity=9, at=START)
    approve_plan(busy.project, by=busy.supervisor, at=noon(dt.date(2024, 2, 2)))
    user = getattr(busy, who)
    found, own = sections(client, user), own_records(user, Milestone)
    red = Standing.objects.on(today()).filter(light=Light.RED, milestone__in=own).count()
    assert found["behind"].total == listed(client, found["behind"].link) == (who != "other")
    assert found["overdue"].total + found["behind"].total == red
    text = client.get("/admin/", headers=ENGLISH).content.decode()
    assert "Far behind" in text and (found["behind"].bare or who == "other" or "“建成9条”" in text)


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_only_reads_finds_no_button(client, busy, who):
    assert not [line for one in sections(client, getattr(busy, who)).values() for line in one.lines if line.buttons]


def test_a_unit_head_sees_who_has_not_filed_and_reaches_their_list(client, busy):
    project(busy, "2024-CJ-003", "无人负责", busy.roads, None)
    found = sections(client, busy.head)["who"]
    assert [line.title for line in found.lines] == ["No steward yet", "steward"] and found.total == 2
    assert listed(client, found.lines[1].link) == 1 and "1 projects since" in found.lines[1].why


def test_the_first_button_is_solid_only_where_it_is_late(client, busy):
    found = sections(client, busy.steward)
    assert found["overdue"].lines[0].late and not found["due"].lines[0].late
    found = sections(client, busy.supervisor)
    assert [line.late for line in found["changes"].lines] == [True, False]


def test_a_bar_shows_the_quantity_and_where_it_should_be(client, cast):
    step = lay(
        cast.project.milestones,
        name="累计建成6条",
        target=cast.target,
        quantity=6,
        forecast_due=today() - dt.timedelta(days=9),
        at=START,
    )
    approve_plan(cast.project, by=cast.supervisor, at=noon(dt.date(2024, 2, 1)))
    step.report(by=cast.steward, note="四条", quantity=4)
    line = next(one for one in sections(client, cast.steward)["overdue"].lines if one.bar)
    assert line.bar.text.startswith("4/9条") and round(line.bar.done) == 44
    assert round(line.bar.expected) == 67  # the six of nine have been due for nine days


def test_a_bare_register_says_why_there_is_nothing_to_compare(client, cast):
    newcomer = person("newcomer", Role.STEWARD, cast.roads)
    client.force_login(newcomer)
    assert "No project is registered" in client.get("/admin/", headers=ENGLISH).context["bare"]
    bare = Project.objects.create(
        code="2024-CJ-008", name="待排期", plan_year=2024, category=cast.project.category, steward=newcomer
    )
    add_draft(bare)
    page = client.get("/admin/", headers=ENGLISH)
    assert "none has an approved schedule" in page.context["bare"]
    assert "no schedule is approved yet" in page.content.decode()


def test_what_may_still_be_answered_in_time_is_listed_apart(client, cast):
    found = sections(client, cast.steward)
    assert [line.why for line in found["waiting"].lines] == ["尚未到期"]
    assert [line.why for line in found["unanswered"].lines] == ["限期答复"]
    assert "waiting" not in sections(client, cast.supervisor)


def test_a_report_and_an_answer_take_them_off_the_start_page(client, cast):
    instruction = Instruction.objects.get(project=cast.project, text="限期答复")
    instruction.answer(by=cast.steward, note="现答复", milestone=cast.milestone)
    found = sections(client, cast.steward)
    assert (found["silent"].total, found["unanswered"].total) == (0, 0)


def test_the_project_list_is_narrowed_to_the_silent_and_to_ones_own(client, cast):
    client.force_login(cast.steward)
    seen = {
        query: [project.code for project in client.get(PROJECTS + query).context["cl"].result_list]
        for query in ("", "?silent=true", "?silent=true&mine=true")
    }
    assert sorted(seen[""]) == sorted(seen["?silent=true"]) == ["2024-CJ-001", "2024-MS-001"]
    assert seen["?silent=true&mine=true"] == ["2024-CJ-001"]


@pytest.mark.parametrize("address", [f"{PROJECTS}?silent=perhaps", f"{PROJECTS}?mine=1", f"{INSTRUCTIONS}?reply=soon"])
def test_an_unknown_value_of_a_filter_is_said_and_not_ignored(client, cast, address):
    client.force_login(cast.supervisor)
    response = client.get(address, follow=True)
    assert response.status_code == 200 and list(response.context["messages"])


def more(cast):
    """As much again, several times."""
    for number in range(2, 8):
        made = project(cast, f"2024-CJ-10{number}", f"项目{number}", cast.roads, cast.steward)
        instruct(cast, made, "再答", dt.date(2024, 6, 30), noon(dt.date(2024, 6, 20)))
        ask(made.milestones.get(), cast)
        claimed = lay(made.milestones, name="验收", forecast_due=today() + dt.timedelta(days=4), at=START)
        approve_plan(made, by=cast.supervisor, at=noon(dt.date(2024, 2, 1)))
        claim(claimed, cast, at=timezone.now())
        mail(cast, 100 + number, "dead")


@pytest.mark.parametrize("address", [f"{PROJECTS}?silent=true", f"{INSTRUCTIONS}?reply=late"])
def test_more_silence_costs_no_more_queries(client, cast, address, django_assert_num_queries):
    client.force_login(cast.supervisor)
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    more(cast)
    with django_assert_num_queries(len(before)):
        assert client.get(address).status_code == 200


QUERIES = {"steward": 24, "head": 28, "supervisor": 35, "auditor": 37, "admin": 36}


@pytest.mark.parametrize(("who", "queries"), QUERIES.items())
def test_the_start_page_costs_the_same_however_much_there_is(client, busy, who, queries, django_assert_num_queries):
    client.force_login(getattr(busy, who))
    client.get("/admin/")
    with django_assert_num_queries(queries):
        client.get("/admin/")
    more(busy)
    with django_assert_num_queries(queries):
        client.get("/admin/")
